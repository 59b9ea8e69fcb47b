"""The unified social credit code: its form and its check character."""

import re

# GB 32100-2015: no I, O, S, V, Z; weights are powers of 3 modulo 31.
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUE = {character: value for value, character in enumerate(_ALPHABET)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_FORM = re.compile(rf"[{_ALPHABET}]{{18}}")


def is_credit_code(text: str) -> bool:
    """Say whether the text is a credit code with the right check character."""
    if _FORM.fullmatch(text) is None:
        return False
    total = sum(_VALUE[one] * weight for one, weight in zip(text[:17], _WEIGHTS, strict=True))
    return _ALPHABET[-total % 31] == text[17]
