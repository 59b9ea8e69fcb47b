"""The answer: visits, daily tours, and what could not be made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import pandas as pd

from planner.findings import Findings, Language
from planner.result import Result
from planner.schema import (
    MANAGERS,
    TEAM_STOPS,
    TEAM_TOURS,
    TOURS,
    UNSERVED,
    VISITS,
    Chart,
    Figure,
    Layer,
    Table,
    Text,
)
from planner.solve import Outcome, Status
from planner.units import MINUTES_PER_HOUR, clock
from planner.visits.bound import DriveBound
from planner.visits.case import VisitCase
from planner.visits.charts import calendar_chart
from planner.visits.handouts import (
    Imprint,
    Round,
    share_out,
    write_briefs,
    write_calendars,
    write_handouts,
    write_tours,
    write_workbooks,
)
from planner.visits.options import VisitsOptions

VISIT_UNIT = Text("次", "visits")
HOUR = Text("小时", "h")
PERCENT = Text("%", "%")

_TOUR_FIELDS = ("manager_name", "date", "stops", "distance_km", "duration_min")
_STOP_FIELDS = ("stop", "account_no", "date", "arrive", "service_min")


@dataclass(frozen=True, slots=True)
class Service:
    """What was due and what has a day; `priority` counts VIP and critical customers' visits."""

    due: int
    planned: int
    priority_due: int
    priority_planned: int
    workdays: int


@dataclass(frozen=True, eq=False)
class VisitPlan(Result):
    """Visits and tours of a period, and the case that they answer.

    `team_tours` and `team_stops` are the technicians' days; they are empty where nobody goes along.
    `driving` bounds the minutes on the road from below. `findings` tells of promises that break a
    rule or could not be kept.

    `stops` are the visits as points, `people` names the managers, `km_in_due_order` is what the
    same visits cost when each is made on its due day in the order they fall due. `outcomes` tells
    by manager what his calendar costs, and a bound that no calendar of his can be below.

    `edition` counts how often the plan was made anew, `cancelled` are stops (table VISITS) that an
    earlier edition had and that are made no more, or with other people: calendars that were handed
    out need both.
    """

    case: VisitCase
    visits: pd.DataFrame
    tours: gpd.GeoDataFrame
    unserved: pd.DataFrame
    stops: gpd.GeoDataFrame
    team_tours: gpd.GeoDataFrame
    team_stops: pd.DataFrame
    people: pd.DataFrame
    service: Service
    km_in_due_order: float
    driving: DriveBound
    findings: Findings
    outcomes: dict[str, Outcome]
    options: VisitsOptions
    edition: int = 0
    cancelled: pd.DataFrame = field(default_factory=VISITS.empty)

    @property
    def title(self) -> Text:
        """What this is the answer to."""
        period = f"{self.options.start:%Y-%m-%d} – {self.options.end:%Y-%m-%d}"
        return Text(f"走访计划 {period}", f"Visit plan {period}")

    @property
    def outcome(self) -> Outcome:
        """The calendars of all managers together, with the worst status among them."""
        all_of_them = list(self.outcomes.values())
        order = list(Status)
        objective = sum(one.objective for one in all_of_them)
        bound = sum(one.bound for one in all_of_them)
        return Outcome(
            status=max((one.status for one in all_of_them), key=order.index, default=order[0]),
            objective=objective,
            bound=bound,
            gap=(objective - bound) / objective if objective else 0.0,
            seconds=sum(one.seconds for one in all_of_them),
            solver=next((one.solver for one in all_of_them), ""),
            deterministic=all(one.deterministic for one in all_of_them),
        )

    @property
    def hours(self) -> pd.Series:
        """Hours of driving and service by manager; 0 for managers with no visit."""
        work = self.tours["drive_min"] + self.tours["service_min"]
        by_manager = work.groupby(self.tours["manager_id"]).sum() / MINUTES_PER_HOUR
        return by_manager.reindex(self.people["manager_id"], fill_value=0.0)

    @property
    def made_share(self) -> pd.Series:
        """Part of the visits due that has a day, 0..1 by account number; who has none is out."""
        made = self.visits["account_no"].value_counts()
        due = made.add(self.unserved["account_no"].value_counts(), fill_value=0.0)
        return made.reindex(due.index, fill_value=0) / due

    @property
    def unevenness(self) -> float:
        """Most hours of a manager to the mean; 1 when there is no tour."""
        hours = self.hours
        return float(hours.max() / hours.mean()) if hours.sum() else 1.0

    def headline(self) -> list[Figure]:
        """Return visits made, service to the important, kilometres and how even the hours are."""
        service, hours = self.service, self.hours
        return [
            Figure("visits_due", Text("应访", "Visits due"), service.due, VISIT_UNIT, decimals=0),
            Figure(
                "visits_planned",
                Text("已安排", "Visits planned"),
                service.planned,
                VISIT_UNIT,
                decimals=0,
            ),
            Figure(
                "visits_share_pct",
                Text("安排率", "Share of due visits planned"),
                _percent(service.planned, service.due),
                PERCENT,
                better="higher",
            ),
            Figure(
                "priority_share_pct",
                Text("VIP与重要客户安排率", "Share for VIP and critical customers"),
                _percent(service.priority_planned, service.priority_due),
                PERCENT,
                better="higher",
            ),
            Figure(
                "visit_km",
                Text("走访里程", "Visit km"),
                float(self.tours["distance_km"].sum()),
                Text("公里", "km"),
                decimals=0,
            ),
            Figure(
                "visit_km_saved_pct",
                Text("比按应访日逐次走访少行", "Less driving than each visit on its due day"),
                100.0 - _percent(float(self.tours["distance_km"].sum()), self.km_in_due_order),
                PERCENT,
            ),
            Figure(
                "visit_hours",
                Text("走访工时", "Visit hours"),
                float(hours.sum()),
                HOUR,
                decimals=0,
            ),
            Figure(
                "hours_max_mean",
                Text("工时最大/平均", "Hours, most to mean"),
                self.unevenness,
                Text("", ""),
                decimals=2,
                better="lower",
            ),
        ]

    def layers(self) -> list[Layer]:
        """Return the tours along the road and their stops."""
        names = self.people.set_index("manager_id")["manager_name"]
        day = "%Y-%m-%d"
        tours = self.tours.assign(
            manager_name=names.reindex(self.tours["manager_id"]).to_numpy(),
            date=self.tours["date"].dt.strftime(day),
        )
        stops = self.stops.assign(
            date=self.stops["date"].dt.strftime(day),
            arrive=[clock(one) for one in self.stops["arrive_clock_min"]],
        )
        return [
            Layer("tours", Text("每日行程", "Daily tours"), tours, _fields(_TOUR_FIELDS)),
            Layer("stops", Text("走访", "Visits"), stops, _fields(_STOP_FIELDS)),
        ]

    def charts(self) -> list[Chart]:
        """Return the visits of each day."""
        return [calendar_chart(self)]

    def tables(self) -> Mapping[Table, pd.DataFrame]:
        """Return visits, tours and visits not made, and technicians' days where there are any."""
        told = {VISITS: self.visits, TOURS: self.tours, UNSERVED: self.unserved}
        if self.case.diary.technicians.empty:
            return told
        return told | {TEAM_TOURS: self.team_tours, TEAM_STOPS: self.team_stops}

    def rounds(self) -> list[Round]:
        """Return by manager his stops, tours, ways, customers and visits without a day."""
        return share_out(self, {})

    def save(self, folder: str | Path, language: Language = "zh") -> list[Path]:
        """Write the tables, and calendars, workbooks, tours and briefs for the managers.

        Returns
        -------
        paths
            What was written; each file is there whole or not at all.
        """
        paths = super().save(folder, language)
        return [*paths, *write_handouts(self, Path(folder), self._imprint(language))]

    def write_calendars(self, folder: str | Path, language: Language = "zh") -> list[Path]:
        """Write a calendar for each person; importing it again updates what is there."""
        return write_calendars(self, self.rounds(), Path(folder), self._imprint(language))

    def write_workbooks(self, folder: str | Path, language: Language = "zh") -> list[Path]:
        """Write a workbook for each manager."""
        return write_workbooks(self, self.rounds(), Path(folder), self._imprint(language))

    def write_tours(self, folder: str | Path, language: Language = "zh") -> list[Path]:
        """Write one GeoPackage of all tours, and a GPX track for each manager and day."""
        return write_tours(self, self.rounds(), Path(folder), self._imprint(language))

    def write_briefs(self, folder: str | Path, language: Language = "zh") -> list[Path]:
        """Write a page for each manager with what to know at every stop."""
        return write_briefs(self, self.rounds(), Path(folder), self._imprint(language))

    def _imprint(self, language: Language) -> Imprint:
        """Go by the first day that is still open: a visit plan does not know its data's day."""
        return Imprint(self.case.period.days[0], language)


def _percent(part: float, whole: float) -> float:
    return 100.0 * part / whole if whole else 100.0


def _fields(names: tuple[str, ...]) -> dict[str, Text]:
    """Head the columns as their tables do."""
    headed: dict[str, Text] = {"arrive": Text("到达", "Arrive")}
    for table in (MANAGERS, TOURS, VISITS):
        for column in table:
            headed.setdefault(column.name, Text(column.zh, column.en))
    return {name: headed[name] for name in names}
