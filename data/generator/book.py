"""The register being spoilt: rows in order, and a list of what was planted where."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from data.generator.accounts import Account

type Fate = Literal["planned", "quarantined"]


@dataclass(frozen=True)
class Fault:
    """What was done to a row; `rules` are the findings expected, joined by a semicolon."""

    kind: str
    column: str
    rules: str
    fate: Fate
    note: str = ""


@dataclass
class Book:
    """Clean accounts to spoil in place, extra ones to spoil beyond planning, and the list."""

    clean: list[Account]
    spare: Iterator[Account]
    rng: np.random.Generator
    extra: list[Account] = field(default_factory=list)
    planted: list[tuple[Account, Fault]] = field(default_factory=list)
    _touched: set[int] = field(default_factory=set)

    def pick(self, wanted: Callable[[Account], bool]) -> Account:
        """A clean account nobody has spoilt yet; never a VIP, whose stories stay simple."""
        for position in self.rng.permutation(len(self.clean)):
            account = self.clean[int(position)]
            free = id(account) not in self._touched and account.level == "coordinate"
            if free and account.tier != "VIP" and wanted(account):
                self._touched.add(id(account))
                return account
        raise ValueError("no clean account is left for this fault")

    def spoil(self, account: Account, fault: Fault, **cells: str) -> None:
        """Write the faulty cells and remember them; a quarantined row loses its readings."""
        account.cells |= cells
        if fault.fate == "quarantined":
            account.planned = False
        self.planted.append((account, fault))

    def add(self, fault: Fault, **cells: str) -> Account:
        """An extra row with this fault."""
        account = next(self.spare)
        self.extra.append(account)
        self.spoil(account, fault, **cells)
        return account
