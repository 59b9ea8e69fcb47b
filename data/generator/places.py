"""Invented parks, towns and landmarks, and which kinds of customer gather round them."""

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Place:
    """A named place; `gathers` counts customers by sector."""

    name: str
    kind: Literal["place", "park", "town"]
    middle: tuple[float, float]
    radius_km: float
    aliases: str = ""
    gathers: dict[str, int] = field(default_factory=dict)


PLACES = (
    Place("鹭汀商务区", "park", (-2.4, -12.5), 2.0, "鹭汀CBD|老城商务区",
          {"office": 17, "mall": 8, "hotel": 11, "hospital": 2, "government": 4, "school": 2}),
    Place("东汀街道", "town", (3.4, -11.4), 1.8, "东汀镇",
          {"office": 7, "mall": 4, "hotel": 3, "hospital": 1, "school": 2, "telecom": 2}),
    Place("屿北高新区", "park", (2.6, -6.6), 1.9, "屿北科技城|屿北科技园",
          {"electronics": 14, "office": 5, "machinery": 6, "datacentre": 1, "hotel": 2}),
    Place("屿西街道", "town", (-4.1, -7.6), 1.6, "",
          {"office": 5, "mall": 3, "hospital": 1, "food": 3, "rail": 1}),
    Place("屿西码头", "place", (-5.9, -7.4), 0.6, "屿西港", {"port": 5}),
    Place("澜湾机场", "place", (5.2, -6.0), 0.8, "", {"airport": 2, "cold": 3}),
    Place("沧浦街道", "town", (-12.0, -5.4), 2.2, "沧浦镇",
          {"office": 5, "mall": 3, "hospital": 1, "hotel": 2, "machinery": 9, "school": 1}),
    Place("沧浦石化园区", "park", (-15.0, -11.8), 2.2, "沧浦化工区|南沧工业区",
          {"chemical": 14, "metal": 7, "glass": 5, "machinery": 7, "water": 1}),
    Place("沧浦港区", "place", (-11.0, -10.0), 1.1, "沧浦港|南港", {"port": 8, "cold": 4}),
    Place("集澜街道", "town", (-3.6, 2.4), 2.1, "集澜镇",
          {"office": 8, "mall": 4, "hospital": 1, "hotel": 2, "school": 3, "rail": 1}),
    Place("集澜软件园", "park", (-1.2, 4.4), 1.3, "软件园三期",
          {"office": 7, "datacentre": 2, "electronics": 5}),
    Place("杏澜机械工业园", "park", (-10.0, 7.4), 2.1, "杏澜工业区|灌澜工业区",
          {"machinery": 15, "metal": 6, "electronics": 6, "food": 4}),
    Place("同岚老城", "town", (0.4, 14.2), 2.3, "同岚镇|同岚县城",
          {"office": 6, "mall": 3, "hospital": 1, "hotel": 2, "food": 7,
           "machinery": 5, "water": 1}),
    Place("洪岚食品工业园", "park", (-6.4, 14.4), 1.8, "洪岚食品城",
          {"food": 12, "cold": 4, "machinery": 5}),
    Place("翔浦街道", "town", (13.2, 1.6), 2.2, "翔浦镇|马浦镇",
          {"office": 6, "mall": 3, "hospital": 1, "hotel": 2, "school": 2, "machinery": 6,
           "water": 1}),
    Place("翔浦微电子产业园", "park", (10.8, 7.6), 2.0, "翔浦光电园|巷浦工业区",
          {"chip": 9, "electronics": 16, "datacentre": 1, "machinery": 6, "water": 1}),
    Place("翔南临空产业园", "park", (14.6, -6.4), 1.9, "翔南空港区",
          {"electronics": 7, "machinery": 6, "cold": 3, "rail": 1}),
    Place("莲塘镇", "town", (10.6, 19.0), 1.6, "", {"food": 2, "glass": 1, "water": 1}),
    Place("青竺镇", "town", (-12.6, 12.0), 1.6, "东青竺镇", {"food": 1, "metal": 2, "water": 1}),
    Place("东岭镇", "town", (16.4, 1.4), 1.3, "", {"machinery": 2, "cold": 1}),
    Place("云汀公园", "place", (1.6, -13.0), 0.9, "云汀山公园"),
    Place("澜湾大学", "place", (-3.4, -14.3), 0.5, "澜大"),
    Place("翔浦体育中心", "place", (12.6, 2.8), 0.4, ""),
)  # fmt: skip
COUNTRY = (
    Place("沧浦乡间", "town", (-15.6, -4.0), 6.5),
    Place("集澜乡间", "town", (-8.0, 6.0), 6.0),
    Place("同岚乡间", "town", (0.0, 15.5), 7.5),
    Place("翔浦乡间", "town", (13.6, 3.4), 6.5),
)
"""Wide areas for makers that stand alone along the main roads; not named in the gazetteer."""
