"""What managers are handed, read back by other programs and compared with the plan's tables."""

import dataclasses
import datetime as dt
import hashlib
from xml.etree import ElementTree as ET

import geopandas as gpd
import gpxpy
import icalendar
import openpyxl
import pandas as pd
import pyogrio
import pytest

from planner.schema import APPOINTMENTS, ISSUES, LEAVE, TECHNICIANS, VISIT_LOG, Customers
from planner.units import clock
from planner.visits import Diary, Events, plan_visits, replan_visits
from planner.visits.rules import TeamRule

CHINA = dt.timezone(dt.timedelta(hours=8))
TODAY = dt.date(2026, 10, 19)
SLY = ["=1+1", "<b>粗</b>", "甲;乙,丙\\n丁", "{{ 7*7 }}", "@name", "A\nEND:VEVENT"]
GPX = "{http://www.topografix.com/GPX/1/1}"
# What each element may hold, in this order: https://www.topografix.com/GPX/1/1/gpx.xsd
POINT = [
    "ele",
    "time",
    "magvar",
    "geoidheight",
    "name",
    "cmt",
    "desc",
    "src",
    "link",
    "sym",
    "type",
]
GPX_ORDER = {
    "gpx": ["metadata", "wpt", "rte", "trk", "extensions"],
    "metadata": ["name", "desc", "author", "copyright", "link", "time", "keywords", "bounds"],
    "wpt": POINT,
    "trkpt": POINT,
    "trk": ["name", "cmt", "desc", "src", "link", "number", "type", "extensions", "trkseg"],
    "trkseg": ["trkpt", "extensions"],
}
REPEATED = {"wpt", "rte", "trk", "trkseg", "trkpt", "link"}


@pytest.fixture(scope="module")
def kept():
    return {}


@pytest.fixture
def town(small_town, kept):
    """The small town with sly names, an open issue, an appointment and a log; planned once."""
    if "plan" not in kept:
        customers = small_town.case.customers
        accounts = customers["account_no"].tolist()
        names = [f"{SLY[one % len(SLY)]} {one}" for one in range(len(accounts))]
        diary = Diary(
            issues=ISSUES.shape(
                [{"issue_id": "I<1>", "account_no": accounts[3], "text": "电压<偏低>",
                  "opened_on": pd.Timestamp("2026-10-05"), "due_on": pd.Timestamp("2026-10-30")}]
            ),
            appointments=APPOINTMENTS.shape(
                [{"account_no": accounts[5], "date": pd.Timestamp("2026-10-21"), "clock": "10:00",
                  "service_min": 45}]
            ),
            log=VISIT_LOG.shape(
                [{"account_no": accounts[7], "date": pd.Timestamp("2026-09-15"),
                  "manager_id": "M0", "purpose": "用电检查", "outcome": "完成"}]
            ),
        )  # fmt: skip
        case = dataclasses.replace(
            small_town.case,
            customers=Customers(
                customers.assign(account_name=names, address=[f"{one}号" for one in names])
            ),
            diary=diary,
        )
        kept["plan"] = plan_visits(case, small_town.travel, seed=5)
    return small_town, kept["plan"]


@pytest.fixture
def folder(town, kept, tmp_path_factory):
    if "folder" not in kept:
        kept["folder"] = tmp_path_factory.mktemp("handouts")
        kept["paths"] = town[1].save(kept["folder"])
    return kept["folder"]


def events(path):
    return icalendar.Calendar.from_ical(path.read_bytes()).events


def local(date, clock_min):
    return dt.datetime.combine(date.date(), dt.time(), CHINA) + dt.timedelta(
        minutes=round(clock_min)
    )


def of(plan, manager_id):
    return plan.visits[plan.visits["manager_id"] == manager_id].reset_index(drop=True)


def rows(book, sheet):
    heading, *body = book[sheet].iter_rows(values_only=True)
    return pd.DataFrame(body, columns=heading)


def minutes(times):
    return [one.hour * 60 + one.minute for one in times]


def test_everything_lies_in_its_folder_and_no_half_file_beside_it(town, folder, kept):
    _, plan = town
    days = {
        f"tours/{one['manager_id']}/{one['date']:%Y-%m-%d}.gpx"
        for one in plan.tours.to_dict("records")
    }
    people = plan.people["manager_id"]
    wanted = {"tours/tours.gpkg"} | days
    for where, ending in (("calendars", "ics"), ("managers", "xlsx"), ("briefs", "html")):
        wanted |= {f"{where}/{one}.{ending}" for one in people}
    written = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {one for one in written if "/" in one} == wanted
    assert {path.relative_to(folder).as_posix() for path in kept["paths"]} == written


def test_the_calendars_hold_every_stop_once_at_its_time_and_place(town, folder):
    _, plan = town
    named = plan.case.customers.set_index("account_no")["account_name"]
    told = []
    for manager_id in plan.people["manager_id"]:
        mine = of(plan, manager_id)
        found = events(folder / "calendars" / f"{manager_id}.ics")
        assert len(found) == len(mine)
        by_account = {(str(one["description"]).split()[1], one.start.date()): one for one in found}
        for row, point in zip(
            mine.to_dict("records"),
            plan.stops.set_index("visit_id").loc[mine["visit_id"]].geometry,
            strict=True,
        ):
            one = by_account[row["account_no"], row["date"].date()]
            assert one.start == local(row["date"], row["arrive_clock_min"])
            assert one.end == local(row["date"], row["leave_clock_min"])
            assert str(one["summary"]).startswith(named[row["account_no"]])
            assert str(one["location"]) == f"{named[row['account_no']]}号"
            assert one["geo"].latitude == pytest.approx(point.y, abs=1e-6)
            assert one["geo"].longitude == pytest.approx(point.x, abs=1e-6)
            assert (str(one["status"]), int(one["sequence"])) == ("CONFIRMED", 0)
            assert one["dtstamp"].dt.date() == plan.case.period.days[0]
        told += [str(one["uid"]) for one in found]
    assert len(told) == len(set(told)) == len(plan.visits)


def test_a_reminder_is_set_where_the_options_ask_for_one(town, tmp_path):
    _, plan = town
    asked = dataclasses.replace(
        plan, options=type(plan.options).load(plan.options.model_dump() | {"remind_min": 45})
    )
    path = asked.write_calendars(tmp_path)[0]
    for event in events(path):
        (alarm,) = event.walk("VALARM")
        assert alarm["trigger"].dt == dt.timedelta(minutes=-45)


def leave(manager_id, first, last):
    return LEAVE.shape(
        [{"person_id": manager_id, "from_on": pd.Timestamp(first), "until_on": pd.Timestamp(last),
          "reason": "病假"}]
    )  # fmt: skip


def test_after_a_replan_moved_stops_keep_their_entry_and_lost_ones_are_cancelled(town, tmp_path):
    made, plan = town
    # Away to the end of the period: what he had left has no place any more.
    gone = leave("M0", TODAY, "2026-12-31")
    first = replan_visits(plan, TODAY, Events(leave=gone), made.travel)
    before = {
        str(one["uid"]): one
        for path in plan.write_calendars(tmp_path / "0")
        for one in events(path)
    }
    first.save(tmp_path / "1")
    after = {
        str(one["uid"]): one
        for path in sorted((tmp_path / "1" / "calendars").iterdir())
        for one in events(path)
    }
    left = plan.visits[plan.visits["date"] >= pd.Timestamp(TODAY)]
    lost = first.moves[first.moves["date"].isna()]
    assert len(lost) > 0
    off = {uid for uid, one in after.items() if str(one["status"]) == "CANCELLED"}
    assert len(off) == len(lost) == len(first.plan.cancelled)
    assert off <= set(before)
    assert len(after) == len(left)
    assert set(after) <= set(before), "no visit is told under a second name"
    assert {int(one["sequence"]) for one in after.values()} == {1}
    assert all(after[uid].start == before[uid].start for uid in off)
    assert {one["dtstamp"].dt.date() for one in after.values()} == {TODAY}

    again = replan_visits(first.plan, dt.date(2026, 10, 26), Events(), made.travel)
    later = [one for path in again.plan.write_calendars(tmp_path / "2") for one in events(path)]
    assert {str(one["uid"]) for one in later if str(one["status"]) == "CANCELLED"} >= {
        uid for uid in off if before[uid].start.date() >= dt.date(2026, 10, 26)
    }
    assert {int(one["sequence"]) for one in later} == {2}


def test_a_sick_day_moves_entries_and_makes_no_new_ones(town, tmp_path):
    made, plan = town
    later = plan.tours[plan.tours["date"] >= pd.Timestamp(TODAY)]
    tour = later.loc[later["stops"].idxmax()]
    sick = leave(tour["manager_id"], tour["date"], tour["date"])
    replan = replan_visits(plan, TODAY, Events(leave=sick), made.travel)
    before, after = (
        {
            str(one["uid"]): (one.start, str(one["status"]))
            for path in edition.write_calendars(tmp_path / str(edition.edition))
            for one in events(path)
        }
        for edition in (plan, replan.plan)
    )
    moved = {uid for uid, (start, _) in after.items() if start.date() != before[uid][0].date()}
    assert len(moved) == replan.changed >= tour["stops"]
    assert {status for _, status in after.values()} == {"CONFIRMED"}


def test_a_replan_takes_away_the_tracks_of_days_that_have_no_tour_any_more(make_case, tmp_path):
    made = make_case([(5, 5, "VIP", "2026-09-20"), (6, 5, "T1", "2026-07-25")])
    plan = plan_visits(made.case, made.travel)
    plan.save(tmp_path)
    gone, sick = sorted(plan.tours["date"])[:2]
    folder = tmp_path / "tours" / "M0"
    (folder / "2026-12-30.gpx").write_text("<gpx creator='a car'/>", encoding="utf-8")
    (folder / "旧路线.gpx").write_bytes((folder / f"{sick:%Y-%m-%d}.gpx").read_bytes())
    others = {"2026-12-30", "旧路线"}

    replan = replan_visits(plan, sick.date(), Events(leave=leave("M0", sick, sick)), made.travel)
    replan.save(tmp_path)
    now = {f"{one:%Y-%m-%d}" for one in replan.plan.tours["date"]}
    assert f"{sick:%Y-%m-%d}" not in now
    assert {one.stem for one in folder.glob("*.gpx")} == now | {f"{gone:%Y-%m-%d}"} | others

    away = Events(leave=leave("M0", sick, "2026-12-31"))
    replan_visits(replan.plan, sick.date(), away, made.travel).save(tmp_path)
    assert {one.stem for one in folder.glob("*.gpx")} == {f"{gone:%Y-%m-%d}"} | others


@pytest.mark.parametrize("blank", ["", "  ", "\u3000", None])
def test_who_has_no_name_goes_by_his_number(make_case, tmp_path, blank):
    made = make_case([(5, 5, "T1", "2026-07-20")], columns={"account_name": [blank]})
    plan = plan_visits(made.case, made.travel)
    plan.save(tmp_path)
    (event,) = events(tmp_path / "calendars" / "M0.ics")
    assert str(event["summary"]) == "0000000000 · 例行走访"
    book = openpyxl.load_workbook(tmp_path / "managers" / "M0.xlsx")
    assert rows(book, "走访日程")["户名"].tolist() == ["0000000000"]
    assert rows(book, "负责客户")["户名"].tolist() == ["0000000000"]


def test_the_workbooks_hold_every_stop_tour_way_and_customer_once(town, folder):
    _, plan = town
    stops = tours = customers = 0
    for manager_id in plan.people["manager_id"]:
        mine = of(plan, manager_id)
        book = openpyxl.load_workbook(folder / "managers" / f"{manager_id}.xlsx")
        told, out = rows(book, "走访日程"), rows(book, "每日行程")
        assert told["走访编号"].tolist() == mine["visit_id"].tolist()
        assert minutes(told["到达"]) == mine["arrive_clock_min"].round().astype(int).tolist()
        assert minutes(told["离开"]) == mine["leave_clock_min"].round().astype(int).tolist()
        assert told["服务(分)"].tolist() == pytest.approx(mine["service_min"].tolist())
        assert told["路上(分)"].tolist() == pytest.approx(mine["drive_min"].tolist())
        his = plan.tours[plan.tours["manager_id"] == manager_id]
        assert out["行程编号"].tolist() == his["tour_id"].tolist()
        legs = rows(book, "行程路段").groupby("行程编号", sort=False)
        assert legs.size().tolist() == (his["stops"] + 1).tolist()
        assert legs["路上(分)"].sum().tolist() == pytest.approx(his["drive_min"].tolist())
        assert legs["路程(公里)"].sum().tolist() == pytest.approx(his["distance_km"].tolist())
        whole = legs["路上(分)"].sum() + legs["等候与午休(分)"].sum()
        whole += told.groupby("行程编号", sort=False)["服务(分)"].sum()
        assert whole.tolist() == pytest.approx(his["duration_min"].tolist())
        owned = plan.case.owners
        clients = rows(book, "负责客户")
        assert set(clients["户号"]) == set(
            owned.loc[owned["manager_id"] == manager_id, "account_no"]
        )
        assert clients["本期走访"].sum() == len(mine)
        formulas = [
            cell.coordinate for sheet in book for line in sheet for cell in line
            if cell.data_type == "f"
        ]  # fmt: skip
        assert formulas == []
        stops, tours, customers = stops + len(told), tours + len(out), customers + len(clients)
    assert stops == len(plan.visits)
    assert tours == len(plan.tours)
    assert customers == len(plan.case.customers)


def test_the_geopackage_has_tours_stops_and_bases_in_degrees(town, folder):
    _, plan = town
    path = folder / "tours" / "tours.gpkg"
    assert {str(name) for name, _ in pyogrio.list_layers(path)} == {"tours", "stops", "bases"}
    tours, stops, bases = (gpd.read_file(path, layer=one) for one in ("tours", "stops", "bases"))
    assert {one.crs.to_epsg() for one in (tours, stops, bases)} == {4326}
    assert tours["tour_id"].tolist() == plan.tours["tour_id"].tolist()
    for name in ("start_clock_min", "end_clock_min", "drive_min", "service_min", "distance_km"):
        assert tours[name].tolist() == pytest.approx(plan.tours[name].tolist())
    assert tours.geometry.geom_equals_exact(plan.tours.geometry, 1e-9).all()
    assert set(tours["path"]) == {"straight"}, "there is no road on a plane"
    both = stops.merge(plan.visits, on="visit_id", suffixes=("", "_plan"), validate="1:1")
    assert len(both) == len(stops) == len(plan.visits)
    for name in ("arrive_clock_min", "leave_clock_min", "drive_min", "service_min"):
        assert both[name].tolist() == pytest.approx(both[f"{name}_plan"].tolist())
    assert bases["tours"].sum() == len(plan.tours)
    assert set(bases["outlet_id"]) == set(plan.tours["outlet_id"])


def test_a_line_with_corners_of_its_own_counts_as_a_road(town, tmp_path):
    _, plan = town
    bent = plan.tours.assign(geometry=plan.tours.geometry.segmentize(0.01))
    dataclasses.replace(plan, tours=bent).write_tours(tmp_path)
    assert set(gpd.read_file(tmp_path / "tours.gpkg", layer="tours")["path"]) == {"road"}


def test_the_tracks_hold_every_stop_once_and_follow_the_tours(town, folder):
    _, plan = town
    told = 0
    for tour in plan.tours.to_dict("records"):
        path = folder / "tours" / tour["manager_id"] / f"{tour['date']:%Y-%m-%d}.gpx"
        gpx = gpxpy.parse(path.read_text(encoding="utf-8"))
        stops = plan.stops[plan.stops["tour_id"] == tour["tour_id"]].sort_values("stop")
        assert [one.time for one in gpx.waypoints] == [
            local(tour["date"], one) for one in stops["arrive_clock_min"]
        ]
        assert [(one.longitude, one.latitude) for one in gpx.waypoints] == [
            (pytest.approx(point.x, abs=1e-6), pytest.approx(point.y, abs=1e-6))
            for point in stops.geometry
        ]
        (line,) = gpd.read_file(path, layer="tracks", engine="pyogrio").geometry
        assert line.hausdorff_distance(tour["geometry"]) < 2e-6
        told += len(gpx.waypoints)
    assert told == len(plan.visits)


def test_the_tracks_keep_to_the_schema_of_gpx(town, folder):
    for path in folder.rglob("*.gpx"):
        root = ET.parse(path).getroot()
        assert (root.tag, root.attrib["version"]) == (f"{GPX}gpx", "1.1")
        assert root.attrib["creator"]
        for element in root.iter():
            kind = element.tag.removeprefix(GPX)
            inside = [child.tag.removeprefix(GPX) for child in element]
            order = GPX_ORDER.get(kind, [])
            assert set(inside) <= set(order), kind
            assert [order.index(one) for one in inside] == sorted(order.index(o) for o in inside)
            assert all(inside.count(one) == 1 for one in set(inside) - REPEATED)
            if kind in {"wpt", "trkpt"}:
                assert -90 <= float(element.attrib["lat"]) <= 90
                assert -180 <= float(element.attrib["lon"]) < 180
            if kind == "time":
                assert dt.datetime.fromisoformat(element.text).utcoffset() == dt.timedelta(0)


def test_the_briefs_hold_every_stop_once_and_what_is_to_be_known_there(town, folder):
    _, plan = town
    told = 0
    for manager_id in plan.people["manager_id"]:
        html = (folder / "briefs" / f"{manager_id}.html").read_text(encoding="utf-8")
        mine = of(plan, manager_id)
        assert html.count("<article>") == len(mine)
        for row in mine.to_dict("records"):
            times = f"{clock(row['arrive_clock_min'])}–{clock(row['leave_clock_min'])}"
            assert times in html
        told += html.count("<article>")
        assert "<b>粗</b>" not in html
    assert told == len(plan.visits)
    all_of_them = "".join(
        path.read_text(encoding="utf-8") for path in sorted((folder / "briefs").iterdir())
    )
    assert "&lt;b&gt;粗&lt;/b&gt; 1" in all_of_them
    assert all_of_them.count("<b>电压&lt;偏低&gt;</b> 2026-10-05 提出，期限 2026-10-30") == 1
    assert all_of_them.count("<li>2026-10-21 10:00</li>") == 1
    assert "2026-09-15 · 用电检查" in all_of_them
    assert "此前没有走访记录" in all_of_them


def test_a_visit_for_two_names_the_technician_everywhere(town, tmp_path):
    _, plan = town
    technicians = TECHNICIANS.shape(
        [{"technician_id": "T1", "technician_name": "何<志>", "outlet_id": "O0",
          "hours_per_day": 7.5}]
    )  # fmt: skip
    diary = dataclasses.replace(plan.case.diary, technicians=technicians)
    first = plan.visits["visit_id"].iloc[0]
    both = dataclasses.replace(
        plan,
        case=dataclasses.replace(plan.case, diary=diary),
        visits=plan.visits.assign(second_id=["T1", *[""] * (len(plan.visits) - 1)]),
    )
    html = "".join(path.read_text(encoding="utf-8") for path in both.write_briefs(tmp_path))
    assert html.count("何&lt;志&gt; (T1)") == 1
    told = [one for path in both.write_calendars(tmp_path) for one in events(path)]
    assert sum("何<志> (T1)" in str(one["description"]) for one in told) == 1
    sheets = [
        rows(openpyxl.load_workbook(path), "走访日程") for path in both.write_workbooks(tmp_path)
    ]
    named = pd.concat(sheets).set_index("走访编号")["同行人员姓名"]
    assert named[named == "何<志>"].index.tolist() == [first]


def test_technicians_have_calendars_of_their_own_and_a_replan_takes_back(
    make_case, rules, tmp_path
):
    team = TECHNICIANS.shape(
        [{"technician_id": "T1", "technician_name": "钱工", "outlet_id": "O1",
          "hours_per_day": 7.5}]
    )  # fmt: skip
    made = make_case(
        [(5 + one, one, "T1", "2026-07-20") for one in range(6)],
        bases=[(0.0, 0.0), (20.0, 0.0)],
        owners=[0, 1] * 3,
        columns={"last_inspect_on": pd.to_datetime(["2026-04-20"] * 6), "inspect_cycle_m": 6,
                 "voltage_kv": [110.0] * 4 + [10.0] * 2},
        diary=Diary(technicians=team),
        other_rules=rules.model_copy(
            update={"team": TeamRule(purposes=("用电检查",), min_voltage_kv=35)}
        ),
    )  # fmt: skip
    plan = plan_visits(made.case, made.travel)
    both = plan.visits[plan.visits["second_id"] == "T1"]
    assert len(both) == 4
    written = {path.stem: events(path) for path in plan.write_calendars(tmp_path / "0")}
    assert set(written) == {"M0", "M1", "T1"}
    mine = {(one.start, one.end) for one in written["T1"]}
    assert mine == {
        (local(one["date"], one["arrive_clock_min"]), local(one["date"], one["leave_clock_min"]))
        for one in both.to_dict("records")
    }
    assert all("同行客户经理 经理" in str(one["description"]) for one in written["T1"])
    told = [one for name in ("M0", "M1") for one in written[name]]
    assert sum("同行技术人员 钱工 (T1)" in str(one["description"]) for one in told) == 4
    uids = [str(one["uid"]) for one in [*told, *written["T1"]]]
    assert len(uids) == len(set(uids)) == len(plan.visits) + 4

    today = plan.visits["date"].min().date()
    replan = replan_visits(plan, today, Events(leave=leave("T1", today, "2026-12-31")), made.travel)
    after = {path.stem: events(path) for path in replan.plan.write_calendars(tmp_path / "1")}
    assert {str(one["status"]) for one in after["T1"]} == {"CANCELLED"}
    assert {str(one["uid"]) for one in after["T1"]} == {str(one["uid"]) for one in written["T1"]}


def test_a_second_visit_knows_of_the_first_and_an_issue_is_closed_by_it(town, tmp_path):
    _, plan = town
    html = "".join(path.read_text(encoding="utf-8") for path in plan.write_briefs(tmp_path))
    again = plan.visits[plan.visits.duplicated("account_no")]
    assert len(again) > 0
    assert html.count("本期已安排在先") == len(again)


def test_briefs_and_sheets_speak_english_when_asked(town, tmp_path):
    _, plan = town
    html = plan.write_briefs(tmp_path, "en")[0].read_text(encoding="utf-8")
    assert "routine visit" in html
    assert "例行走访" not in html
    book = openpyxl.load_workbook(plan.write_workbooks(tmp_path, "en")[0])
    assert book.sheetnames[:3] == ["Notes", "Stops by day", "Daily tours"]
    assert "routine visit" in set(rows(book, "Stops by day")["Purpose"])


def test_the_same_plan_gives_the_same_bytes(town, folder, tmp_path):
    _, plan = town
    plan.save(tmp_path)
    first, second = (
        {
            path.relative_to(where).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in where.rglob("*") if path.is_file()
        }
        for where in (folder, tmp_path)
    )  # fmt: skip
    assert first == second


def test_a_manager_with_a_sly_id_keeps_to_his_folder(town, tmp_path):
    _, plan = town
    sly = {"M0": "../M0"}
    tables = {
        name: getattr(plan, name).replace({"manager_id": sly})
        for name in ("visits", "tours", "people", "stops", "unserved")
    }
    case = dataclasses.replace(
        plan.case,
        owners=plan.case.owners.replace({"manager_id": sly}),
        roster=plan.case.roster.replace({"manager_id": sly}),
    )
    written = dataclasses.replace(plan, case=case, **tables).save(tmp_path / "in")
    assert all(path.is_file() and path.is_relative_to(tmp_path / "in") for path in written)
    assert [path.name for path in tmp_path.iterdir()] == ["in"]
    assert len(events(tmp_path / "in" / "calendars" / "___M0.ics")) == len(of(plan, "M0"))


def test_a_plan_without_a_visit_still_has_its_files(make_case, tmp_path):
    made = make_case([(5, 5, "T3", "2026-09-30")])
    plan = plan_visits(made.case, made.travel)
    assert plan.visits.empty
    plan.save(tmp_path)
    assert events(tmp_path / "calendars" / "M0.ics") == []
    assert "本期没有走访" in (tmp_path / "briefs" / "M0.html").read_text(encoding="utf-8")
    book = openpyxl.load_workbook(tmp_path / "managers" / "M0.xlsx")
    assert len(rows(book, "走访日程")) == 0
    assert len(rows(book, "负责客户")) == 1
    assert len(gpd.read_file(tmp_path / "tours" / "tours.gpkg", layer="tours")) == 0
