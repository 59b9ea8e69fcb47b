import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.visits.timetable import Limits, Stop
from planner.visits.timetable import timetable as lay

DAY = Limits(450, 200, 510, 1050, 720, 60)
"""8:30 to 17:30, lunch from 12 to 13, seven and a half hours of work."""


def timetable(drive, service, limits):
    stops = [Stop(leg, one, limits.open) for leg, one in zip(drive, service, strict=False)]
    return lay(stops, drive[-1], limits)


def test_stops_follow_each_other_from_the_start():
    clock = timetable([20, 10, 25], [60, 45], DAY)
    assert clock.start == 510
    assert clock.arrive == (530, 600)
    assert clock.leave == (590, 645)
    assert clock.end == 670


def test_nobody_is_visited_during_lunch():
    clock = timetable([20, 10, 10, 20], [90, 100, 45], DAY)
    assert clock.arrive[1] == 780
    assert clock.leave[0] <= 720


def test_a_long_wait_for_lunch_is_spent_at_the_outlet():
    clock = timetable([20, 10, 20], [90, 100], DAY)
    # The first visit ends 10 minutes' drive and the pause before 13:00, not earlier.
    assert clock.leave[0] == 780 - 60 - 10
    assert clock.start == 600
    assert clock.end == 780 + 100 + 20


def test_a_tour_that_fits_only_in_the_afternoon_leaves_after_lunch():
    clock = timetable([20, 20], [200], DAY)
    assert (clock.start, clock.arrive[0]) == (760, 780)


def test_driving_through_lunch_is_allowed():
    clock = timetable([20, 100], [180], DAY)
    assert clock.end == 810


def test_without_lunch_the_day_runs_through():
    through = Limits(450, 200, 510, 1050, 720, 0)
    assert timetable([20, 20], [200], through).arrive == (530,)


@pytest.mark.parametrize(
    ("drive", "service"), [([200, 200], [60]), ([20, 10, 20], [180, 230]), ([300, 100], [60])]
)
def test_what_is_more_than_a_day_does_not_fit(drive, service):
    assert timetable(drive, service, DAY) is None


def test_a_visit_longer_than_morning_and_afternoon_does_not_fit():
    assert timetable([5, 5], [300], DAY) is None


@given(
    st.lists(st.tuples(st.floats(0, 60), st.floats(5, 120)), min_size=1, max_size=7),
    st.floats(0, 60),
)
def test_the_clock_never_runs_backwards_nor_out_of_the_day(stops, home):
    drive, service = [one[0] for one in stops] + [home], [one[1] for one in stops]
    clock = timetable(drive, service, DAY)
    if clock is None:
        return
    ready = clock.start
    assert clock.start >= DAY.start_clock_min
    for leg, minutes, arrive, leave in zip(drive, service, clock.arrive, clock.leave, strict=False):
        assert arrive >= ready + leg - 1e-6
        assert leave == pytest.approx(arrive + minutes)
        assert leave <= 720 + 1e-5 or arrive >= 780 - 1e-5
        ready = leave
    assert clock.end == pytest.approx(ready + home)
    assert clock.end <= DAY.end_clock_min + 1e-5
