"""Where the sample city's scenario lies."""

from pathlib import Path

from planner.errors import DataError

SAMPLE = "data/scenarios/base.toml"


def sample_scenario() -> Path:
    """Return the sample city's scenario, from the installed package or from the checkout.

    Raises
    ------
    DataError
        The sample data are in neither place.
    """
    package = Path(__file__).parents[1]
    for home in (package, package.parent):
        if (home / SAMPLE).is_file():
            return home / SAMPLE
    raise DataError(
        "the sample city was not installed",
        where=SAMPLE,
        mend="run from a checkout, or install the package with its data",
    )
