"""Names beside ids: a sheet that people read says who and where, not only which number."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from planner.schema import CUSTOMERS, MANAGERS, SITES, Column, Table

if TYPE_CHECKING:
    from planner.plan.plan import Plan

_NAME_OF: Mapping[str, Column] = {
    "account_no": CUSTOMERS["account_name"],
    "outlet_id": SITES["outlet_name"],
    "manager_id": MANAGERS["manager_name"],
}


def with_names(
    tables: Mapping[Table, pd.DataFrame], plan: "Plan"
) -> Iterator[tuple[Table, pd.DataFrame]]:
    """Give each table the names of its accounts, outlets and managers, right after their ids."""
    people = plan.roster.set_index("manager_id")["manager_name"]
    names = {
        "account_no": plan.customers.set_index("account_no")["account_name"],
        "outlet_id": plan.siting.outlets.set_index("outlet_id")["outlet_name"],
        "manager_id": people,
    }
    for table, frame in tables.items():
        yield _name(table, frame, names)


def _name(
    table: Table, frame: pd.DataFrame, names: Mapping[str, pd.Series]
) -> tuple[Table, pd.DataFrame]:
    columns: list[Column] = []
    added: dict[str, pd.Series] = {}
    for column in table:
        columns.append(column)
        name = _NAME_OF.get(column.name)
        if name is not None and column.name in frame and name.name not in frame:
            columns.append(name)
            added[name.name] = frame[column.name].map(names[column.name])
    order = [column.name for column in columns if column.name in frame or column.name in added]
    declared = Table(table.name, table.zh, table.en, table.key, tuple(columns))
    return declared, pd.DataFrame(frame).assign(**added)[order]
