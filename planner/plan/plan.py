"""The plan: every room's answer to one scenario, with the row ledger that closes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from planner.findings import Findings, Language
from planner.loads import LoadReport
from planner.managers import Territories
from planner.outlets import Siting
from planner.outlets.whatif import WhatIf
from planner.plan.clock import StepCost
from planner.plan.events import ProgressCall
from planner.plan.ledger import Ledger
from planner.plan.page import Ground, compose_page
from planner.plan.saving import save_plan
from planner.plan.sentences import (
    how_travel_was_measured,
    recommendation,
    verdict,
    what_straight_lines_miss,
    whom_we_asked,
)
from planner.plan.steps import folder_name, run_id
from planner.plan.story import CustomerStory, facts_of
from planner.render import (
    Page,
    draw_headline,
    draw_page,
    draw_picture,
    page_iframe,
    picture_img,
)
from planner.result import Result
from planner.scenario import Scenario
from planner.schema import CUSTOMERS, Customers, Figure, Layer, Lineage, Table, Text
from planner.solve import Outcome
from planner.visits import VisitPlan

_CELL_BYTES = 4_500_000
"""A notebook keeps what its cells show: with the picture, five million bytes at the most."""
_TOO_LARGE = Text(
    "地图太大，不放进笔记本：plan.save(文件夹) 写出 map.html。",
    "the map is too large for a notebook: plan.save(folder) writes map.html.",
)


@dataclass(frozen=True, eq=False)
class Plan(Result):
    """The answer to a scenario; it has passed its checks, or it would not exist.

    `customers` are the planned accounts with everything the rooms added to a row; `quarantined`
    the register rows that were taken out before planning, as the file had them. `rows` are those
    of every table that was read, by the setting that names it.
    """

    scenario: Scenario
    customers: Customers
    loads: LoadReport
    siting: Siting
    whatif: WhatIf
    territories: Territories
    visits: VisitPlan
    roster: pd.DataFrame
    findings: Findings
    ledger: Ledger
    quarantined: pd.DataFrame
    lineage: Lineage
    ground: Ground
    travel_basis: Text
    inputs: Mapping[str, Mapping[str, str]]
    rows: Mapping[str, int]
    breaches: Mapping[str, int]
    costs: tuple[StepCost, ...]

    @property
    def title(self) -> Text:
        """The city and the scenario."""
        city, name = self.scenario.report.city, self.scenario.name
        return Text(f"{city}大客户服务规划：{name}", f"{city} large-customer plan: {name}".strip())

    @property
    def run_id(self) -> str:
        """Twelve hex digits that stand for the question."""
        return run_id(self.scenario, self.inputs)

    @property
    def outcomes(self) -> dict[str, Outcome]:
        """Every solve with its proof."""
        goals = {f"outlets/{one.goal}": one.outcome for one in self.siting.reached[1:]}
        return {
            "outlets": self.siting.outcome,
            **goals,
            "managers": self.territories.outcome,
        } | {f"visits/{name}": outcome for name, outcome in self.visits.outcomes.items()}

    @property
    def deterministic(self) -> bool:
        """Whether the same scenario gives this plan again: no clock stopped a solve."""
        solved = all(outcome.deterministic for outcome in self.outcomes.values())
        return solved and not self.whatif.cut_short

    def headline(self) -> list[Figure]:
        """Return the figures of the rooms that decide something."""
        return [
            *self.siting.headline(),
            *self.territories.headline(),
            *self.visits.headline(),
        ]

    def layers(self) -> list[Layer]:
        """Return everything to draw, ground first."""
        return compose_page(self).layers

    def tables(self) -> Mapping[Table, pd.DataFrame]:
        """Return every table of the plan."""
        own: dict[Table, pd.DataFrame] = {CUSTOMERS: self.customers}
        for result in (self.siting, self.whatif, self.territories, self.visits):
            own.update(result.tables())
        return own

    def page(self) -> Page:
        """Return what the HTML map shows."""
        return compose_page(self)

    def customer(self, account_no: str) -> CustomerStory:
        """Tell everything every room said about one account.

        Raises
        ------
        DataError
            The account was never in the register.
        """
        rows = self.ledger.of(account_no)
        facts = facts_of(self.customers, account_no)
        answers = {
            name: told
            for result in (self.siting, self.territories, self.visits)
            for name, told in result.per_customer(account_no).items()
        }
        row = int(rows["source_row"].iloc[0])
        cells = {name: self.lineage.source(row, name) for name in facts}
        sources = {name: one for name, one in cells.items() if one is not None}
        return CustomerStory(
            account_no, rows, facts, answers, self.findings.of_customer(account_no),
            self.scenario.language, sources,
        )  # fmt: skip

    def proof_lines(self, language: Language) -> list[str]:
        """Say in plain lines that the counts close, what changes, what is proven and checked."""
        return [
            self.ledger.sentence(language),
            *whom_we_asked(self.findings, language),
            *recommendation(self.siting, language),
            verdict(self.breaches, language),
            how_travel_was_measured(self.travel_basis, language),
            *what_straight_lines_miss(self.findings, language),
        ]

    def default_folder(self) -> Path:
        """Return ``runs/NAME-HASH``: the same question always gets the same folder."""
        return Path("runs") / folder_name(self.scenario, self.run_id)

    def save(
        self,
        folder: str | Path,
        language: Language | None = None,
        *,
        beside: Sequence[Path] = (),
        progress: ProgressCall | None = None,
    ) -> list[Path]:
        """Write map, workbook, tables, findings, quarantine, managers' files and manifest.

        Every file is written beside its place and renamed, the manifest last.

        Parameters
        ----------
        beside
            Files of the run that are in the folder already; the manifest lists them as well.
        progress
            Called with an `Event` of the room ``files`` as files come; `show_progress` gives one.

        Returns
        -------
        paths
            What was written.

        Raises
        ------
        PlannerError
            The folder cannot be written to.
        """
        folder, language = Path(folder), language or self.scenario.language
        return save_plan(self, folder, language, beside=beside, progress=progress)

    def _repr_html_(self) -> str:
        language = self.scenario.language
        figures = draw_headline(self.title, self.headline(), language=language)
        frame = page_iframe(draw_page(self.page()))
        if len(frame.encode()) > _CELL_BYTES:
            frame = f"<p>{_TOO_LARGE.say(language)}</p>"
        return figures + frame + picture_img(self.picture(), self.title.say(language))

    def picture(self) -> bytes:
        """Return ground, customers and outlets as a still PNG; tours would hide them."""
        return draw_picture([one for one in self.layers() if one.role not in {"tours", "stops"}])

    def __repr__(self) -> str:
        return self.summary(self.scenario.language)
