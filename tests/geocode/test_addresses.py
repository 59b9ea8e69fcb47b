"""Addresses: what is found, how sure it is, and what is refused rather than guessed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.geocode.address import AddressReader
from planner.geocode.match import AddressMatcher
from planner.geocode.text import normalise

WEST, EAST = "990101", "990102"


@pytest.fixture(scope="module")
def find(gazetteer):
    return AddressMatcher(gazetteer, beside_m=50.0).find


@pytest.fixture(scope="module")
def off_m(gazetteer):
    """Metres between a spot and a position in degrees."""

    def measure(spot, lon, lat):
        x, y = gazetteer.plane.metres(lon, lat)
        return float(np.hypot(spot.x_m - x, spot.y_m - y))

    return measure


@pytest.mark.parametrize(
    "address",
    [
        "鹭湾市西汀区滨海路101号",
        "岚海省鹭湾市西汀区滨海路１０１號",
        "西汀区滨海路101号3号楼201室",
        "361000 鹭湾市西汀区滨海路101号(示例大厦)",
        "鹭湾西汀滨海路101号",
        "滨海路101号",
        "鹭湾市 西汀区 滨海路 1O1 号",
        "鹭灣市西汀區滨海路101之2号",
        "西汀县滨海路101#",
    ],
)
def test_a_known_number_is_found_in_every_spelling(find, off_m, address):
    match = find(address, "")
    assert match.spot.level == "house number"
    assert off_m(match.spot, 118.0601, 24.5101) < 1.0
    assert match.ties == ()


def test_a_number_between_two_of_its_side_is_interpolated(find, off_m):
    spot = find("西汀区滨海路151号", "").spot
    assert spot.level == "interpolated"
    assert off_m(spot, 118.0651, 24.5101) < 1.0
    assert spot.source == "滨海路101号-201号"


def test_the_other_side_of_the_road_has_its_own_numbers(find, off_m):
    spot = find("西汀区滨海路102号", "").spot
    assert spot.level == "interpolated"
    assert off_m(spot, 118.0602, 24.5099) < 1.0


def test_numbers_are_never_extrapolated(find, off_m):
    spot = find("西汀区滨海路401号", "").spot
    assert spot.level == "road"
    assert off_m(spot, 118.0801, 24.5101) < 1.0
    assert off_m(spot, 118.0901, 24.5101) <= spot.error_m


def test_beside_is_less_sure_than_at(find):
    at, beside = find("滨海路101号", "").spot, find("滨海路101号对面", "").spot
    assert beside.error_m == pytest.approx(at.error_m + 50.0)


def test_a_building_number_is_no_house_number(find):
    assert find("西汀区滨海路3号楼", "").spot.level == "road"


def test_a_road_alone_is_as_unsure_as_it_is_long(find, off_m):
    spot = find("西汀区滨海路", "").spot
    assert spot.level == "road"
    for lon in (118.05, 118.1):
        assert off_m(spot, lon, 24.51) <= spot.error_m + 1.0
    assert find("滨海路", "").spot.error_m > spot.error_m


def test_one_road_through_two_districts_is_one_road(find):
    match = find("东汀区滨海路151号", "")
    assert match.spot.level == "interpolated"
    assert match.ties == ()


def test_two_roads_of_one_name_are_a_tie(find):
    match = find("鹭湾市建设路10号", "")
    assert match.spot is None
    assert match.ties == ("建设路: 东汀区、西汀区",)


@pytest.mark.parametrize(("address", "code"), [("东汀区建设路10号", ""), ("建设路10号", EAST)])
def test_a_district_breaks_the_tie_whoever_names_it(find, off_m, address, code):
    match = find(address, code)
    assert match.spot.level == "house number"
    assert off_m(match.spot, 118.17, 24.5501) < 1.0


def test_the_text_outweighs_the_registers_code(find, off_m):
    assert off_m(find("东汀区建设路10号", WEST).spot, 118.17, 24.5501) < 1.0
    assert find("新建设路", WEST).spot.level == "road"


def test_a_road_of_another_district_than_the_text_names_is_not_taken(find):
    match = find("西汀区新建设路", "")
    assert match.spot.level == "district"
    assert match.ties == ("新建设路: 东汀区",)


def test_a_name_inside_a_longer_name_is_another_road(gazetteer):
    reader = AddressReader(gazetteer)
    assert [road.name for road in reader.read("东汀区新建设路1号").roads] == ["新建设路"]
    assert reader.read("东汀区大建设路1号").roads == ()
    assert [road.name for road in reader.read("东汀区软件园建设路1号").roads] == ["建设路"] * 2


def test_a_road_that_begins_like_a_district_is_a_road(find):
    assert find("鹭湾市西汀路", "").spot.source == "西汀路"


def test_a_place_that_begins_like_the_city_is_a_place(find):
    spot = find("鹭湾大学实验楼", "").spot
    assert (spot.level, spot.error_m) == ("place", 600.0)
    assert find("鹭大", "").spot.source == "鹭湾大学"


def test_places_of_one_name_are_a_tie_until_a_district_is_named(find):
    assert find("软件园二期", "").spot is None
    assert find("西汀区软件园二期", "").spot.source == "软件园"


def test_coarser_names_are_better_than_none(find):
    assert find("西汀区石塘镇村口", "").spot.level == "town"
    assert find("鹭湾市西汀区", "").spot.level == "district"


@pytest.mark.parametrize("address", ["", "详见合同", "厂区内", "3号楼"])
def test_an_address_that_says_nothing_is_nowhere_whatever_the_code(find, address):
    assert find(address, WEST).spot is None


def test_a_city_alone_is_as_unsure_as_it_is_wide(find):
    spot = find("鹭湾市", WEST).spot
    assert (spot.level, spot.error_m) == ("city", 20_000.0)


def test_radicals_from_pdfs_and_traditional_forms_are_read():
    assert normalise("廈⻔市⻄汀區１２號") == "厦门市西汀区12号"


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_gives_a_spot_or_none_and_an_honest_error(find, address):
    spot = find(address, "").spot
    assert spot is None or (spot.error_m > 0 and np.isfinite([spot.x_m, spot.y_m]).all())


@settings(deadline=None)
@given(number=st.integers(1, 400))
def test_numbers_rise_along_the_road_and_stay_within_their_error(find, off_m, number):
    spot = find(f"西汀区滨海路{number}号", "").spot
    lat = 24.5101 if number % 2 else 24.5099
    assert off_m(spot, 118.05 + number * 1e-4, lat) <= spot.error_m
