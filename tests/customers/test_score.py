"""The score: known by hand on ten rows, kept for the next run, moved by corrections."""

import pytest

from planner.customers import load_score, score_register, score_table
from planner.errors import DataError
from planner.schema import REGISTER


@pytest.fixture(scope="module")
def score(register):
    rows = [{} for _ in range(10)]
    rows[0] = {"合同容量": "abc"}
    rows[1] = {"户名": ""}
    rows[2] = {"统一社会信用代码": "91350200MA0000015B"}
    rows[3] = {"统一社会信用代码": ""}
    rows[4] = {"供电电压": "10千伏"}
    rows[5] = {"户号": "0035020120"}
    return score_register(register(*rows))


def test_pass_rates_are_the_shares_counted_by_hand(score):
    assert score.rates["account_name"]["completeness"] == pytest.approx(0.9)
    assert score.rates["account_no"]["uniqueness"] == pytest.approx(0.8)
    # Nine credit codes are filled, one is wrong; E01, E02 and V02 look at them with equal weight,
    # V03, which only warns, with 0.3.
    assert score.rates["uscc"]["validity"] == pytest.approx(1 - 1 / 9 / 3.3)
    # V00, V11 and E02 look at the contract capacity.
    assert score.rates["contract_kva"]["validity"] == pytest.approx(1 - 1 / 10 / 3)
    assert score.filled["uscc"] == pytest.approx(0.9)


def test_notes_show_under_their_dimension_and_cost_nothing(score):
    assert score.rates["voltage_kv"]["normalisation"] == pytest.approx(1 - 1 / 10 / 2)
    assert score.fields["voltage_kv"] == 1.0


def test_dimensions_that_no_rule_looks_at_have_no_rate(score):
    assert "timeliness" not in score.rates["account_no"]
    board = score_table(score, None, REGISTER.headings("zh"))
    assert board["timeliness_pct"].isna().all()
    assert board["last_pct"].isna().all()


def test_a_clean_register_scores_one_and_a_closed_account_is_no_fault(register):
    assert score_register(register({}, {}, {"用户状态": "销户"})).overall == 1.0


def test_the_score_is_kept_for_the_next_run(score, tmp_path):
    assert load_score(tmp_path) is None
    score.save(tmp_path)
    assert load_score(tmp_path) == score
    board = score_table(score, score, REGISTER.headings("en"))
    assert (board["last_pct"] == board["score_pct"]).all()


def test_a_score_file_that_no_check_wrote_is_a_clear_error(tmp_path):
    (tmp_path / "score.json").write_text('{"overall": "good"}', encoding="utf-8")
    with pytest.raises(DataError, match="earlier check"):
        load_score(tmp_path)
