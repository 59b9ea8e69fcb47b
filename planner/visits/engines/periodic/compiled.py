"""What every kernel of this engine shares: the compiler, and random numbers of its own.

The random numbers are xorshift64* (Vigna 2016): one word of state that the caller holds, so that
the same seed gives the same plan on every platform and with every version of numpy and numba.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numba
import numpy as np
import numpy.typing as npt

type Floats = npt.NDArray[np.float64]
type Wholes = npt.NDArray[np.int64]
type Words = npt.NDArray[np.uint64]


_njit: Any = numba.njit  # its stubs know neither the wrappers nor the counting of references
_HOW: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False}
"""Kernels own no memory: all of it is handed in, so references need not be counted. Counting those
of some sixty arrays at each call made the search four times slower, and compiling as well."""


def forget_older(folder: Path) -> None:
    """Drop compiled kernels of other sources than these.

    The compiler looks at the file of each kernel alone, not at those of the kernels it calls.
    """
    sources = sorted(folder.glob("*.py"))
    digest = hashlib.sha256(b"".join(one.read_bytes() for one in sources)).hexdigest()[:16]
    kept = folder / "__pycache__"
    stamp = kept / f"kernels-{digest}"
    if stamp.exists() or not os.access(folder, os.W_OK):
        return
    kept.mkdir(exist_ok=True)
    for one in [*kept.glob("*.nbi"), *kept.glob("kernels-*")]:
        one.unlink(missing_ok=True)
    stamp.touch()


forget_older(Path(__file__).parent)


def compiled[F: Callable[..., Any]](function: F) -> F:
    """Compile a kernel on first use and keep it on disk; its types stay those of the source."""
    return cast(F, _njit(**_HOW)(function))


def inner[F: Callable[..., Any]](function: F) -> F:
    """Compile what kernels alone call: without the doors for Python it compiles much faster."""
    return cast(F, _njit(**_HOW, no_cpython_wrapper=True, no_cfunc_wrapper=True)(function))


def inlined[F: Callable[..., Any]](function: F) -> F:
    """Compile what the innermost loops call into each caller.

    A call hands over some fifty arrays by value; left to the compiler, that took up to half of a
    search.
    """
    how = {**_HOW, "no_cpython_wrapper": True, "no_cfunc_wrapper": True, "forceinline": True}
    return cast(F, _njit(**how)(function))


def fresh(seed: int) -> Words:
    """Return the state of a stream; streams of nearby seeds differ from the first number on."""
    word = int(np.random.SeedSequence(seed).generate_state(1, np.uint64)[0])
    return np.array([word or 1], dtype=np.uint64)


@compiled
def draw(state: Words) -> float:
    """Return a number from 0 up to, never equal to, 1."""
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@compiled
def below(state: Words, bound: int) -> int:
    """Return a whole number from 0 to `bound` - 1."""
    return int(draw(state) * bound)
