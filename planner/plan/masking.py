"""Write a plan for readers who may not see everything in it, and search what was written.

Masking comes before drawing: the files of a masked profile are made from tables in which nothing
else is left, so that nothing of a single customer is in them that a popup would only hide. After
that the guard looks for every protected value of the register in every file, and removes a file
that has one.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import shapely

from planner.digests import sha256_of
from planner.errors import CheckError
from planner.files import write_text
from planner.files.guard import Handed, Secrets, guard_files
from planner.findings import Language
from planner.plan import manifest
from planner.plan.leftovers import clear_leftovers
from planner.plan.masked_map import is_critical, management_page, public_layers
from planner.plan.own import write_own_folders
from planner.plan.profiles import level_of, require_profile
from planner.plan.protected import secrets_of_all
from planner.plan.pseudonyms import pseudonym, read_key
from planner.plan.sums import grouped
from planner.render import (
    Report,
    Section,
    section_of,
    write_map,
    write_page,
    write_report,
    write_workbook,
)
from planner.schema import GROUPS, Column, Layer, Table, Text
from planner.sealed import MANIFEST
from planner.units import KWH_PER_GWH

if TYPE_CHECKING:
    from planner.plan.plan import Plan

_BANDS_GWH = (1.0, 5.0, 20.0)
_LARGEST = 20
PAGE, BOOK, MAP = "summary.html", "summary.xlsx", "map.html"
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


def save_masked(plan: "Plan", folder: Path, language: Language) -> Iterator[list[Path]]:
    """Write what a masked profile may show, the manifest last; the guard has the last word.

    What is yielded has passed the guard.

    Raises
    ------
    CheckError
        A file held a protected value; it was removed.
    OptionError
        The profile needs a key for pseudonyms and there is none, or the folder holds files that
        whoever gets it should not see.
    """
    profile = plan.scenario.export.profile
    require_profile(plan.scenario, folder)
    secrets = secrets_of_all(plan)
    if profile == "manager-own":
        handed = write_own_folders(plan, folder, language)
    else:
        handed = [Handed(_write_sums(plan, folder, language, secrets), secrets)]
    guard_files(handed, profile=profile)
    written = [path for one in handed for path in one.paths]
    yield written
    outputs = {path.relative_to(folder).as_posix(): sha256_of(path) for path in written}
    clear_leftovers(folder, folder / MANIFEST, outputs)
    facts = {"run": plan.run_id, "profile": profile, "inputs": plan.inputs}
    last = write_text(folder / MANIFEST, manifest.as_json(facts, plan.costs, outputs))
    guard_files([Handed([last], secrets)], profile=profile)
    yield [last]


def _write_sums(plan: "Plan", folder: Path, language: Language, secrets: Secrets) -> list[Path]:
    """Write map, page and workbook of sums by group."""
    tables = _tables(plan)
    sections = [section_of(*one, language) for one in tables.items()]
    report = Report(
        plan.title.say(language), [level_of(plan.scenario).say(language)], (),
        [_figures(plan, language), *sections], language,
    )  # fmt: skip
    return [
        _write_map(plan, folder / MAP, language, secrets),
        write_report(folder / PAGE, report),
        write_workbook(folder / BOOK, tables, [("", one) for one in report.lines],
                       figures=plan.headline(), language=language),
    ]  # fmt: skip


def _write_map(plan: "Plan", path: Path, language: Language, secrets: Secrets) -> Path:
    if plan.scenario.export.profile == "management":
        page = management_page(plan)
        _require_no_point(page.layers, secrets)
        return write_page(page, path)
    layers = public_layers(plan)
    _require_no_point(layers, secrets)
    return write_map(
        path, layers, title=plan.title, foot=[level_of(plan.scenario)], language=language
    )


def _require_no_point(layers: Sequence[Layer], secrets: Secrets) -> None:
    """Look at points before they are drawn: a page packs them in steps that no guard can read."""
    for layer in layers:
        if layer.role in {"customers", "counts"}:
            corners = shapely.get_coordinates(layer.rows.geometry.to_numpy()).tolist()
            count = secrets.places((x, y) for x, y in corners)
            if count:
                raise CheckError(
                    f"S01: layer {layer.role} shows {count} places of customers as they are",
                    where="map",
                    mend="report this as a fault of the program",
                )


def _tables(plan: "Plan") -> dict[Table, pd.DataFrame]:
    export = plan.scenario.export
    inside = export.profile == "management"
    tables = {GROUPS: grouped(plan.siting.groups, fewest=export.fewest, with_energy=inside)}
    if inside:
        tables[LARGEST] = _largest(plan, read_key())
    return tables


def _largest(plan: "Plan", key: bytes) -> pd.DataFrame:
    """Return the largest customers under pseudonyms; critical ones are never listed one by one."""
    rows = plan.customers.loc[~is_critical(plan.customers)]
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


def _figures(plan: "Plan", language: Language) -> Section:
    heading = Text("指标", "Figure"), Text("方案", "Plan"), Text("单位", "Unit")
    rows = [
        [one.title.say(language), one.shown(), one.unit.say(language)] for one in plan.headline()
    ]
    title = Text("主要指标", "Figures").say(language)
    return Section(title, [one.say(language) for one in heading], rows, frozenset({1}))
