"""Every colour of the map in one place; the tests measure how far apart they are.

Colours are never the only mark: outlets differ by shape, managers by number and by filled or
hollow badges, tiers by size and an inner mark, lateness by a ring.
"""

from collections.abc import Mapping

TIERS: Mapping[str, str] = {
    "VIP": "#4B0055",
    "T1": "#D55E00",
    "T2": "#0072B2",
    "T3": "#808B95",
}
OTHER_TIER = "#9A9182"

MANAGERS = (
    "#332288", "#EE7733", "#40B0A6", "#994455", "#785EF0", "#000000", "#C81414", "#78648C",
)  # fmt: skip
"""Smallest CIEDE2000 difference 18.4 / 15.7 / 15.6 / 15.8 (normal, protan, deutan, tritan)."""

COUNTS = ("#E3EEF6", "#B5D1E6", "#7FB0D3", "#4A89BA", "#1F5F96")
"""Shades from few to many; the number stands in the cell as well."""
TIME_BANDS = ("#01665E", "#5AB4AC", "#D8B365", "#8C510A")
AREAS = ("#E7C86E", "#C9A5D6", "#9CCB93", "#EFA79A", "#B9B48E")

OUTLETS: Mapping[str, str] = {
    "kept": "#14304D",
    "new": "#009E73",
    "closed": "#6B6B6B",
    "not chosen": "#6B6B6B",
}

GROUND: Mapping[str, str] = {
    "sea": "#CBDDE9",
    "land": "#FAF8F3",
    "beyond": "#F1EEE7",
    "shore": "#B7C6CF",
    "hills": "#E6EEDC",
    "water": "#CBDDE9",
    "district": "#9A9182",
    "road_casing": "#D9C9A6",
    "road_major": "#FFF6E3",
    "road_main": "#E2DACB",
    "road_minor": "#EDE8DD",
    "ink": "#14304D",
    "quiet": "#A9B3BC",
}


CHARTS: Mapping[str, str] = {
    "plan": "#14304D", "today": "#8C9AA6", "bound": "#D55E00", "other": "#2F8F7B",
    "grid": "#DDE3E8", "beaten": "#8A949C",
}  # fmt: skip
"""Series of charts; each role has a dash and a marker of its own as well."""
DAYS = ("#EEF3F7", "#C3D7E6", "#8FB4D0", "#4C7FA8", "#1F4E79")
"""A day of a calendar, from few visits to many; the number stands in the cell."""


def manager_mark(position: int) -> tuple[str, bool]:
    """Return colour and whether the badge is hollow, for the manager at a position."""
    return MANAGERS[position % len(MANAGERS)], position // len(MANAGERS) % 2 == 1
