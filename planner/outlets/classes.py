"""Classes of outlets: dated data in a file, with what each costs, can do and offers."""

import datetime as dt
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from planner.errors import OptionError
from planner.files import read_toml
from planner.options import NotNegative, Options, Positive

type ClassName = Literal["A", "B", "C", "D"]


class OutletClass(Options):
    """One class; what is not set is not limited."""

    name: ClassName
    """As in column `outlet_class` of the sites."""
    zh: str = ""
    """In words, Chinese."""
    en: str = ""
    """In words, English."""
    area_m2: Positive
    """Floor space; the rent of a site changes with it when its class does."""
    open_yuan: NotNegative
    """Price of opening one."""
    close_yuan: NotNegative
    """Price of closing one."""
    yearly_yuan: NotNegative
    """Running cost a year without rent."""
    customers: Positive | None = None
    """Most customers it can serve."""
    kwh: Positive | None = None
    """Most kWh a year of its customers."""
    counter_hours: Positive | None = None
    """Counter hours a year."""
    least_customers: NotNegative = 0
    """Customers below which it is not worth having."""
    services: tuple[str, ...] = ()
    """What customers can have done there."""


class ClassChange(Options):
    """A change of class that an outlet of today may make."""

    from_class: ClassName
    """Class today."""
    to_class: ClassName
    """Class in the plan."""
    yuan: NotNegative
    """Price, once."""


class OutletClasses(Options):
    """All classes, the changes between them, and the day from which they hold."""

    effective_from: dt.date
    """First day on which the numbers hold."""
    source: str
    """Where the numbers come from; says so when they are proposals."""
    classes: tuple[OutletClass, ...] = Field(min_length=1)
    """The classes, `[[class]]` in the file."""
    change: tuple[ClassChange, ...] = ()
    """Changes that are possible; no other is."""

    @model_validator(mode="after")
    def _each_once(self) -> "OutletClasses":
        names = [one.name for one in self.classes]
        if len(set(names)) < len(names):
            raise ValueError("two classes have the same name")
        changes = [name for one in self.change for name in (one.from_class, one.to_class)]
        unknown = sorted(set(changes) - set(names))
        if unknown:
            raise ValueError(f"a change names class {', '.join(unknown)}, which is not there")
        return self

    def __getitem__(self, name: str) -> OutletClass:
        return next(one for one in self.classes if one.name == name)

    @property
    def services(self) -> tuple[str, ...]:
        """All services that any class offers, sorted."""
        return tuple(sorted({service for one in self.classes for service in one.services}))


def read_classes(path: Path) -> OutletClasses:
    """Read the file of classes.

    Raises
    ------
    DataError
        The file is missing or no TOML.
    OptionError
        A key is unknown, a value out of range, or there is no class.
    """
    values = read_toml(path, what="outlet classes", mend="name a TOML file with one [[class]] each")
    if "class" not in values:
        raise OptionError(f"{path.name} has no [[class]]", where=str(path), mend="add one a class")
    values["classes"] = values.pop("class")
    return OutletClasses.load(values, where=str(path))
