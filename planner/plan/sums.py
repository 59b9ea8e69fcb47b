"""Sums of few customers left out, so that nobody can be worked out from a table or a map."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.schema import BoolArray


def hidden(counts: npt.ArrayLike, *, fewest: int) -> BoolArray:
    """Return which counts of one table may not be shown.

    One small group beside its total could be worked out; so the next smallest goes as well.

    Parameters
    ----------
    counts
        Customers of each group, shape (n,); the groups share all customers out.
    """
    sizes = np.asarray(counts, dtype=np.int64)
    small = sizes < fewest
    if small.sum() == 1 and len(small) > 1:
        others = np.where(small, np.iinfo(np.int64).max, sizes)
        small[int(np.argmin(others))] = True
    return small


def grouped(groups: pd.DataFrame, *, fewest: int, with_energy: bool) -> pd.DataFrame:
    """Return sums by group, columns of `GROUPS`, with every figure of a small group left out."""
    frame = groups.copy()
    small = pd.Series(data=False, index=frame.index)
    for _, kind in frame.groupby("kind"):
        small.loc[kind.index] = hidden(kind["customers"], fewest=fewest)
    numbers = [name for name in frame.columns if name not in ("kind", "group")]
    frame[numbers] = frame[numbers].astype("float64").mask(small)
    return frame if with_energy else frame.drop(columns="annual_kwh")
