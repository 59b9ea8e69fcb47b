"""What of a plan may be seen outside the team: sums by group, bands, pseudonyms.

Masking comes before drawing: the files of a masked profile are made from these tables alone, so
that nothing of a single customer is in them that a popup would only hide. After that the guard
looks for every protected value of the register in every file, and removes a file that has one.
"""

import hashlib
import hmac
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from planner.digests import sha256_of
from planner.errors import OptionError
from planner.files import write_text
from planner.files.guard import guard_files
from planner.findings import Language
from planner.plan import manifest
from planner.render import Report, Section, write_report, write_workbook
from planner.schema import GROUPS, Column, Table, Text
from planner.units import KWH_PER_GWH

if TYPE_CHECKING:
    from planner.plan.plan import Plan

KEY = "PLANNER_PSEUDONYM_KEY"
"""Environment variable of the key that pseudonyms are made with; it is kept nowhere else."""
PROTECTED = (
    "account_no", "account_name", "uscc", "meter_id", "feeder_id", "address", "lon", "lat",
    "contact_name", "contact_mobile", "duty_phone_24h",
)  # fmt: skip
"""Personal data, commercial secrets and what shows where a critical customer's supply is."""
_BANDS_GWH = (1.0, 5.0, 20.0)
_FEWEST_KEY_LETTERS = 16
_LETTERS = 12
_LARGEST = 20
_SHOWN = 3
PAGE, BOOK = "summary.html", "summary.xlsx"
C = Column
LARGEST = Table(
    "largest", "最大客户(化名)", "Largest customers (pseudonyms)", ("pseudonym",),
    (
        C("pseudonym", "text", "化名", "Pseudonym"),
        C("tier", "text", "等级", "Tier"),
        C("district_code", "text", "行政区划代码", "District code"),
        C("band", "text", "年用电量(吉瓦时)", "Annual GWh"),
    ),
)  # fmt: skip


def pseudonym(account_no: str, key: bytes) -> str:
    """Return a name for an account that only the holder of the key can make again.

    A plain hash would not do: all numbers of ten digits are hashed in seconds.
    """
    return hmac.new(key, account_no.encode(), hashlib.sha256).hexdigest()[:_LETTERS].upper()


def read_key() -> bytes:
    """Return the key of the environment.

    Raises
    ------
    OptionError
        There is none, or it is too short to be one.
    """
    key = os.environ.get(KEY, "").strip()
    if len(key) < _FEWEST_KEY_LETTERS:
        raise OptionError(
            f"pseudonyms need a key of at least {_FEWEST_KEY_LETTERS} characters",
            where=f"environment variable {KEY}",
            mend=f"set {KEY} to a random text and keep it outside the output folder",
        )
    return key.encode()


def save_masked(plan: "Plan", folder: Path, language: Language) -> list[Path]:
    """Write summary page, workbook and manifest of a masked profile; the guard has the last word.

    Raises
    ------
    CheckError
        A file held a protected value; it was removed.
    OptionError
        The profile needs a key for pseudonyms and there is none, or the folder holds files that
        whoever gets it should not see.
    """
    profile = plan.scenario.export.profile
    _require_own(folder, profile)
    tables = _tables(plan)
    report = Report(
        plan.title.say(language), _lines(plan, language), (),
        [_figures(plan, language), *(_section(*one, language) for one in tables.items())], language,
    )  # fmt: skip
    written = [
        write_report(folder / PAGE, report),
        write_workbook(folder / BOOK, tables, [("", one) for one in report.lines],
                       figures=plan.headline(), language=language),
    ]  # fmt: skip
    outputs = {path.name: sha256_of(path) for path in written}
    facts = {"run": plan.run_id, "profile": profile, "inputs": plan.inputs}
    text = manifest.as_json(facts, plan.costs, outputs)
    written.append(write_text(folder / manifest.MANIFEST, text))
    guard_files(written, protected_values(plan), profile=profile)
    return written


def _require_own(folder: Path, profile: str) -> None:
    """Refuse a folder with other files in it: the full plan of last week would go out with this."""
    own = {PAGE, BOOK, manifest.MANIFEST}
    others = sorted(
        name
        for path in folder.rglob("*")
        if path.is_file() and (name := path.relative_to(folder).as_posix()) not in own
    )
    if others:
        shown = ", ".join(others[:_SHOWN]) + (", ..." if len(others) > _SHOWN else "")
        raise OptionError(
            f"a plan for {profile} cannot go beside {len(others)} other files: {shown}",
            where=str(folder),
            mend="name an empty folder; whoever gets this one would get those files too",
        )


def protected_values(plan: "Plan") -> set[str]:
    """Return what must not leave, as the register writes it and as it was read."""
    values: set[str] = set()
    headings = plan.lineage.headings
    for name in PROTECTED:
        if name in plan.customers:
            values |= set(plan.customers[name].dropna().astype("str"))
        if headings.get(name) in plan.quarantined:
            values |= set(plan.quarantined[headings[name]].astype("str"))
    return {one.strip() for one in values}


def grouped(groups: pd.DataFrame, *, fewest: int, with_energy: bool) -> pd.DataFrame:
    """Return sums by group, columns of `GROUPS`, with every figure of a small group left out.

    One small group beside its total could be worked out; so the next smallest of its kind goes
    as well.
    """
    frame = groups.copy()
    small = frame["customers"] < fewest
    for _, kind in frame.groupby("kind"):
        hidden = kind.index[small.loc[kind.index]]
        if len(hidden) == 1 and len(kind) > 1:
            next_smallest = kind.drop(index=hidden)["customers"].idxmin()
            small = small | (frame.index == next_smallest)
    numbers = [name for name in frame.columns if name not in ("kind", "group")]
    frame[numbers] = frame[numbers].astype("float64").mask(small)
    return frame if with_energy else frame.drop(columns="annual_kwh")


def _tables(plan: "Plan") -> dict[Table, pd.DataFrame]:
    export = plan.scenario.export
    inside = export.profile == "management"
    tables = {GROUPS: grouped(plan.siting.groups, fewest=export.fewest, with_energy=inside)}
    if inside:
        tables[LARGEST] = _largest(plan, read_key())
    return tables


def _largest(plan: "Plan", key: bytes) -> pd.DataFrame:
    """Return the largest customers under pseudonyms; critical ones are never listed one by one."""
    rows = plan.customers.loc[plan.customers["critical_grade"].fillna("非重要") == "非重要"]
    rows = rows.nlargest(_LARGEST, "annual_kwh")
    return pd.DataFrame(
        {
            "pseudonym": [pseudonym(str(one), key) for one in rows["account_no"]],
            "tier": rows["tier"].tolist(),
            "district_code": rows["district_code"].fillna("").tolist(),
            "band": [_band(float(one) / KWH_PER_GWH) for one in rows["annual_kwh"]],
        }
    ).sort_values(["tier", "pseudonym"], ignore_index=True)


def _band(gwh: float) -> str:
    low = [bound for bound in _BANDS_GWH if gwh >= bound]
    high = [bound for bound in _BANDS_GWH if gwh < bound]
    return f"{low[-1] if low else 0:g} – {high[0]:g}" if high else f"≥ {low[-1]:g}"


def _lines(plan: "Plan", language: Language) -> list[str]:
    export = plan.scenario.export
    said = {
        "management": Text(
            "管理层摘要：按组汇总，不含单个客户的资料", "for management: sums by group"
        ),
        "public": Text("公开摘要：仅汇总", "for the public: sums only"),
    }
    few = Text(
        f"少于 {export.fewest} 户的组不列数字", f"groups below {export.fewest} show no figure"
    )
    return [said[export.profile].say(language), few.say(language)]


def _figures(plan: "Plan", language: Language) -> Section:
    heading = Text("指标", "Figure"), Text("方案", "Plan"), Text("单位", "Unit")
    rows = [
        [one.title.say(language), one.shown(), one.unit.say(language)] for one in plan.headline()
    ]
    title = Text("主要指标", "Figures").say(language)
    return Section(title, [one.say(language) for one in heading], rows, frozenset({1}))


def _section(table: Table, frame: pd.DataFrame, language: Language) -> Section:
    names = [str(name) for name in frame.columns]
    headings = [table[name].heading(language) for name in names]
    numbers = frozenset(
        place for place, name in enumerate(names) if table[name].kind in ("number", "integer")
    )
    return Section(table.zh if language == "zh" else table.en, headings,
                   [list(_shown(row)) for row in frame.to_numpy().tolist()], numbers)  # fmt: skip


def _shown(row: list[object]) -> Iterator[str]:
    for value in row:
        if isinstance(value, float):
            yield "–" if pd.isna(value) else f"{value:,.1f}".removesuffix(".0")
        else:
            yield str(value)
