"""Travel measured by a service: on loopback, in the form that each documents, and when it fails."""

import json
import time
from collections.abc import Iterator

import numpy as np
import pytest
from loopback import KEY, Hands, Said, Service, serving

from planner.errors import DataError, OptionError
from planner.geo import from_wgs84
from planner.plan import sample_scenario
from planner.plan.reaching import Roads
from planner.plan.steps import keeps
from planner.scenario import Scenario
from planner.schema import Customers
from planner.travel import TravelOptions, open_travel
from planner.travel.asked import AskedTravel
from planner.travel.online_options import OnlineTravelOptions
from planner.travel.places import Places
from planner.travel.services.service import Spot

SERVICES = ("osrm", "valhalla", "amap", "baidu")
HERE = {f"p{row}": (row % 10, row // 10) for row in range(60)}
ISLAND = 118.5


def way(origin: Spot, destination: Spot) -> tuple[float, float] | None:
    """Return seconds and metres; eastwards takes twice as long, and no way leads to the island."""
    if max(origin[0], destination[0]) > ISLAND:
        return None
    east, north = ((destination[one] - origin[one]) * 100_000 for one in (0, 1))
    return round(max(2 * east, -east) / 10 + abs(north) / 10 + 30, 1), round(abs(east) + abs(north))


def spots(text: str, between: str) -> list[tuple[float, float]]:
    pairs = (one.split(",") for one in text.split(between))
    return [(float(first), float(second)) for first, second in pairs]


def as_osrm(path: str, params: dict[str, str]) -> object:
    every = spots(path.rpartition("/")[2], ";")
    sides = (
        [every[int(at)] for at in params[one].split(";")] for one in ("sources", "destinations")
    )
    origins, destinations = sides
    rows = [[way(one, other) or (None, None) for other in destinations] for one in origins]
    kinds = params["annotations"].split(",")
    return {"code": "Ok", **{
        f"{kind}s": [[pair[at] for pair in row] for row in rows] for at, kind in enumerate(kinds)
    }}  # fmt: skip


def as_valhalla(path: str, params: dict[str, str]) -> object:
    asked = json.loads(params["json"])
    assert (path, asked["costing"], asked["units"]) == ("/sources_to_targets", "auto", "kilometers")
    origins, destinations = ([(one["lon"], one["lat"]) for one in asked[side]]
                             for side in ("sources", "targets"))  # fmt: skip
    rows = [[way(one, other) for other in destinations] for one in origins]
    return {"sources_to_targets": [
        [{"from_index": row, "to_index": column, "time": found and found[0],
          "distance": found and found[1] / 1000} for column, found in enumerate(ways)]
        for row, ways in enumerate(rows)
    ]}  # fmt: skip


def as_amap(path: str, params: dict[str, str]) -> object:
    assert (path, params["type"]) == ("/v3/distance", "1")
    (destination,) = spots(params["destination"], "|")
    results = []
    for number, origin in enumerate(spots(params["origins"], "|"), start=1):
        found = way(origin, destination)
        told = {"info": "没有可以直达的道路", "code": "2"} if found is None else {
            "distance": str(found[1]), "duration": str(found[0])
        }  # fmt: skip
        results.append({"origin_id": str(number), "dest_id": "1", **told})
    return {"status": "1", "infocode": "10000", "results": results[::-1]}


def as_baidu(path: str, params: dict[str, str]) -> object:
    asked = path, params["coord_type"], params["tactics"]
    assert asked == ("/routematrix/v2/driving", "bd09ll", "11")
    origins, destinations = ([(lon, lat) for lat, lon in spots(params[side], "|")]
                             for side in ("origins", "destinations"))  # fmt: skip
    ways = [way(one, other) or (0, 0) for one in origins for other in destinations]
    return {"status": 0, "message": "成功", "result": [
        {"distance": {"text": "", "value": metres}, "duration": {"text": "", "value": seconds}}
        for seconds, metres in ways
    ]}  # fmt: skip


FORMS = dict(zip(SERVICES, (as_osrm, as_valhalla, as_amap, as_baidu), strict=True))
BUSY = (
    Said("busy", status=429, headers={"Retry-After": "3"}), Said("broken", status=500),
    Said('{"code": "Ok", "durations": [[1'), Said("x", length=900), Said("no page", status=503),
)  # fmt: skip


@pytest.fixture
def service() -> Iterator[Service]:
    with serving() as server:
        yield server


@pytest.fixture
def ask(service, points, tmp_path, monkeypatch):
    """Open travel between the points by a named service; each is a run of its own."""
    for name in ("AMAP", "BAIDU"):
        monkeypatch.setenv(f"PLANNER_{name}_KEY", KEY)

    def opened(provider: str, hands: Hands | None = None, **options) -> AskedTravel:
        service.answer = lambda params: Said(FORMS[provider](service.paths[-1], params))
        settings = {
            "provider": provider, "consent": True, "base_url": service.url,
            "requests_per_s": 1000.0, "cache": tmp_path / "answers.sqlite", "may_store": True,
            **options,
        }  # fmt: skip
        places = Places(points(**HERE, island=(60, 0)))
        return AskedTravel(
            places, OnlineTravelOptions.load(settings), clock=(hands or Hands()).clock
        )

    return opened


def wanted(travel: AskedTravel, origins: list[str], destinations: list[str]) -> np.ndarray:
    lon, lat = from_wgs84(travel._places.lon, travel._places.lat, travel._service.datum)
    at = {one: (round(x, 6), round(y, 6))
          for one, x, y in zip(travel._places.ids, lon, lat, strict=True)}  # fmt: skip
    ways = [[way(at[one], at[other]) for other in destinations] for one in origins]
    return np.array(ways).transpose(2, 0, 1) / np.array([60, 1000])[:, None, None]


@pytest.mark.parametrize(("provider", "many", "questions"), [
    ("osrm", 58, 4), ("valhalla", 58, 4), ("amap", 12, 12), ("baidu", 12, 18),
])  # fmt: skip
def test_a_table_is_asked_in_blocks_and_put_together_by_ids(
    ask, service, provider, many, questions
):
    ids = list(HERE)
    ends = ids[::-1][:many]
    travel = ask(provider)
    table = travel.between(ids, ends)
    assert len(service.asked) == questions
    expected, expected_km = wanted(travel, ids, ends)
    same = np.array([[one == other for other in table.destination_ids] for one in ids])
    assert table.time_min[~same] == pytest.approx(expected[~same], rel=1e-6)
    assert (table.time_min[same] == 0).all()
    assert table.distance_km[~same] == pytest.approx(expected_km[~same], rel=1e-6)
    assert KEY not in table.basis
    again = ask(provider).between(ids, ends)
    assert len(service.asked) == questions  # by then it is all kept
    assert (again.time_min == table.time_min).all()


@pytest.mark.parametrize("provider", SERVICES)
def test_a_place_without_a_way_is_not_reachable(ask, provider):
    table = ask(provider).between(["p0", "island"], ["p1", "island"])
    assert table.reachable.tolist() == [[True, False], [False, True]]
    assert np.isnan(table.distance_km[0, 1])


@pytest.mark.parametrize("said", BUSY)
def test_a_service_that_stumbles_is_asked_again(ask, service, said):
    hands = Hands()
    travel = ask("osrm", hands)
    right = service.answer
    service.answer = lambda params: said if len(service.asked) == 1 else right(params)
    table = travel.between(["p0"], ["p1", "p2"])
    assert table.time_min == pytest.approx(wanted(travel, ["p0"], ["p1", "p2"])[0], rel=1e-6)
    assert len(service.asked) == 2
    assert sum(hands.pauses) >= (3.0 if said.headers else 0.5)


@pytest.mark.parametrize(("provider", "body"), [
    ("amap", {"status": "0", "info": "DAILY_QUERY_OVER_LIMIT", "infocode": "10003"}),
    ("baidu", {"status": 302, "message": "天配额超限"}),
])  # fmt: skip
def test_after_a_spent_quota_the_rest_is_asked_another_day(ask, service, provider, body):
    travel = ask(provider)
    right, ids = service.answer, list(HERE)[:12]
    service.answer = lambda params: right(params) if len(service.asked) < 3 else Said(body)
    with pytest.raises(DataError, match=r"did not answer .*quota"):
        travel.between(ids, ids)
    assert len(service.asked) == 3  # nobody knocks at a door that has been shut
    whole = ask(provider)
    assert whole.between(ids, ids).reachable.all()
    blocks = 12 if provider == "amap" else 6
    assert len(service.asked) == 3 + blocks - 2


@pytest.mark.parametrize(("provider", "a_day"), [("amap", 3), ("baidu", 3 * 50 + 49)])
def test_a_day_has_so_many_requests_and_no_more(ask, service, provider, a_day):
    with pytest.raises(DataError, match=f"{a_day} requests of today are used up"):
        ask(provider, daily_requests=a_day).between(list(HERE), list(HERE))
    assert len(service.asked) == 3  # of Baidu's fifty ways each


def test_a_way_that_broke_is_no_way_that_is_missing(ask, service):
    travel = ask("amap", attempts=2)
    right = service.answer
    service.answer = lambda params: Said({"status": "1", "results": [
        {"origin_id": "1", "dest_id": "1", "info": "未知错误", "code": "30000"},
    ]}) if len(service.asked) == 1 else right(params)  # fmt: skip
    assert travel.between(["p0"], ["p1"]).reachable.all()
    assert len(service.asked) == 2


def test_it_is_told_what_was_sent_to_whom_and_nothing_where_all_was_kept(ask, service):
    travel = ask("osrm")
    assert not travel.sent
    travel.between(["p0", "p1", "p2"], ["p1", "island"])
    travel.between(["p0", "p1", "p2"], ["p1", "island"])
    (told,) = travel.sent
    assert (told.rule.rule_id, told.value) == ("W15", "osrm")
    assert "4 places, no names; 1 requests; WGS84; may_store = true" in told.message("en")
    kept = ask("osrm")
    kept.between(["p0", "p1", "p2"], ["p1", "island"])
    assert not kept.sent


@pytest.mark.parametrize(("said", "words"), [
    (Said({"code": "TooBig", "message": "Too many"}, status=400), "refused, OSRM TooBig"),
    (Said({"code": "Ok", "durations": [[1.0]], "distances": [[2.0]]}), "documented form"),
    (Said({"code": "Ok", "durations": [[1.0, -1]], "distances": [[2.0, 3]]}), "documented form"),
    (Said("<html>log in</html>"), "a web page came in place of JSON"),
    (Said("late", before=lambda: time.sleep(0.4)), "gave no answer in 0.1 s"),
])  # fmt: skip
def test_what_is_not_an_answer_is_never_taken_for_no_way(ask, service, said, words):
    travel = ask("osrm", timeout_s=0.1, attempts=1)
    service.answer = lambda params: said
    with pytest.raises(DataError, match=f"did not answer 2 of 2 pairs.*{words}"):
        travel.between(["p0"], ["p1", "p2"])


@pytest.mark.parametrize(("options", "words"), [
    ({"consent": False}, "consent is not given"),
    ({"base_url": None}, "on a server of your own"),
])  # fmt: skip
def test_nothing_is_sent_without_consent_and_a_server(ask, service, options, words):
    with pytest.raises(OptionError, match=words):
        ask("osrm", **options)
    assert service.asked == []


def test_answers_that_may_not_be_stored_are_forgotten_after_the_table(ask, service):
    for asked in (1, 2):
        ask("amap", may_store=None).between(["p0", "p1"], ["p2"])
        assert len(service.asked) == asked


def test_a_scenario_names_a_service_or_roads_and_keeps_no_step_of_a_service(
    service, points, tmp_path
):
    online = {
        "provider": "osrm", "consent": True, "cache": str(tmp_path / "c"), "base_url": service.url,
    }  # fmt: skip
    with pytest.raises(OptionError, match=r"travel.close would not be used beside travel.online"):
        open_travel(points(a=(0, 0)), TravelOptions.load({"online": online, "close": ["x"]}))
    service.answer = lambda params: Said(as_osrm(service.paths[-1], params))
    options = TravelOptions.load({"online": online})
    here = points(a=(0, 0), b=(1, 0)).rename(columns={"id": "account_no"})
    sites = points(c=(2, 0)).rename(columns={"id": "outlet_id"})
    travel = Roads(Customers(here), sites, options)
    assert not travel.sent
    assert travel.between(["a"], ["b"]).time_min[0, 0] == pytest.approx(3.8, abs=0.2)
    assert [one.value for one in travel.sent] == ["osrm"]
    assert not list(travel.opened[1])
    assert travel.lines([("a", "b")])[0].length > 0
    assert travel.roads().empty
    assert travel.bands(["a"], [10]).empty
    assert "OpenStreetMap" in travel.basis
    scenario = Scenario.read(sample_scenario())
    assert keeps(scenario)
    assert not keeps(scenario.model_copy(update={"travel": options}))
