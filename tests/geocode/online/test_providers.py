"""Each provider's documented answers, read as what they are."""

import answers
import numpy as np
import pytest
from answers import AWAY_LAT, AWAY_LON, BAD_KEY, FOUND, LAT, LON, NOTHING, QUOTA, TOO_FAST
from loopback import KEY, Said

from planner.geo import geodesic_km
from planner.schema import GeoStatus

ADDRESS = "鹭湾市西汀区滨海路101号"
DATUMS = {
    "nominatim": "WGS84", "amap": "GCJ02", "baidu": "BD09", "tencent": "GCJ02",
    "tianditu": "CGCS2000",
}  # fmt: skip
ALL = list(FOUND)


def _off_m(location):
    return 1000.0 * float(geodesic_km([LON], [LAT], [location.lon], [location.lat])[0])


@pytest.mark.parametrize("provider", ALL)
def test_a_house_number_comes_back_in_wgs84_with_its_datum_remembered(service, ask, provider):
    service.answer = lambda params: Said(FOUND[provider])
    location = ask(provider, ADDRESS)[0].location
    assert location.status is GeoStatus.FOUND
    assert location.level == "house number"
    assert location.crs_from == DATUMS[provider]
    assert _off_m(location) < 0.2  # the rounding of the answer's own decimals
    assert 0 < location.error_m <= 100
    assert location.source.startswith(f"{provider}: ")


@pytest.mark.parametrize("provider", ALL)
def test_nothing_found_is_no_match_and_not_an_error(service, ask, provider):
    service.answer = lambda params: Said(NOTHING[provider])
    location = ask(provider, ADDRESS)[0].location
    assert location.status is GeoStatus.NO_MATCH
    assert location.level == "none"
    assert np.isnan(location.lon)


@pytest.mark.parametrize("provider", QUOTA)
def test_a_spent_quota_stops_the_run_and_every_row_says_so(service, ask, provider):
    service.answer = lambda params: Said(QUOTA[provider])
    asked = ask(provider, "滨海路1号", "滨海路2号", "滨海路3号")
    assert [one.location.status for one in asked] == [GeoStatus.QUOTA] * 3
    assert len(service.asked) == 1


@pytest.mark.parametrize("provider", TOO_FAST)
def test_too_fast_is_asked_again_after_a_pause(service, ask, hands, provider):
    said = iter([Said(TOO_FAST[provider]), Said(TOO_FAST[provider]), Said(FOUND[provider])])
    service.answer = lambda params: next(said)
    assert ask(provider, ADDRESS)[0].location.status is GeoStatus.FOUND
    waits = [one for one in hands.pauses if one > 0.1]
    assert len(waits) == 2
    assert waits[1] > waits[0]


@pytest.mark.parametrize("provider", BAD_KEY)
def test_a_refused_key_is_asked_with_once(service, ask, provider):
    service.answer = lambda params: Said(BAD_KEY[provider])
    asked = ask(provider, "滨海路1号", "滨海路2号")
    assert [one.location.status for one in asked] == [GeoStatus.ERROR, GeoStatus.SKIPPED]
    assert len(service.asked) == 1
    assert asked[0].detail == asked[1].detail != ""


@pytest.mark.parametrize("provider", ALL)
def test_an_answer_far_outside_the_service_area_is_held_with_the_place_it_named(
    service, ask, provider
):
    far = getattr(answers, provider)(AWAY_LON, AWAY_LAT)
    service.answer = lambda params: Said([far] if provider == "nominatim" else far)
    asked = ask(provider, ADDRESS)[0]
    assert asked.location.status is GeoStatus.HELD
    assert asked.location.reason == "outside"
    assert len(asked.location.candidates) == 1
    assert "m" in asked.detail


@pytest.mark.parametrize("provider", ["amap", "baidu", "tencent", "tianditu"])
def test_the_key_travels_in_the_providers_parameter_and_the_address_with_its_city(
    service, ask, provider
):
    service.answer = lambda params: Said(FOUND[provider])
    ask(provider, "滨海路101号3楼")
    name = {"amap": "key", "baidu": "ak", "tencent": "key", "tianditu": "tk"}[provider]
    assert service.asked[0][name] == KEY
    assert "鹭湾市滨海路101号" in str(service.asked[0])


@pytest.mark.parametrize(
    ("answer", "level", "error_m"),
    [
        (answers.baidu(confidence=100, comprehension=100), "house number", 100),
        (answers.baidu(confidence=80, comprehension=85), "house number", 500),
        (answers.baidu(confidence=50, comprehension=90, level="道路"), "road", 1000),
        (answers.baidu(confidence=70, comprehension=100, level="餐饮"), "place", 300),
        (answers.baidu(confidence=40, comprehension=100, level="乡镇"), "town", 2000),
    ],
)
def test_baidu_says_its_error_by_confidence_and_comprehension(service, ask, answer, level, error_m):
    service.answer = lambda params: Said(answer)
    location = ask("baidu", ADDRESS)[0].location
    assert (location.level, location.error_m) == (level, error_m)


@pytest.mark.parametrize(
    ("provider", "answer"),
    [
        ("baidu", answers.baidu(comprehension=60)),
        ("tencent", answers.tencent(reliability=6)),
        ("tianditu", answers.tianditu(score=40)),
    ],
)
def test_a_match_that_the_provider_doubts_is_held(service, ask, provider, answer):
    service.answer = lambda params: Said(answer)
    asked = ask(provider, ADDRESS)[0]
    assert asked.location.status is GeoStatus.HELD
    assert asked.location.reason == "doubt"
    assert asked.detail


@pytest.mark.parametrize(
    ("word", "level"),
    [("道路", "road"), ("道路交叉路口", "road"), ("乡镇", "town"), ("兴趣点", "place"),
     ("门牌号", "house number"), ("区县", "district"), ("市", "city")],
)  # fmt: skip
def test_amap_levels(service, ask, word, level):
    service.answer = lambda params: Said(answers.amap(level=word))
    assert ask("amap", ADDRESS)[0].location.level == level


def test_a_whole_province_is_no_match(service, ask):
    service.answer = lambda params: Said(answers.amap(level="省"))
    assert ask("amap", ADDRESS)[0].location.status is GeoStatus.NO_MATCH


def test_a_district_has_the_error_of_its_own_land(service, ask):
    service.answer = lambda params: Said(answers.amap(level="区县", lon=118.05, lat=24.55))
    location = ask("amap", ADDRESS)[0].location
    assert 7_000 < location.error_m < 8_000  # half the diagonal of ten kilometres by eleven


def test_nominatim_is_asked_for_a_number_before_the_street(service, ask):
    ask("nominatim", "鹭湾市西汀区滨海路101号3楼", "鹭湾大学")
    assert service.asked[0]["street"] == "101 滨海路"
    assert service.asked[0]["city"] == "鹭湾市"
    assert service.asked[1]["q"] == "鹭湾市鹭湾大学"


def test_stretches_of_a_road_that_meet_are_one_road_with_its_own_extent(service, ask):
    stretches = [
        answers.nominatim(lon=118.06 + one / 100, rank=26, kind="road", number="", reach=0.004)
        for one in range(5)
    ]
    service.answer = lambda params: Said(stretches)
    location = ask("nominatim", ADDRESS)[0].location
    assert (location.status, location.level) == (GeoStatus.FOUND, "road")
    assert location.lon == pytest.approx(118.08)
    assert location.error_m == pytest.approx(2_470, abs=30)  # to the corner of the last stretch


def test_a_road_with_more_stretches_than_an_answer_holds_may_be_longer(service, ask):
    stretch = answers.nominatim(rank=26, kind="road", number="", reach=0.0001)
    service.answer = lambda params: Said([stretch] * 40)
    assert ask("nominatim", ADDRESS)[0].location.error_m == 1400


def test_another_number_than_asked_is_a_place_and_no_house_number(service, ask):
    service.answer = lambda params: Said([answers.nominatim(number="99")])
    assert ask("nominatim", ADDRESS)[0].location.level == "place"


def test_two_roads_of_one_name_are_a_tie_unless_the_district_decides(service, ask):
    twins = [
        answers.nominatim(rank=26, kind="road", number=""),
        answers.nominatim(lon=118.17, rank=26, kind="road", number="")
        | {"display_name": "滨海路, 东汀区, 鹭湾市, 中国"},
    ]
    service.answer = lambda params: Said(twins)
    tie = ask("nominatim", "滨海路")[0].location
    assert tie.status is GeoStatus.TIE
    assert len(tie.candidates) == 2
    east = ask("nominatim", "滨海路", district="东汀区")[0].location
    assert east.status is GeoStatus.FOUND
    assert east.lon == pytest.approx(118.17)
