"""Check characters: the unified social credit code and the organisation code inside it."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.schema import BoolArray

# GB 32100-2015: no I, O, S, V, Z; weights are powers of 3 modulo 31.
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_LENGTH = 18
_CREDIT_WEIGHTS = np.array([pow(3, place, 31) for place in range(17)], dtype=np.int64)
# GB 11714-1997: letters count from 10; characters 9 to 16 of the credit code, check in the 17th.
_ORGANISATION = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int64)
_ORGANISATION_CHECKS = "0X987654321"
_FIRST, _CHECK = 8, 16


def _values(alphabet: str) -> npt.NDArray[np.int64]:
    """Return the value of each byte, -1 where it is not in the alphabet."""
    table = np.full(256, -1, dtype=np.int64)
    table[np.frombuffer(alphabet.encode("ascii"), dtype=np.uint8)] = np.arange(len(alphabet))
    return table


_CREDIT_VALUES, _ORGANISATION_VALUES = _values(_CREDIT), _values(_ORGANISATION)


def fails_credit_check(codes: pd.Series) -> BoolArray:
    """Return which filled cells are no credit codes with the right check character.

    Parameters
    ----------
    codes
        Text, missing where empty.

    References
    ----------
    GB 32100-2015, section 4 and annex A: C18 = (31 - sum of C_i x 3^(i-1) mod 31) mod 31.
    """
    fails = codes.notna().to_numpy(dtype=np.bool_, copy=True)
    places, letters = _letters(codes)
    values = _CREDIT_VALUES[letters]
    check = -(values[:, :17] @ _CREDIT_WEIGHTS) % 31
    fails[places] = (values < 0).any(axis=1) | (check != values[:, 17])
    return fails


def fails_organisation_check(codes: pd.Series) -> BoolArray:
    """Return which good credit codes hold an organisation code that fails its own check.

    References
    ----------
    GB 11714-1997: C9 = 11 - sum of C_i x W_i mod 11, written X for 10 and 0 for 11.
    """
    fails = np.zeros(len(codes), dtype=np.bool_)
    places, letters = _letters(codes)
    good = ~fails_credit_check(codes)[places]
    values = _ORGANISATION_VALUES[letters[:, _FIRST:_CHECK]]
    checks = np.frombuffer(_ORGANISATION_CHECKS.encode("ascii"), dtype=np.uint8)
    expected = checks[(values @ _ORGANISATION_WEIGHTS) % 11]
    fails[places] = good & (expected != letters[:, _CHECK])
    return fails


def _letters(codes: pd.Series) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    """Return the places of cells of 18 ASCII characters, and those as bytes, shape (k, 18)."""
    texts = codes.fillna("")
    fits = (texts.str.len() == _CREDIT_LENGTH) & texts.str.fullmatch(r"[ -~]*")
    places = np.flatnonzero(fits.to_numpy(dtype=np.bool_))
    packed = np.array(texts.iloc[places].tolist(), dtype=f"S{_CREDIT_LENGTH}")
    return places, packed.view(np.uint8).reshape(len(places), _CREDIT_LENGTH)
