"""Several finished plans beside the first: what differs, why, and which are worth a talk."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from planner.comparing.customers import owner_changes, row_changes, service_changes
from planner.comparing.figures import beside, figures_of
from planner.comparing.page import compose_page, difference_layers
from planner.comparing.report import compose_report, figure_section, plan_section
from planner.comparing.settings import setting_changes
from planner.comparing.sites import site_changes
from planner.comparing.trade_off import pictures, place_today, position, trade_off
from planner.comparing.visits import visit_changes
from planner.errors import OptionError
from planner.findings import Language
from planner.plan import Plan, PlanRecord, read_record
from planner.render import (
    Page,
    Report,
    Section,
    draw_headline,
    draw_scatter,
    write_page,
    write_report,
    write_tables,
    write_workbook,
)
from planner.result import Result
from planner.schema import (
    OWNER_CHANGES,
    ROW_CHANGES,
    SERVICE_CHANGES,
    SETTING_CHANGES,
    SITE_CHANGES,
    TRADE_OFF,
    VISIT_CHANGES,
    Figure,
    Layer,
    Scatter,
    Table,
    Text,
    side_by_side,
)

REPORT, BOOK, MAP = "comparison.html", "comparison.xlsx", "map.html"
_FEWEST = 2


@dataclass(frozen=True, eq=False)
class Comparison(Result):
    """Finished plans beside the first of them.

    `labels` are the plans' names, told apart by run where two share one. `cautions` say what makes
    the plans hard to compare. `figures` is the table that `side_by_side` declares; the other
    tables have a line for each thing that a plan has otherwise than the first.
    """

    plans: tuple[PlanRecord, ...]
    labels: tuple[str, ...]
    cautions: tuple[Text, ...]
    figures: pd.DataFrame
    settings: pd.DataFrame
    sites: pd.DataFrame
    rows: pd.DataFrame
    service: pd.DataFrame
    owners: pd.DataFrame
    visits: pd.DataFrame
    trade_off: pd.DataFrame

    @property
    def title(self) -> Text:
        """The plans by name."""
        first, *others = self.labels
        return Text(
            f"方案对比：{first} 与 {'、'.join(others)}", f"{first} against {', '.join(others)}"
        )

    def headline(self) -> list[Figure]:
        """Return how much of each kind differs, over all plans."""
        kinds = (
            ("settings", Text("设置与输入差异", "Settings and inputs that differ"), self.settings),
            ("sites", Text("网点变化", "Outlets that differ"), self.sites),
            ("service", Text("客户换网点或时间", "Customers served otherwise"), self.service),
            ("owners", Text("客户经理变化", "Customers with another manager"), self.owners),
            ("visits", Text("走访变化", "Visits that differ"), self.visits),
        )
        unit = Text("处", "")
        return [Figure(key, title, len(frame), unit, decimals=0) for key, title, frame in kinds]

    def to_frame(self) -> pd.DataFrame:
        """Return the figures side by side, a row a figure, with differences to the first plan."""
        return self.figures

    def tables(self) -> dict[Table, pd.DataFrame]:
        """Return every table of differences."""
        return {
            side_by_side(self.labels): self.figures,
            TRADE_OFF: self.trade_off,
            SETTING_CHANGES: self.settings,
            SITE_CHANGES: self.sites,
            ROW_CHANGES: self.rows,
            SERVICE_CHANGES: self.service,
            OWNER_CHANGES: self.owners,
            VISIT_CHANGES: self.visits,
        }

    def pictures(self) -> list[Scatter]:
        """Return cost against minutes; nothing where plans counted no money."""
        return pictures(self.trade_off, place_today(self.plans[0]))

    def layers(self) -> list[Layer]:
        """Return what differs between the first plan and the second, on the map."""
        return difference_layers(self.plans[0], self.plans[1])

    def page(self, label: str | None = None) -> Page:
        """Return a page that shows the first plan beside another one; the second when not named.

        Raises
        ------
        OptionError
            No plan has that name.
        """
        wanted = self.labels[1] if label is None else label
        if wanted not in self.labels[1:]:
            raise OptionError(
                f"there is no plan {wanted!r} beside the first",
                where="comparison",
                mend=f"use one of: {', '.join(self.labels[1:])}",
            )
        place = self.labels.index(wanted)
        return compose_page(self.plans[0], self.plans[place], self.labels[0], wanted)

    def overview(self, language: Language = "zh") -> tuple[Section, Section]:
        """Return the plans with their departures, and their figures side by side, as shown."""
        return plan_section(self, language), figure_section(self, language)

    def report(self, language: Language = "zh") -> Report:
        """Return what differs, and why, as sentences, pictures and tables."""
        return compose_report(self, language)

    def save(self, folder: str | Path, language: Language = "zh") -> list[Path]:
        """Write report, workbook, a map for each plan beside the first, and the tables.

        Returns
        -------
        paths
            What was written.
        """
        folder = Path(folder)
        report = self.report(language)
        notes = [("", line) for line in (*report.banners, *report.lines)]
        maps = [
            write_page(self.page(label), folder / (f"map-{place}.html" if place > 1 else MAP))
            for place, label in enumerate(self.labels)
            if place
        ]
        return [
            write_report(folder / REPORT, report),
            write_workbook(
                folder / BOOK, self.tables(), notes, language=language
            ),
            *maps,
            *write_tables(self.tables(), folder / "tables", language=language),
        ]  # fmt: skip

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        charts = "".join(draw_scatter(one) for one in self.pictures())
        return draw_headline(self.title, self.headline()) + charts


def compare(plans: Sequence[Plan | PlanRecord | str | Path]) -> Comparison:
    """Put finished plans beside the first of them.

    Parameters
    ----------
    plans
        Folders of saved plans, or plans. Whatever is compared is taken as it was saved: nothing is
        planned anew.

    Raises
    ------
    DataError
        A folder holds no whole plan, or a file in it is not as it was written.
    OptionError
        Fewer than two plans were given.

    Warns
    -----
    UserWarning
        The plans read different registers, so that they differ in more than decisions.
    """
    records = [_record(one) for one in plans]
    if len(records) < _FEWEST:
        raise OptionError(
            f"{len(records)} plans cannot be compared",
            where="compare",
            mend="name two plans or more; the first is what the others are compared with",
        )
    labels = _labels(records)
    cautions = _cautions(records, labels)
    for one in cautions:
        warnings.warn(one.en, UserWarning, stacklevel=2)
    settings = setting_changes(records, labels)
    places = [position(*one) for one in zip(records, labels, strict=True)]
    return Comparison(
        plans=tuple(records),
        labels=tuple(labels),
        cautions=cautions,
        figures=beside([figures_of(one) for one in records], labels),
        settings=settings,
        sites=site_changes(records, labels, settings),
        rows=row_changes(records, labels),
        service=service_changes(records, labels),
        owners=owner_changes(records, labels),
        visits=visit_changes(records, labels, settings),
        trade_off=trade_off([one for one in places if one is not None]),
    )


def _record(plan: Plan | PlanRecord | str | Path) -> PlanRecord:
    if isinstance(plan, PlanRecord):
        return plan
    return PlanRecord.of(plan) if isinstance(plan, Plan) else read_record(plan)


def _labels(records: Sequence[PlanRecord]) -> list[str]:
    """Return a name for each plan: its own, with the run, or at last its place, where two share."""
    names = [one.name for one in records]
    runs = [f"{one.name} {one.run}" if names.count(one.name) > 1 else one.name for one in records]
    return [
        f"{run} ({place})" if runs.count(run) > 1 else run
        for place, run in enumerate(runs, start=1)
    ]


def _cautions(records: Sequence[PlanRecord], labels: Sequence[str]) -> tuple[Text, ...]:
    digest = [one.inputs["customers.file"]["sha256"] for one in records]
    others = [label for label, one in zip(labels, digest, strict=True) if one != digest[0]]
    if not others:
        return ()
    said = "、".join(others), ", ".join(others)
    return (
        Text(
            f"{said[0]} 与 {labels[0]} 的客户档案不同：数据也有差异，不只是决策",
            f"{said[1]} read another register than {labels[0]}: the data differ as well",
        ),
    )
