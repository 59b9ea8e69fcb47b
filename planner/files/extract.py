"""The door to OpenStreetMap extracts, which an optional package reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from planner.errors import DataError, OptionError
from planner.files.door import check_file


@contextmanager
def reading_extract(path: Path, *, where: str, instead: str) -> Iterator[ModuleType]:
    """Give the package that reads extracts, and say of what goes wrong meanwhile that it is damage.

    Parameters
    ----------
    where
        Setting or command that named the file.
    instead
        What to give in place of an extract, where the package is not installed.

    Raises
    ------
    DataError
        The file is damaged.
    OptionError
        The package is not installed.
    """
    check_file(path, (".pbf",))
    osmium = _osmium(where, instead)
    try:
        yield osmium
    except (RuntimeError, ValueError, OSError) as error:
        raise DataError(
            f"{path.name} cannot be read: {error}",
            where=str(path),
            mend="the file is damaged or cut off; fetch the extract again",
        ) from error


def _osmium(where: str, instead: str) -> ModuleType:
    try:
        import osmium  # noqa: PLC0415  an extra, needed here alone
        import osmium.filter  # noqa: PLC0415
    except ImportError:
        raise OptionError(
            "reading an OpenStreetMap extract needs a package that is not installed: osmium",
            where=where,
            mend=f"pip install 'planner[roads]', or give {instead}",
        ) from None
    return osmium
