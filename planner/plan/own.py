"""A folder for each manager: his own customers in full, and of all others sums only.

The plan is cut to one manager before anything is drawn, so his files cannot hold another's rows.
"""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from planner.files import file_names
from planner.files.guard import Handed
from planner.findings import Findings, Language
from planner.outlets.whatif import WhatIf
from planner.plan.dossiers import FOLDER as PAGES
from planner.plan.dossiers import write_dossiers
from planner.plan.imprint import imprint
from planner.plan.masked_map import outlets_with_sums
from planner.plan.page import compose_page, sorted_figures
from planner.plan.protected import secrets_of_others
from planner.plan.sums import grouped
from planner.render import Page, write_page, write_workbook
from planner.schema import CUSTOMERS, GROUPS, OWNERS, Table, Text
from planner.visits import VisitPlan, write_own

if TYPE_CHECKING:
    from planner.plan.plan import Plan

MAP, BOOK = "map.html", "customers.xlsx"


def write_own_folders(plan: "Plan", folder: Path, language: Language) -> list[Handed]:
    """Write map, customers, their pages, calendar, tours and briefs of each manager in a folder.

    Returns
    -------
    handed
        By manager his files, and what may not be in them: everything of the other customers.
    """
    names = file_names(plan.roster["manager_id"])
    cuts = {str(one): cut_to(plan, str(one)) for one in plan.roster["manager_id"]}
    return [
        Handed(
            _write_folder(plan, own, folder / names[manager_id], language),
            secrets_of_others(plan, own),
        )
        for manager_id, own in cuts.items()
    ]


def accounts_of(plan: "Plan", manager_id: str) -> set[str]:
    """Return whom a manager looks after, whom he visits, and whom he was to visit before."""
    owners, visits = plan.territories.owners, plan.visits
    return {
        str(one)
        for rows in (owners, visits.visits, visits.cancelled)
        for one in rows.loc[rows["manager_id"] == manager_id, "account_no"]
    }


def cut_to(plan: "Plan", manager_id: str) -> "Plan":
    """Return the plan with the rows of one manager; figures of whole outlets stay as sums.

    Of the findings those about his customers and about whole tables stay; what-ifs and rows that
    were taken out fall away.
    """
    accounts = accounts_of(plan, manager_id)
    siting, territories, told = plan.siting, plan.territories, {*accounts, ""}
    return replace(
        plan,
        customers=_of(plan.customers, accounts),
        siting=replace(
            siting,
            outlets=outlets_with_sums(siting.outlets, fewest=plan.scenario.export.fewest),
            assignment=_of(siting.assignment, accounts),
            lines=_of(siting.lines, accounts),
            service=_of(siting.service, accounts),
        ),
        whatif=WhatIf(),
        territories=replace(
            territories,
            owners=_of(territories.owners, accounts),
            areas=_by(territories.areas, manager_id),
            locks=_of(territories.locks, accounts),
        ),
        visits=_visits(plan.visits, accounts, manager_id),
        roster=_by(plan.roster, manager_id),
        findings=Findings(one for one in plan.findings if one.account_no in told),
        quarantined=plan.quarantined.iloc[:0],
    )


def _visits(visits: VisitPlan, accounts: set[str], manager_id: str) -> VisitPlan:
    case, diary = visits.case, visits.case.diary
    return replace(
        visits,
        case=replace(
            case,
            customers=_of(case.customers, accounts),
            owners=_of(case.owners, accounts),
            roster=_by(case.roster, manager_id),
            diary=replace(
                diary,
                log=_of(diary.log, accounts),
                leave=diary.leave.loc[diary.leave["person_id"] == manager_id],
                appointments=_of(diary.appointments, accounts),
                issues=_of(diary.issues, accounts),
                agreed=_of(diary.agreed, accounts),
            ),
        ),
        visits=_by(visits.visits, manager_id),
        tours=_by(visits.tours, manager_id),
        unserved=_by(visits.unserved, manager_id),
        stops=_by(visits.stops, manager_id),
        team_tours=visits.team_tours.iloc[:0],
        team_stops=visits.team_stops.iloc[:0],
        people=_by(visits.people, manager_id),
        cancelled=_by(visits.cancelled, manager_id),
    )


def _write_folder(plan: "Plan", own: "Plan", folder: Path, language: Language) -> list[Path]:
    groups = grouped(plan.siting.groups, fewest=plan.scenario.export.fewest, with_energy=True)
    tables: dict[Table, pd.DataFrame] = {
        CUSTOMERS: own.customers,
        OWNERS: own.territories.owners,
        GROUPS: groups,
    }
    page = _page(plan, own)
    lines = [("", page.notes[0].say(language))]
    # names of files are in the manifest, which lies beside the folders of all managers
    numbers = {one: f"{at:04d}" for at, one in enumerate(own.customers["account_no"], 1)}
    return [
        write_page(page, folder / MAP),
        write_workbook(folder / BOOK, tables, lines, figures=page.figures, language=language),
        *write_own(own.visits, folder, imprint(own, language)),
        *write_dossiers(own, folder / PAGES, language, numbers),
    ]


def _page(plan: "Plan", own: "Plan") -> Page:
    """Return the page of one manager; the figures are those of the whole plan.

    Service areas would be those of his customers alone, which is not what outlets serve.
    """
    page = compose_page(own)
    name = str(own.roster["manager_name"].iloc[0])
    who = Text(f"{name} · {page.subtitle.zh}", f"{name} · {page.subtitle.en}")
    return replace(page, subtitle=who, figures=sorted_figures(plan), is_whole=False)


def _of[Rows: pd.DataFrame](rows: Rows, accounts: set[str]) -> Rows:
    return rows.loc[rows["account_no"].isin(accounts)].reset_index(drop=True)


def _by[Rows: pd.DataFrame](rows: Rows, manager_id: str) -> Rows:
    return rows.loc[rows["manager_id"] == manager_id].reset_index(drop=True)
