"""A small register that is right, and a way to spoil it."""

import pandas as pd
import pytest

from planner.customers import CustomersOptions, read_customers

GOOD_ROW = {
    "户号": "0035020114",
    "户名": "示例电子有限公司",
    "统一社会信用代码": "91350200MA0000015A",
    "用户状态": "正常",
    "供电电压": "10",
    "合同容量": "2850",
    "运行容量": "2850",
    "用电地址": "示例市某区某路1号",
    "经度": "118.1012",
    "纬度": "24.4798",
    "坐标系": "GCJ02",
    "检查周期": "6",
    "上次检查日期": "2026-05-12",
    "客户经理工号": "E01",
    "备注": "老客户",
}


def _apart(place):
    """Put each row a kilometre from the one before: customers of one name at one place are two."""
    return {"经度": f"{118.1012 + place / 100:.4f}"}


@pytest.fixture(scope="session")
def good_row():
    return GOOD_ROW


@pytest.fixture(scope="session")
def register(tmp_path_factory):
    """Write rows (each a dict of what differs from a good row) and read them."""

    def read(*rows, **options):
        path = tmp_path_factory.mktemp("register") / "register.csv"
        numbered = [
            GOOD_ROW | {"户号": f"{35020114 + place:010d}"} | _apart(place) | row
            for place, row in enumerate(rows)
        ]
        pd.DataFrame(numbered, columns=list(GOOD_ROW)).to_csv(path, index=False)
        return read_customers(CustomersOptions(file=path, **options))

    return read


@pytest.fixture(scope="session")
def rules():
    """Return the rules found in one row, with what was done."""

    def found(reading, row=2):
        return {
            one.rule.rule_id: one.action.value for one in reading.findings if one.source_row == row
        }

    return found
