"""A real table of 557 steel plants, read with a column mapping."""

import pytest

from planner.customers import CustomersOptions, read_customers
from planner.errors import DataError

COLUMNS = {"account_no": "id", "account_name": "name_zh", "address": "address_zh"}


@pytest.fixture(scope="module")
def plants(shared):
    return shared / "real" / "steel_plants_cn.csv"


def test_without_a_capacity_it_is_no_register(plants):
    with pytest.raises(DataError, match="contract_kva") as fault:
        read_customers(CustomersOptions(file=plants, columns=COLUMNS))
    assert "crude_steel_ttpa" in fault.value.where


def test_with_a_mapping_every_row_is_accounted_for(plants):
    columns = COLUMNS | {"contract_kva": "crude_steel_ttpa", "status": ""}
    reading = read_customers(
        CustomersOptions(
            file=plants, columns=columns, account_pattern=r"SCN\d{5}(-\d+)?", datum="WGS84"
        )
    )
    assert reading.read_count == 557
    assert len(reading.rows) + len(reading.quarantined) == 557
    assert set(reading.findings.counts()) == {"C01", "U04"}  # plants of one firm side by side
    assert "status" in reading.unknown_headings
    assert (reading.rows["coord_sys"] == "WGS84").all()
    assert reading.rows["account_name"].str.contains("有限").mean() > 0.8
