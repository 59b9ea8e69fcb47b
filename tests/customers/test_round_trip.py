"""Normalised once is normalised for good: accepted rows read again come out as they are."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from planner.customers import CustomersOptions, read_customers
from planner.customers.duplicates import normalise_names
from planner.customers.quality import read_quality
from planner.files import plain_text


@given(st.lists(st.text(max_size=12), min_size=1, max_size=8))
def test_plain_text_is_plain(texts):
    once = plain_text(pd.Series(texts, dtype="str"))
    assert plain_text(once).tolist() == once.tolist()


def test_accepted_rows_of_the_sample_city_are_accepted_again_without_a_note(
    city, tmp_path, repository
):
    quality = repository / "data" / "rules" / "quality_invented.toml"
    first = read_customers(CustomersOptions(file=city / "register.csv", quality=quality))
    path = tmp_path / "accepted.parquet"
    first.rows.to_parquet(path)
    again = read_customers(CustomersOptions(file=path, quality=quality))
    assert again.read_count == len(first.rows) == len(again.rows)
    assert not {"N01", "N02", "E01", "V00"} & again.findings.counts().keys()
    ours = [name for name in first.rows if name not in ("source_file", "source_row")]
    pd.testing.assert_frame_equal(again.rows[ours], first.rows[ours])


def test_names_of_one_firm_are_one_name():
    limits = read_quality(None).duplicates
    names = [
        "厦门澄舟五金有限公司",
        "厦门澄舟五金股份有限公司",
        "(厦门)澄舟五金",
        "厦门 澄舟・五金公司",
    ]
    assert set(normalise_names(pd.Series(names, dtype="str"), limits)) == {"厦门澄舟五金"}
