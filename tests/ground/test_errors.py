"""Every error says what, where and how to mend it."""

import inspect

import pytest

from planner import errors


def _error_classes() -> list[type[errors.PlannerError]]:
    return [
        one
        for _, one in inspect.getmembers(errors, inspect.isclass)
        if issubclass(one, errors.PlannerError)
    ]


@pytest.mark.parametrize("error_class", _error_classes())
def test_an_error_prints_what_where_and_mend_in_this_order(error_class):
    error = error_class("12 customers have no travel time", where="travel", mend="rebuild it")
    assert str(error).splitlines() == [
        "12 customers have no travel time",
        "  where: travel",
        "  mend:  rebuild it",
    ]


@pytest.mark.parametrize("error_class", _error_classes())
def test_an_error_cannot_be_made_without_a_mend(error_class):
    with pytest.raises(TypeError, match="mend"):
        error_class("something is wrong")


def test_bad_input_is_exit_code_two_and_a_failure_one():
    assert errors.DataError("x", mend="y").exit_code == 2
    assert errors.OptionError("x", mend="y").exit_code == 2
    assert errors.InfeasibleError("x", mend="y").exit_code == 1
    assert isinstance(errors.DataError("x", mend="y"), ValueError)
