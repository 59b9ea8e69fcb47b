"""Bytes as printable letters, 13 bits in two of them: a thirteenth shorter than base64.

The 91 letters are those of ASCII but the space and ``<``, ``>``, ``&``, so that no parser of HTML
finds a tag or an entity in them. 91 times 91 is 8,281: two letters hold any 13 bits. Of the last
bits, up to six take one letter. This is the idea of basE91 (Joachim Henke, 2006), without its
pairs of 14 bits: they save a hundredth and make every place depend on all before it.
"""

import numpy as np
import numpy.typing as npt

LETTERS = bytes(code for code in range(ord("!"), ord("~") + 1) if chr(code) not in "<>&")
_PAIR_BITS, _SINGLE_BITS = 13, 6
_CODES = np.frombuffer(LETTERS, np.uint8)
_PLACES = np.full(256, -1, np.int16)
_PLACES[_CODES] = np.arange(len(LETTERS))

type Bits = npt.NDArray[np.uint8]


def to_printable(content: bytes) -> str:
    """Return bytes as letters."""
    bits = np.unpackbits(np.frombuffer(content, np.uint8))
    rest = len(bits) % _PAIR_BITS
    has_single = 0 < rest <= _SINGLE_BITS
    end = len(bits) - rest if has_single else len(bits)
    places = np.stack(np.divmod(_numbers(bits[:end], _PAIR_BITS), len(LETTERS)), axis=1).ravel()
    if has_single:
        places = np.append(places, _numbers(bits[end:], _SINGLE_BITS))
    return str(_CODES[places].tobytes(), "ascii")


def from_printable(text: str) -> bytes:
    """Return what `to_printable` was given.

    Raises
    ------
    ValueError
        A character is none of the letters, or a pair of them stands for more than 13 bits.
    """
    places = _PLACES[np.frombuffer(text.encode("ascii"), np.uint8)]
    even = len(places) // 2 * 2
    pairs = places[0:even:2] * len(LETTERS) + places[1:even:2]
    single = places[even:]
    if (places < 0).any() or (pairs >> _PAIR_BITS).any() or (single >> _SINGLE_BITS).any():
        raise ValueError("these letters do not stand for bytes")
    bits = np.concatenate([_bits(pairs, _PAIR_BITS), _bits(single, _SINGLE_BITS)])
    return np.packbits(bits[: len(bits) // 8 * 8]).tobytes()


def _numbers(bits: Bits, size: int) -> npt.NDArray[np.uint16]:
    """Return every `size` bits as a number; the last ones are filled up with zeros."""
    filled = np.concatenate([bits, np.zeros(-len(bits) % size, np.uint8)])
    rows = np.zeros((len(filled) // size, 16), np.uint8)
    rows[:, 16 - size :] = filled.reshape(-1, size)
    return np.packbits(rows).view(">u2").astype(np.uint16)


def _bits(numbers: npt.NDArray[np.int16], size: int) -> Bits:
    """Return the lower `size` bits of every number, end to end."""
    two = numbers.astype(">u2").view(np.uint8).reshape(-1, 2)
    return np.unpackbits(two, axis=1)[:, 16 - size :].ravel()
