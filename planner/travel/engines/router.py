"""What every engine of travel can do: fill tables between doors, and draw the ways."""

from typing import Protocol

from planner.errors import OptionError
from planner.schema import FloatArray, Text
from planner.travel.engines.doors import Rows
from planner.travel.engines.table import Table


class Courses(Protocol):
    """Draws ways, one after another; those that leave from one point in turn are cheap."""

    def between(self, origin: int, destination: int) -> FloatArray | None:
        """Return corners in metres, shape (n, 2), or None where there is no way."""


class Router(Protocol):
    """An engine of travel over one network, between the doors that it was opened with."""

    @property
    def note(self) -> Text:
        """What tells its minutes from those of `travel.engine = "own"`; empty where nothing."""

    @property
    def key(self) -> str:
        """What its answers depend on beside network and doors."""

    def table(self, rows: Rows, columns: Rows) -> Table:
        """Return minutes and kilometres, shape (rows, columns); infinite where there is no way."""

    def courses(self) -> Courses:
        """Begin to draw."""


def lacks(engine: str, package: str) -> OptionError:
    """Return the error of an engine whose package is not installed."""
    return OptionError(
        f'travel.engine = "{engine}" needs a package that is not installed: {package}',
        where="travel.engine",
        mend="pip install 'planner[routers]', or leave travel.engine out",
    )
