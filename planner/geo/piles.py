"""Points that several rows share: the mark of a geocoder that fell back to an area's middle."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.schema import FloatArray

_DECIMALS = 7  # about a centimetre

type Counts = npt.NDArray[np.int64]


def piles(lon: FloatArray, lat: FloatArray, labels: pd.Series) -> tuple[Counts, Counts]:
    """Return how many rows share the point of each row, and how many labels they have.

    Several accounts at one address are a house; several addresses on one point are none.

    Parameters
    ----------
    lon, lat
        Degrees, shape (n,); a row with a NaN shares nothing and counts 0.
    labels
        Addresses, shape (n,); missing ones are no label.
    """
    points = pd.DataFrame(
        {"lon": np.round(lon, _DECIMALS), "lat": np.round(lat, _DECIMALS), "label": labels.array}
    )
    shared = points.groupby(["lon", "lat"])
    rows = shared["lon"].transform("size").fillna(0).to_numpy(dtype=np.int64)
    different = shared["label"].transform("nunique").fillna(0).to_numpy(dtype=np.int64)
    return rows, different


def pile_text(rows: int, different: int) -> str:
    """Return the figures of a pile for both languages: no address, one, or several that differ."""
    told = {0: "∅", 1: "= 1"}.get(different, f"≠ {different}")
    return f"{rows}; 地址 address {told}"
