"""Each room has its own stream."""

from planner import seeds


def test_the_same_seed_and_room_give_the_same_stream():
    assert seeds.rng(7, "visits").random() == seeds.rng(7, "visits").random()


def test_rooms_and_seeds_have_different_streams():
    draws = {seeds.rng(seed, room).random() for seed in (7, 8) for room in ("visits", "outlets")}
    assert len(draws) == 4
    assert 0 <= seeds.whole(7, "visits") < 2**31
