"""A calendar in the making: the stops of each day, and what they cost."""

from dataclasses import dataclass
from itertools import pairwise

from planner.visits.book import SLACK, Book
from planner.visits.timetable import earliest

NO_DAY = -1
"""Day of a visit that is not made."""


@dataclass
class Draft:
    """A calendar in the making: the stops of each day in order, and the day of each visit.

    `drive` has the minutes of driving of each day, `week` the minutes of work of each week.
    """

    book: Book
    stops: list[list[int]]
    day_of: list[int]
    drive: list[float]
    minutes: list[list[float]]
    km: list[list[float]]
    week: dict[int, float]

    @classmethod
    def empty(cls, book: Book) -> "Draft":
        """Return a calendar with no visit in it."""
        return cls(
            book,
            [[] for _ in book.days],
            [NO_DAY] * len(book.visits),
            [0.0] * len(book.days),
            book.minutes.tolist(),
            book.km.tolist(),
            dict.fromkeys(book.week_of, 0.0),
        )

    def cost_min(self) -> float:
        """Return driving, waiting, crowded weeks and visits not made, all in minutes."""
        waiting = sum(self._price(one) for one in range(len(self.day_of)))
        return sum(self.drive) + waiting + sum(map(self.book.crowding_min, self.week.values()))

    def put_day(self, day: int, stops: list[int]) -> None:
        """Set the stops of a day."""
        before = self._work(day)
        self.stops[day] = stops
        self.drive[day] = sum(self._legs(stops, self.minutes))
        self.week[self.book.week_of[day]] += self._work(day) - before
        for one in stops:
            self.day_of[one] = day

    def fits(self, day: int, stops: list[int]) -> bool:
        """Say whether a day with these stops keeps its bounds."""
        limits = self.book.limits[day]
        if sum(self._legs(stops, self.km)) > limits.km + SLACK:
            return False
        legs = self._legs(stops, self.minutes)
        service = sum(self.book.visits[one].service_min for one in stops)
        if not limits.pace and sum(legs) + service > limits.work_min + SLACK:
            return False
        return earliest(self.book.stops(stops, legs), legs[-1], limits) is not None

    def has_room(self, day: int, visit: int, stops: list[int]) -> bool:
        """Say whether a day with these stops holds one more visit, wherever it comes among them."""
        return any(
            self.fits(day, [*stops[:at], visit, *stops[at:]]) for at in range(len(stops) + 1)
        )

    def length(self, stops: list[int]) -> tuple[float, float]:
        """Return the minutes of driving and service, and the kilometres, of a day."""
        service = sum(self.book.visits[one].service_min for one in stops)
        return sum(self._legs(stops, self.minutes)) + service, sum(self._legs(stops, self.km))

    def legs(self, stops: list[int]) -> tuple[list[float], list[float]]:
        """Return the minutes and the kilometres of each leg, base to base."""
        return self._legs(stops, self.minutes), self._legs(stops, self.km)

    def cheapest(self, visit: int, day: int) -> list[int]:
        """Return the stops of a day with a visit added where it takes least driving."""
        _, position = self._positions(visit, day)[0]
        return [*self.stops[day][:position], visit, *self.stops[day][position:]]

    def added_min(self, visit: int, day: int) -> float:
        """Return what a visit would add to the cost on a day, whether it fits or not."""
        drive, _ = self._positions(visit, day)[0]
        return drive + self.book.waiting_min(visit, day) + self._crowding(visit, day, drive)

    def _crowding(self, visit: int, day: int, drive: float) -> float:
        work = self.week[self.book.week_of[day]]
        more = work + drive + self.book.visits[visit].service_min
        return self.book.crowding_min(more) - self.book.crowding_min(work)

    def _work(self, day: int) -> float:
        service = sum(self.book.visits[one].service_min for one in self.stops[day])
        return self.drive[day] + service

    def _price(self, visit: int) -> float:
        day = self.day_of[visit]
        if day == NO_DAY:
            return self.book.visits[visit].price_min
        return self.book.waiting_min(visit, day)

    def _legs(self, stops: list[int], matrix: list[list[float]]) -> list[float]:
        places = [0, *(self.book.visits[one].place for one in stops), 0]
        return [matrix[a][b] for a, b in pairwise(places)]

    def _positions(self, visit: int, day: int) -> list[tuple[float, int]]:
        """Return the extra driving of each position in a day, cheapest first."""
        here = self.book.visits[visit].place
        places = [0, *(self.book.visits[one].place for one in self.stops[day]), 0]
        minutes = self.minutes
        return sorted(
            (minutes[a][here] + minutes[here][b] - minutes[a][b], position)
            for position, (a, b) in enumerate(pairwise(places))
        )

    def is_spaced(self, visit: int, day: int) -> bool:
        """Say whether a day keeps the gaps to the same customer's other visits."""
        return self._keeps(visit, day, forward=False) and self._keeps(visit, day, forward=True)

    def _keeps(self, visit: int, day: int, *, forward: bool) -> bool:
        one = self.book.visits[visit]
        other = one.after if forward else one.before
        steps = 1
        while other >= 0 and self.day_of[other] == NO_DAY:
            other = self.book.visits[other].after if forward else self.book.visits[other].before
            steps += 1
        if other < 0:
            return True
        here, there = self.book.days[day], self.book.days[self.day_of[other]]
        # With a visit in between not made, the gap is too wide already; only the least one holds.
        least, most = self.book.reach(other if forward else visit, here if forward else there)
        gap_end = there if forward else here
        return least <= gap_end and (steps > 1 or gap_end <= most)
