"""Rules that look at a whole row or across rows: must-fields, duplicates, closed accounts."""

import re

import numpy as np
import pandas as pd

from planner.customers.ledger import Ledger
from planner.files import plain_text
from planner.findings import Action
from planner.schema import BoolArray

CLOSED = "销户"
# A name that stands for no name; a real firm may well contain one of these words.
_PLACEHOLDER = re.compile(
    r"无|空|暂无|未知|不详|待补|待补充|null|none|nan|n/a|test\d*|(测试|示例)(用户|户|客户|户名|数据)?\d*"
    r"|[\d×xX*_?.\-—/\\]+"
)


def check_rows(ledger: Ledger, frame: pd.DataFrame) -> pd.DataFrame:
    """Enter what is wrong with rows; return the frame with fields dropped that cannot be used."""
    _check_accounts(ledger, frame["account_no"])
    _check_names(ledger, frame["account_name"])
    closed = (frame["status"] == CLOSED).fillna(value=False).to_numpy(dtype=np.bool_)
    ledger.add("W05", closed, "status", Action.QUARANTINED)
    idle = (frame["contract_kva"] == 0.0).to_numpy(dtype=np.bool_)
    ledger.add("V11", idle, "contract_kva", Action.QUARANTINED)
    return _drop_running(ledger, frame)


def _check_accounts(ledger: Ledger, accounts: pd.Series) -> None:
    empty = accounts.isna().to_numpy(dtype=np.bool_)
    again = accounts.duplicated(keep=False).to_numpy(dtype=np.bool_) & ~empty
    copies: dict[str, list[int]] = {}
    for place in np.flatnonzero(again).tolist():
        copies.setdefault(str(accounts.iloc[place]), []).append(int(ledger.raw.source_rows[place]))

    def where(place: int) -> str:
        return ", ".join(str(row) for row in copies[str(accounts.iloc[place])])

    ledger.add("U01", again, "account_no", Action.QUARANTINED, where)


def _check_names(ledger: Ledger, names: pd.Series) -> None:
    plain = plain_text(names).str.casefold()
    placeholder: BoolArray = np.array(
        [_PLACEHOLDER.fullmatch(one) is not None for one in plain.tolist()], dtype=np.bool_
    )
    ledger.add("C01", placeholder, "account_name", Action.QUARANTINED)


def _drop_running(ledger: Ledger, frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out a running capacity above the contract: later rules fall back to the contract."""
    above = (frame["running_kva"] > frame["contract_kva"]).to_numpy(dtype=np.bool_)
    ledger.add(
        "V12",
        above,
        "running_kva",
        Action.FIELD_DROPPED,
        lambda place: (
            f"{frame['running_kva'].iloc[place]:g} > {frame['contract_kva'].iloc[place]:g} kVA"
        ),
    )
    return frame.assign(running_kva=frame["running_kva"].mask(above))
