"""Spellings of the source systems that can mean only one thing, column by column."""

import re

import pandas as pd

from planner.geo import DATUM_SPELLINGS

# Field 13 of the domain's data dictionary; 380 V and 400 V name the same level.
VOLTAGE_LEVELS_KV = (0.22, 0.38, 6.0, 10.0, 20.0, 35.0, 66.0, 110.0, 220.0, 330.0, 500.0)
_VOLTAGE_CODES = {
    "ac00101": "10", "ac00351": "35", "ac01101": "110", "ac02201": "220",
    "220v": "0.22", "220伏": "0.22", "380v": "0.38", "380伏": "0.38", "400v": "0.38",
    "0.4kv": "0.38", "0.4": "0.38", "0.4千伏": "0.38",
}  # fmt: skip
_VOLTAGE = re.compile(r"(?:交流|ac)?(\d+(?:\.\d+)?)(?:kv|千伏)?")
_CODES: dict[str, dict[str, str]] = {
    "coord_sys": dict(DATUM_SPELLINGS),
    "pf_standard": {"0.9": "0.90", "0.8": "0.80"},
    "critical_grade": {
        "特级重要": "特级", "一级重要": "一级", "二级重要": "二级", "临时": "临时性",
    },
}  # fmt: skip


def respell(text: pd.Series, name: str) -> pd.Series:
    """Return the column's plain text with known other spellings put into ours."""
    if name == "voltage_kv":
        known = {one: _voltage(one) for one in text.unique().tolist()}
    elif name in _CODES:
        codes = _CODES[name]
        known = {one: codes.get(one.casefold(), one) for one in text.unique().tolist()}
    else:
        return text
    return text.map(known)


def _voltage(text: str) -> str:
    folded = text.casefold().replace(" ", "")
    code = _VOLTAGE_CODES.get(folded)
    match = _VOLTAGE.fullmatch(folded)
    if code or match is None:
        return code or text
    return f"{float(match.group(1)):g}"
