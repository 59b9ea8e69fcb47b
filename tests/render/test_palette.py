"""Colours that four kinds of sight can tell apart: CIEDE2000 after Machado's matrices.

Sources: Machado, Oliveira and Fernandes (2009), A physiologically-based model for simulation of
color vision deficiency (severity 1.0 matrices); Sharma, Wu and Dalal (2005), The CIEDE2000
color-difference formula, whose published pairs test this file.
"""

import itertools
import math

import numpy as np
import pytest

from planner.render import palette

MACHADO = {
    "normal": np.eye(3),
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deutan": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritan": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
_WHITE = np.array([0.95047, 1.0, 1.08883])


def linear(colour: str) -> np.ndarray:
    """Return linear red, green, blue of ``#RRGGBB``."""
    value = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def lab(colour: str, sight: str) -> tuple[float, float, float]:
    seen = np.clip(MACHADO[sight] @ linear(colour), 0, 1)
    xyz = _TO_XYZ @ seen / _WHITE
    root = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return (
        float(116 * root[1] - 16),
        float(500 * (root[0] - root[1])),
        float(200 * (root[1] - root[2])),
    )


def ciede2000(one: tuple[float, float, float], two: tuple[float, float, float]) -> float:
    (l1, a1, b1), (l2, a2, b2) = one, two
    mean_chroma = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    stretch = 1.5 - 0.5 * math.sqrt(mean_chroma**7 / (mean_chroma**7 + 25.0**7))
    c1, c2 = math.hypot(a1 * stretch, b1), math.hypot(a2 * stretch, b2)
    h1 = math.degrees(math.atan2(b1, a1 * stretch)) % 360
    h2 = math.degrees(math.atan2(b2, a2 * stretch)) % 360
    turn = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    dl, dc = l2 - l1, c2 - c1
    dh = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn) / 2)
    mean_l, mean_c = (l1 + l2) / 2, (c1 + c2) / 2
    mean_h = h1 + h2 if c1 * c2 == 0 else (h1 + turn / 2) % 360
    weight = (
        1
        - 0.17 * math.cos(math.radians(mean_h - 30))
        + 0.24 * math.cos(math.radians(2 * mean_h))
        + 0.32 * math.cos(math.radians(3 * mean_h + 6))
        - 0.20 * math.cos(math.radians(4 * mean_h - 63))
    )
    sl = 1 + 0.015 * (mean_l - 50) ** 2 / math.sqrt(20 + (mean_l - 50) ** 2)
    sc, sh = 1 + 0.045 * mean_c, 1 + 0.015 * mean_c * weight
    rotate = -2 * math.sqrt(mean_c**7 / (mean_c**7 + 25.0**7))
    rotate *= math.sin(math.radians(60 * math.exp(-(((mean_h - 275) / 25) ** 2))))
    return math.sqrt(
        (dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rotate * (dc / sc) * (dh / sh)
    )


def nearest_pair(colours: list[str], sight: str) -> float:
    """Return the smallest difference between any two of the colours."""
    seen = [lab(colour, sight) for colour in colours]
    return min(ciede2000(one, two) for one, two in itertools.combinations(seen, 2))


def contrast(one: str, two: str) -> float:
    """Return the WCAG contrast ratio, 1 to 21."""
    light = [float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, two)]
    return (max(light) + 0.05) / (min(light) + 0.05)


@pytest.mark.parametrize(
    ("one", "two", "published"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, -1.3802, -84.2814), (50.0, 0.0, -82.7485), 1.0000),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_difference_is_that_of_the_published_pairs(one, two, published):
    assert ciede2000(one, two) == pytest.approx(published, abs=1e-4)


@pytest.mark.parametrize("sight", MACHADO)
def test_managers_can_be_told_apart_by_every_kind_of_sight(sight):
    assert nearest_pair(list(palette.MANAGERS), sight) >= 15


@pytest.mark.parametrize("sight", MACHADO)
def test_tiers_can_be_told_apart_by_every_kind_of_sight(sight):
    assert nearest_pair(list(palette.TIERS.values()), sight) >= 15


@pytest.mark.parametrize("sight", MACHADO)
def test_time_bands_can_be_told_apart_by_every_kind_of_sight(sight):
    assert nearest_pair(list(palette.TIME_BANDS), sight) >= 15


@pytest.mark.parametrize("colour", [*palette.MANAGERS, *palette.TIERS.values()])
def test_lines_and_circles_stand_out_from_the_land(colour):
    assert contrast(colour, palette.GROUND["land"]) >= 2.4


def test_a_ninth_manager_has_a_hollow_badge_and_so_another_mark_than_the_first():
    count = len(palette.MANAGERS)
    marks = {palette.manager_mark(place) for place in range(2 * count)}
    assert len(marks) == 2 * count
