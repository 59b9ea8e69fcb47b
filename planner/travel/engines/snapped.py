"""Where points stand on a network."""

from dataclasses import dataclass

from planner.schema import BoolArray, FloatArray
from planner.travel.engines.network import IntArray


@dataclass(frozen=True, eq=False)
class Snapped:
    """Where points stand: a row a point, a column a link; two columns where one has a second link.

    `link` is -1 without one, `fraction` the share of the link passed, `off_km` how far off it is.
    `cut_off`, shape (n,), says that the point stands on a part of the network that is not
    connected; the first `off_km` is the distance to the nearest connected road all the same.
    """

    link: IntArray
    fraction: FloatArray
    off_km: FloatArray
    cut_off: BoolArray
