"""The door to numba for loops over arrays: compiled once, kept beside their module."""

from collections.abc import Callable
from typing import Any, cast

import numba


def compiled[**P, R](work: Callable[P, R]) -> Callable[P, R]:
    """Compile a loop over arrays; what it is called with must keep its types between calls.

    Sums keep the order in which they are written (no ``fastmath``), so answers do not depend on
    the processor, and comparisons with infinity hold.
    """
    return cast(Callable[P, R], _JIT(work))


_JIT: Any = numba.njit(cache=True, error_model="numpy")
