"""The addresses of a table, each looked up once."""

from collections.abc import Sequence

import pandas as pd

from planner.geocode.match import AddressMatcher
from planner.geocode.spot import Match
from planner.geocode.text import take_apart


class Addresses:
    """Look-ups by row; rows that say the same are looked up once."""

    def __init__(self, frame: pd.DataFrame) -> None:
        columns = [
            frame[name].fillna("").tolist() for name in ("address", "district_code", "area_names")
        ]
        self._keys: Sequence[tuple[str, str, str]] = list(zip(*columns, strict=True))
        self._found: dict[tuple[AddressMatcher, tuple[str, str, str]], Match] = {}

    def __len__(self) -> int:
        return len(self._keys)

    def text(self, place: int) -> str:
        """Return the address of a row."""
        return self._keys[place][0]

    def unit(self, place: int) -> str:
        """Return building, floor and room of a row's address."""
        return take_apart(self._keys[place][0]).unit

    def asked(self, place: int) -> bool:
        """Whether a row says where it is in words."""
        address, _, areas = self._keys[place]
        return bool(address.strip() or areas.strip())

    def find(self, place: int, matcher: AddressMatcher) -> Match:
        """Return what a row's address means."""
        key = self._keys[place]
        if (matcher, key) not in self._found:
            self._found[matcher, key] = matcher.find(*key)
        return self._found[matcher, key]
