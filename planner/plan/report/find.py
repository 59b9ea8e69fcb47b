"""The page of a run that is meant to be read."""

from pathlib import Path

from planner.errors import DataError
from planner.plan.masking import PAGE
from planner.plan.report.compose import FILE


def find_report(folder: str | Path) -> Path:
    """Return the report in the folder of a run; of a masked plan, its summary.

    Raises
    ------
    DataError
        There is none; the runs beside it that have one are named.
    """
    folder = Path(folder)
    for name in (FILE, PAGE):
        if (folder / name).is_file():
            return (folder / name).resolve()
    home = folder if folder.is_dir() else folder.parent
    near = sorted(str(one.parent) for name in (FILE, PAGE) for one in home.glob(f"*/{name}"))
    raise DataError(
        f"there is no {FILE} in {folder.name or folder}",
        where=str(folder),
        mend=f"open one of: {', '.join(near[:5])}"
        if near
        else "name the folder that `planner run` wrote",
    )
