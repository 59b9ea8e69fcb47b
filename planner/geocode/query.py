"""What a provider is asked: the address in plain characters, and its street where it names one."""

import re
from dataclasses import dataclass

from planner.geocode.text import take_apart

_NUMBERED = re.compile(
    r"(?P<road>[\u4e00-\u9fffA-Za-z0-9]*?(?:大道|公路|路|街|巷|弄|胡同|里|道))"
    r"(?P<number>\d{1,5})(?:[-之附]\d+)?(?:号(?![楼机线门])|#(?!楼)|弄|$)"
)
# At least two characters before the sign: 市府大道, 县前街 and 区府路 are roads.
_AREA = re.compile(r"^[\u4e00-\u9fff]{2,8}?(?:省|自治区|市|开发区|新区|区|县|镇|乡|街道)")
_SHORTEST_ROAD = 2
_TAIL = re.compile(r"[A-Za-z]?\d*[A-Za-z]?(?:室|层|楼|单元|房|铺|座|幢|栋)$")


@dataclass(frozen=True, slots=True)
class Query:
    """One question: `text` is the whole address; `road` and `number` may be empty."""

    text: str
    city: str
    road: str = ""
    number: str = ""

    @property
    def whole(self) -> str:
        """The address with its city in front, once."""
        return self.text if self.city in self.text else self.city + self.text


def read_query(address: str, city: str) -> Query:
    """Take the street and house number out of an address without any gazetteer.

    Services that hold numbers as ``12`` find nothing for ``厦门市湖滨路12号`` and all for a street
    named ``12 湖滨路`` (measured on Nominatim: 0 of 80 against 80 of 80).
    """
    text = take_apart(address).text
    found = _NUMBERED.search(text)
    if found is None:
        return Query(text, city)
    return Query(text, city, road_alone(found["road"]), str(int(found["number"])))


def road_alone(text: str) -> str:
    """Take province, city, district and town off the front of a road's name."""
    while (area := _AREA.match(text)) and len(text) - area.end() >= _SHORTEST_ROAD:
        text = text[area.end() :]
    return text


def trimmed(text: str, longest_bytes: int) -> str:
    """Shorten an address for a service that counts bytes (two a Chinese character).

    Rooms, floors and buildings go first, since no service needs them; then the end.
    """
    while len(text.encode("gb18030")) > longest_bytes:
        shorter = _TAIL.sub("", text)
        text = shorter if shorter != text else text[:-1]
    return text
