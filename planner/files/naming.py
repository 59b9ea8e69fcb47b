"""Ids as names of files: safe on every system, and no two alike."""

import re
from collections.abc import Iterable

LONGEST = 60
_KEPT_BY_WINDOWS = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def file_names(ids: Iterable[str]) -> dict[str, str]:
    """Return a name without ending for each id: letters, digits, ``-`` and ``_`` of any script.

    Whatever else an id holds becomes ``_``, so that ``../M1`` stays in its folder. Ids that would
    share a name, upper and lower case being the same to some systems, are numbered in order.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for one in dict.fromkeys(ids):
        plain = re.sub(r"[^\w-]", "_", one)[:LONGEST] or "_"
        if _KEPT_BY_WINDOWS.fullmatch(plain):
            plain = f"_{plain}"
        name, number = plain, 2
        while name.casefold() in taken:
            name, number = f"{plain}-{number}", number + 1
        taken.add(name.casefold())
        names[one] = name
    return names
