"""A sweep: many scenarios from one file, each with a name of its own."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import Field

from planner.digests import digest_of
from planner.errors import OptionError
from planner.options import Options
from planner.scenario.merge import flat
from planner.scenario.scenario import Scenario
from planner.scenario.source import Source, unknown

_LONGEST_WORD, _LONGEST_NAME = 24, 64
_SCENARIO = "scenario"


class SweepOptions(Options):
    """Which scenarios a sweep is made of."""

    over: tuple[str, ...] = ()
    """Names of scenarios of the file; the one at the top when empty."""
    grid: dict[str, Any] = Field(default_factory=dict)
    """Setting -> its values; every combination is run."""
    zip: dict[str, Any] = Field(default_factory=dict)
    """Setting -> its values, all equally many: the first of each go together, then the second."""
    exclude: tuple[dict[str, Any], ...] = ()
    """Combinations that are left out: setting -> value, or scenario = name."""


@dataclass(frozen=True)
class Member:
    """One scenario of a sweep, and what the sweep changed in it."""

    scenario: Scenario
    changes: Mapping[str, Any] = field(default_factory=dict)


def members(
    source: Source, *, only: Sequence[str] = (), settings: Mapping[str, Any] | None = None
) -> tuple[Member, ...]:
    """Return every scenario that a file asks for.

    Parameters
    ----------
    only
        Names: scenarios of the file, which are then taken alone, without the sweep; or members of
        the sweep.
    settings
        Settings that hold for all, whatever the file says; a sweep over one of them is refused.

    Raises
    ------
    OptionError
        A name or a setting is unknown, or the sweep contradicts itself; also in a scenario that is
        not asked for.
    """
    where, settings = str(source.path), settings or {}
    Scenario.require_sound(source, settings)
    if only and set(only) <= set(source.names):
        if source.sweep:
            _swept(source, settings)  # a slip in it is found as well
        made = [Member(Scenario.of(source, one, settings=settings)) for one in only]
        return _distinct(made, where)
    swept, set_in_it = _swept(source, settings)
    both = sorted(set_in_it & set(settings))
    if both:
        raise OptionError(
            f"{', '.join(both)} is set for all and swept over as well",
            where=where,
            mend="leave out --set, or choose members of the sweep with --scenario",
        )
    if not only:
        return swept
    known = {one.scenario.name: one for one in swept}
    missing = [one for one in only if one not in known]
    if missing:
        raise unknown("scenario", missing[0], {*known, *source.names}, where=where)
    return _distinct([known[one] for one in only], where)


def _swept(source: Source, settings: Mapping[str, Any]) -> tuple[tuple[Member, ...], set[str]]:
    """Return the scenarios of a file's sweep, and the settings that it varies."""
    where = str(source.path)
    sweep = SweepOptions.load(source.sweep, where=f"{where}, sweep")
    rows = list(_rows(sweep, where))
    pairs = list(itertools.product(list(sweep.over) or [""], rows))
    made = [
        Member(_named(Scenario.of(source, base, settings={**row, **settings}), row), row)
        for base, row in _without(pairs, sweep.exclude, where)
    ]
    return _distinct(made, where), {key for row in rows for key in row}


def vary_over(scenario: Scenario, grid: Mapping[str, Sequence[Any]]) -> tuple[Member, ...]:
    """Return a scenario with every combination of the values of some settings.

    Raises
    ------
    OptionError
        A setting is unknown, or has no values.
    """
    rows = list(_rows(SweepOptions(grid=dict(grid)), "sweep"))
    made = [Member(_named(scenario.set(row), row), row) for row in rows]
    return _distinct(made, "sweep")


def named(scenario: Scenario, name: str) -> Scenario:
    """Return the same question under another name."""
    return scenario.model_copy(update={"name": name})


def _rows(sweep: SweepOptions, where: str) -> Iterator[dict[str, Any]]:
    """Yield what each combination sets: rows of the zip times the grid."""
    grid, zipped = _lists(sweep.grid, where), _lists(sweep.zip, where)
    twice = sorted(set(grid) & set(zipped))
    lengths = {key: len(values) for key, values in zipped.items()}
    if twice or len(set(lengths.values())) > 1:
        raise OptionError(
            f"{', '.join(twice)} is in grid and in zip"
            if twice
            else f"the lists of zip differ in length: {lengths}",
            where=f"{where}, sweep",
            mend="name it once" if twice else "give each setting of zip equally many values",
        )
    together = zip(*zipped.values(), strict=True) if zipped else [()]
    for pair in together:
        for combination in itertools.product(*grid.values()):
            yield dict(zip((*zipped, *grid), (*pair, *combination), strict=True))


def _lists(section: Mapping[str, Any], where: str) -> dict[str, list[Any]]:
    lists = dict(flat(section))
    for key, values in lists.items():
        if not isinstance(values, list | tuple) or not values:
            raise OptionError(
                f"the sweep over {key} has no list of values: {values!r}",
                where=f"{where}, sweep",
                mend=f'write it as "{key}" = [4, 5, 6]',
            )
    return {key: list(values) for key, values in lists.items()}


def _without(
    pairs: list[tuple[str, dict[str, Any]]], exclude: Sequence[Mapping[str, Any]], where: str
) -> list[tuple[str, dict[str, Any]]]:
    """Leave out what is excluded; a rule that leaves nothing out is a slip, and refused."""
    kept = pairs
    for rule in exclude:
        wanted = dict(flat(rule))
        stay = [pair for pair in kept if not _matches(pair, wanted)]
        if len(stay) == len(kept):
            raise OptionError(
                f"exclude {wanted} leaves nothing out",
                where=f"{where}, sweep",
                mend="use settings and values that the sweep has, or scenario = a name of over",
            )
        kept = stay
    if not kept:
        raise OptionError("the sweep has no scenario left", where=where, mend="exclude less")
    return kept


def _matches(pair: tuple[str, dict[str, Any]], wanted: Mapping[str, Any]) -> bool:
    base, row = pair
    has = {_SCENARIO: base, **dict(flat(row))}
    return all(key in has and has[key] == value for key, value in wanted.items())


def _named(scenario: Scenario, row: Mapping[str, Any]) -> Scenario:
    """Name a member by what the sweep sets in it: ``base-count-6``."""
    lasts = Counter(key.rpartition(".")[2] for key in row)
    words = [scenario.name]
    for key, value in row.items():
        last = key.rpartition(".")[2]
        words.append(last if lasts[last] == 1 else key.replace(".", "-"))
        words.append(_word(value))
    name = "-".join(words)
    if len(name) > _LONGEST_NAME:
        name = f"{scenario.name[:_LONGEST_WORD]}-{digest_of(str(dict(row)))[:8]}"
    return named(scenario, name)


def _word(value: object) -> str:
    """Return a value as part of a name; a long one by a few digits of its hash."""
    if isinstance(value, Mapping):
        return "-".join(f"{key}-{_word(one)}" for key, one in value.items())
    text = re.sub(r"[^\w]+", "-", str(value)).strip("-")
    return text if 0 < len(text) <= _LONGEST_WORD else digest_of(str(value))[:6]


def _distinct(made: Sequence[Member], where: str) -> tuple[Member, ...]:
    again = [
        name for name, count in Counter(one.scenario.name for one in made).items() if count > 1
    ]
    if again:
        raise OptionError(
            f"several scenarios of the sweep are called {again[0]}",
            where=where,
            mend="give every setting each value once",
        )
    return tuple(made)
