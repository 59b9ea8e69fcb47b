"""Addresses in pieces mean what they mean all at once, and learning changes no others."""

from functools import partial

import pandas as pd
import pytest

from planner.customers import CustomersOptions, read_customers
from planner.geocode import GeocodeOptions, find_piece, locate_customers, read_gazetteer
from planner.geocode.addresses import Addresses
from planner.geocode.learning import learn
from planner.geocode.match import AddressMatcher


@pytest.fixture(scope="module")
def rows(city):
    quality = city.parent / "rules" / "quality_invented.toml"
    return read_customers(CustomersOptions(file=city / "register.csv", quality=quality)).rows


class Cutter:
    """Looks addresses up so many at a time, and remembers what it was asked."""

    def __init__(self, options, size):
        gazetteer = read_gazetteer(options.gazetteer)
        self.find = partial(find_piece, gazetteer=gazetteer, options=options)
        self.size, self.asked = size, []

    def __call__(self, cut):
        pieces = [*cut(self.size)]
        self.asked.append(pieces)
        return map(self.find, pieces)


def test_pieces_of_any_size_give_the_places_of_one_look_up(city, rows):
    options = GeocodeOptions(gazetteer=city / "gazetteer")
    cutter = Cutter(options, 37)
    parted = locate_customers(rows, options, find_all=cutter)
    whole = locate_customers(rows, options)
    pd.testing.assert_frame_equal(pd.DataFrame(parted.customers), pd.DataFrame(whole.customers))
    pd.testing.assert_frame_equal(parted.quarantined, whole.quarantined)
    assert [*parted.findings] == [*whole.findings]
    first, again = ([one for piece in pieces for one in piece.words] for pieces in cutter.asked)
    assert len(first) == len({*first}) > 37
    assert 0 < len(again) < len(first)


def test_only_what_learning_may_change_is_looked_up_again(city, rows):
    options = GeocodeOptions(gazetteer=city / "gazetteer")
    cutter = Cutter(options, 100)
    locate_customers(rows, options, find_all=cutter)
    lessons = cutter.asked[1][0].lessons
    gazetteer = read_gazetteer(options.gazetteer)
    addresses = Addresses.of(rows.assign(area_names=""), cutter)
    addresses.look_up()
    addresses.learn(lessons)
    taught = AddressMatcher(
        gazetteer, beside_m=options.beside_m, anchors=learn(lessons, gazetteer.roads)
    )
    places = [place for place in range(len(rows)) if addresses.asked(place)]
    assert [addresses.best(place) for place in places] == [
        taught.find(*addresses.words[place]) for place in places
    ]
    assert any(addresses.best(place) != addresses.strict(place) for place in places)
