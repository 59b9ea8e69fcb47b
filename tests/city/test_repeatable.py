"""The generator writes what is committed, byte for byte."""

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest


def _print(path: Path) -> str:
    """Fingerprint of a file; of a workbook's parts, since deflate differs between zlib builds."""
    if path.suffix != ".xlsx":
        return hashlib.sha256(path.read_bytes()).hexdigest()
    with zipfile.ZipFile(path) as book:
        parts = [
            f"{name} {hashlib.sha256(book.read(name)).hexdigest()}" for name in book.namelist()
        ]
    return "\n".join(parts)


def _prints(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): _print(path) for path in files}


@pytest.fixture(scope="module")
def made_again(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    command = [sys.executable, "-m", "data.generator", str(folder)]
    subprocess.run(command, cwd=repository, check=True, capture_output=True)
    return folder


def test_made_again_every_file_has_the_same_bytes(city: Path, made_again: Path) -> None:
    assert _prints(made_again) == _prints(city)


def test_the_city_stays_under_four_megabytes(city: Path) -> None:
    assert sum(path.stat().st_size for path in city.rglob("*")) < 4_000_000
