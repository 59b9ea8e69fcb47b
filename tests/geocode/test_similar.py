"""Names nearly alike: a homophone finds its road, a neighbour in name does not, a tie is a tie."""

import pytest

from planner.geocode.similar import most_alike

ROADS = (
    "湖滨南路", "湖滨北路", "湖滨西路", "湖滨中路", "仙岳路", "仙阁路", "嘉禾路", "嘉和路",
    "莲前西路", "莲前东路", "云汀路", "中山路", "kalevankatu", "mannerheimintie", "5th street",
    "6th street",
)  # fmt: skip


@pytest.mark.parametrize(
    ("written", "road"),
    [
        ("湖宾南路", "湖滨南路"),
        ("湖滨喃路", ""),
        ("仙月路", "仙岳路"),
        ("连前西路", "莲前西路"),
        ("云厅路", "云汀路"),
        ("kalevnkatu", "kalevankatu"),
        ("manerheimintie", "mannerheimintie"),
        ("7th street", ""),
        ("湖滨东路", ""),
        ("滨海路", ""),
        ("山路", ""),
    ],
)
def test_the_road_that_is_meant_or_none(written, road):
    like = most_alike(written, ROADS)
    assert (like.names[0] if like.certain else "") == road


def test_two_roads_that_sound_alike_are_a_tie():
    like = most_alike("嘉何路", ROADS)
    assert not like.certain
    assert set(like.names) == {"嘉禾路", "嘉和路"}
