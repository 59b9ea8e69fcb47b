"""A real scenario that takes two seconds: 15 customers and two managers of the sample city."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

DATA = Path(__file__).parents[2] / "data"

_TEXT = """
name = "tiny"
seed = 7
language = "en"
customers = {{ file = "register.csv", quality = "{data}/rules/quality_invented.toml" }}
loads = {{ tiers = "{data}/rules/tiers.toml" }}
managers = {{ roster = "managers.csv", even_hours = 3 }}

[outlets]
existing = "{data}/city/outlets.csv"
candidates = "{data}/city/candidates.csv"
count = 6
second_best = false

[visits]
start = 2026-10-12
end = 2026-10-16
rules = "{data}/rules/visits.toml"
search_steps = 20
"""


def tiny_scenario(folder: Path, *more: str, accounts: int = 15, managers: int = 2) -> Path:
    """Write the scenario with its register and roster, and lines more, and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, count in (("register.csv", accounts), ("managers.csv", managers)):
        lines = (DATA / "city" / name).read_bytes().splitlines(keepends=True)
        (folder / name).write_bytes(b"".join(lines[: count + 1]))
    path = folder / "tiny.toml"
    path.write_text("\n".join([_TEXT.format(data=DATA.as_posix()), *more]), encoding="utf-8")
    return path


def corner_of_the_city(folder: Path, keep_rows: int = 5) -> Path:
    """Write the tiny scenario with the city's gazetteer and roads; travel is kept in parts."""
    path, city = tiny_scenario(folder), (DATA / "city").as_posix()
    lines = [
        f'geocode = {{ gazetteer = "{city}/gazetteer" }}',
        f'travel = {{ nodes = "{city}/roads/node.csv", links = "{city}/roads/link.csv", '
        f'keep = "travel", keep_rows = {keep_rows} }}',
    ]
    path.write_text("\n".join([*lines, path.read_text(encoding="utf-8")]), encoding="utf-8")
    return path


def sweep_file(folder: Path, *lines: str) -> Path:
    """Write a file of scenarios over the tiny one."""
    tiny_scenario(folder)
    path = folder / "sweep.toml"
    path.write_text("\n".join(['inherits = "tiny.toml"', *lines]), encoding="utf-8")
    return path


def contents(folder: Path, parts: Sequence[str] = ("tables", "plan.xlsx")) -> dict[str, str]:
    """Return the SHA-256 of every file of a run that its question decides, by name."""
    paths = [path for part in parts for path in (folder / part, *(folder / part).rglob("*"))]
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in paths
        if path.is_file()
    }
