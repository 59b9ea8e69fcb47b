"""Good sets of sites by greedy opening and exchange, and the cost of single changes."""

from typing import NamedTuple

import numpy as np

from planner.compiled import compiled
from planner.outlets.engines.lists import Near, Positions, Sites
from planner.schema import BoolArray, FloatArray
from planner.solve import Clock

_TRIFLE = 1e-10  # relative; less than this is rounding, not a saving


def cost(weight: FloatArray, time_min: FloatArray, opened: Positions) -> float:
    """Return the weighted minutes to the nearest open site; infinite if someone reaches none.

    Parameters
    ----------
    weight
        Shape (n,), not negative.
    time_min
        Shape (n, m), infinite where there is no way.
    opened
        Positions 0..m-1.
    """
    if not len(opened):
        return float("inf")
    nearest = time_min[:, opened].min(axis=1)
    return float(weight @ nearest) if np.isfinite(nearest).all() else float("inf")


def swaps(weight: FloatArray, time_min: FloatArray, opened: Positions) -> FloatArray:
    """Return the cost after every single swap.

    Returns
    -------
    cost
        Shape (open, m): without open site k and with site j; infinite where j is open already or
        someone is left without a site.
    """
    order = np.sort(time_min[:, opened], axis=1)
    nearest = order[:, 0]
    second = order[:, 1] if len(opened) > 1 else np.full(len(weight), np.inf)
    mine = np.argmin(time_min[:, opened], axis=1)
    result = np.full((len(opened), time_min.shape[1]), np.inf)
    shut = np.setdiff1d(np.arange(time_min.shape[1]), opened)
    if not len(shut):
        return result
    with_new = time_min[:, shut]
    stay = np.minimum(nearest[:, None], with_new)
    for place in range(len(opened)):
        lost = mine == place
        # Only the customers of the site that shuts fall back to their second.
        fall = np.minimum(second[lost, None], with_new[lost])
        kept = stay[~lost]
        reached = np.isfinite(fall).all(axis=0) & np.isfinite(kept).all(axis=0)
        result[place, shut[reached]] = (
            weight[~lost] @ kept[:, reached] + weight[lost] @ fall[:, reached]
        )
    return result


class Columns(NamedTuple):
    """The lists turned round: the customers who list a site, and at which rank.

    Those of site j stand from ``start[j]`` to ``start[j + 1]``.
    """

    start: Positions
    customer: Sites
    rank: Sites


class _Lists(NamedTuple):
    """Who lists whom, what it counts, and what it counts when no listed site is open."""

    site: Sites
    time_min: FloatArray
    weight: FloatArray
    far: FloatArray


class _Book(NamedTuple):
    """What single swaps save: ``gain[j] + extra[k, j] - loss[k]`` with j instead of opened k.

    `place` says where among the open sites a site is (-1 when shut), `ranks` at which ranks of his
    list a customer's nearest and second open site stand.
    """

    place: Positions
    ranks: Sites
    gain: FloatArray
    loss: FloatArray
    extra: FloatArray


def columns(near: Near) -> Columns:
    """Turn the lists round."""
    lengths = near.lengths
    start = np.zeros(near.size + 1, dtype=np.intp)
    customer = np.empty(int(lengths.sum()), dtype=np.int32)
    rank = np.empty(len(customer), dtype=np.int32)
    _turn_round(near.site, lengths, start, customer, rank)
    return Columns(start, customer, rank)


def _lists(weight: FloatArray, near: Near) -> _Lists:
    return _Lists(near.site, near.time_min, weight, outside(weight, near))


def _open_book(size: int, lists: _Lists, opened: Positions) -> tuple[_Book, float]:
    """Return the savings of all swaps, and the cost."""
    place = np.full(size, -1, dtype=np.intp)
    place[opened] = np.arange(len(opened))
    book = _Book(
        place,
        np.empty((len(lists.weight), 2), dtype=np.int32),
        np.zeros(size),
        np.zeros(len(opened)),
        np.zeros((len(opened), size)),
    )
    return book, _book_all(lists, book)


def outside(weight: FloatArray, near: Near) -> FloatArray:
    """Return what it counts when none of a customer's listed sites is open, shape (n,).

    Where the matrix knows more sites, the time to the nearest of these; otherwise more than any
    plan costs, so that reaching one customer more outweighs all else.
    """
    farthest = np.max(near.time_min, axis=1, initial=0.0, where=np.isfinite(near.time_min))
    everything = 1.0 + 2.0 * float(weight @ farthest)
    soft = np.isfinite(near.rest_min)
    return np.where(soft, weight * np.where(soft, near.rest_min, 0.0), everything)


def greedy(
    weight: FloatArray, near: Near, turned: Columns, must_open: BoolArray, count: int
) -> Positions:
    """Open `count` sites one by one, each time the one that saves most.

    Reaching customers who reach nothing yet comes first; the set may still leave some without.
    """
    opened = np.zeros(near.size, dtype=np.bool_)
    _greedy(_lists(weight, near), turned, must_open, opened, count)
    return np.flatnonzero(opened)


def exchange(
    weight: FloatArray,
    near: Near,
    turned: Columns,
    opened: Positions,
    must_open: BoolArray,
    clock: Clock,
) -> Positions:
    """Swap one open site for one shut site, always the best swap, until none saves anything.

    The saving of a swap is the gain of opening j, less the loss of closing k, plus what those who
    lose k and get j were counted twice for. All three are kept up to date: a swap touches only
    customers whose nearest or second open site changes.

    References
    ----------
    Resende and Werneck (2007), A fast swap-based local search procedure for location problems,
    Annals of Operations Research 150.
    """
    opened = np.sort(opened).astype(np.intp)
    lists = _lists(weight, near)
    while True:
        book, total = _open_book(near.size, lists, opened)
        changed = False
        while not clock.over():
            saving, out, new = _best(book, must_open[opened])
            if saving <= _TRIFLE * total:
                break
            _swap(lists, turned, book, opened, out, new)
            changed = True
        opened = np.sort(opened)
        if not changed or clock.over():
            return opened
        # Once more from clean sums: differences gather rounding.


def savings(weight: FloatArray, near: Near, opened: Positions, must_open: BoolArray) -> FloatArray:
    """Return what every single swap saves.

    Returns
    -------
    saved
        Shape (open, m): without open site k and with site j; minus infinity where j is open
        already or k has to stay.
    """
    book, _ = _open_book(near.size, _lists(weight, near), opened)
    saved = book.gain[None, :] + book.extra - book.loss[:, None]
    saved[must_open[opened]] = -np.inf
    saved[:, opened] = -np.inf
    return saved


@compiled
def _turn_round(
    site: Sites, lengths: Positions, start: Positions, customer: Sites, rank: Sites
) -> None:
    for i in range(site.shape[0]):
        for r in range(lengths[i]):
            start[site[i, r] + 1] += 1
    for j in range(len(start) - 1):
        start[j + 1] += start[j]
    free = start[:-1].copy()
    for i in range(site.shape[0]):
        for r in range(lengths[i]):
            j = site[i, r]
            customer[free[j]] = i
            rank[free[j]] = r
            free[j] += 1


@compiled
def _greedy(
    lists: _Lists, turned: Columns, must_open: BoolArray, opened: BoolArray, count: int
) -> None:
    site, time_min, weight, far = lists
    n, k = site.shape
    first = np.full(n, k, dtype=np.int32)
    gain = np.zeros(len(opened))
    for i in range(n):
        for r in range(k):
            if time_min[i, r] == np.inf:
                break
            gain[site[i, r]] += far[i] - weight[i] * time_min[i, r]
    forced = must_open.sum()
    for done in range(count):
        best = _next(gain, must_open, opened, bool(done < forced))
        opened[best] = True
        for one in range(turned.start[best], turned.start[best + 1]):
            i, r = turned.customer[one], turned.rank[one]
            if r >= first[i]:
                continue
            old = weight[i] * time_min[i, first[i]] if first[i] < k else far[i]
            new = weight[i] * time_min[i, r]
            for s in range(first[i]):
                if time_min[i, s] == np.inf:
                    break
                # What site s would save: up to now from old, from now on from new.
                gain[site[i, s]] -= old - max(weight[i] * time_min[i, s], new)
            first[i] = r


@compiled
def _next(gain: FloatArray, must_open: BoolArray, opened: BoolArray, forced: bool) -> int:  # noqa: FBT001  a loop's own state
    best = -1
    for j in range(len(gain)):
        if opened[j] or (forced and not must_open[j]):
            continue
        if best < 0 or gain[j] > gain[best]:
            best = j
    return best


@compiled
def _book_one(i: int, sign: float, lists: _Lists, book: _Book) -> float:
    """Add or take away what customer i counts in the book; return what he costs."""
    site, time_min, weight, far = lists
    place, ranks, gain, loss, extra = book
    k = site.shape[1]
    a, b, w = ranks[i, 0], ranks[i, 1], weight[i]
    first = w * time_min[i, a] if a < k else far[i]
    second = w * time_min[i, b] if b < k else far[i]
    home = place[site[i, a]] if a < k else -1
    if home >= 0:
        loss[home] += sign * (second - first)
    for r in range(b):
        if r == a:
            continue
        if time_min[i, r] == np.inf:
            break
        here = w * time_min[i, r]
        if r < a:
            gain[site[i, r]] += sign * (first - here)
        if home >= 0:
            extra[home, site[i, r]] += sign * (second - max(here, first))
    return float(first)


@compiled
def _rank(i: int, lists: _Lists, book: _Book) -> None:
    """Find a customer's nearest and second open site."""
    k = lists.site.shape[1]
    found = 0
    book.ranks[i, 0] = book.ranks[i, 1] = k
    for r in range(k):
        if lists.time_min[i, r] == np.inf:
            break
        if book.place[lists.site[i, r]] >= 0:
            book.ranks[i, found] = r
            found += 1
            if found == 2:  # noqa: PLR2004  nearest and second
                break


@compiled
def _book_all(lists: _Lists, book: _Book) -> float:
    total = 0.0
    for i in range(lists.site.shape[0]):
        _rank(i, lists, book)
        total += _book_one(i, 1.0, lists, book)
    return total


@compiled
def _best(book: _Book, stays: BoolArray) -> tuple[float, int, int]:
    best, out, new = -np.inf, -1, -1
    for k in range(len(book.loss)):
        if stays[k]:
            continue
        for j in range(len(book.gain)):
            here = book.gain[j] + book.extra[k, j] - book.loss[k]
            if here > best and book.place[j] < 0:
                best, out, new = here, k, j
    return best, out, new


@compiled
def _swap(
    lists: _Lists, turned: Columns, book: _Book, opened: Positions, out: int, new: int
) -> None:
    """Close the site at place `out`, open `new` there, and keep the book."""
    start, customer, rank = turned
    old = opened[out]
    most = start[old + 1] - start[old] + start[new + 1] - start[new]
    touched, count = np.empty(most, dtype=np.int32), 0
    for j in (old, new):
        for one in range(start[j], start[j + 1]):
            i = customer[one]
            # A rank of -1 marks who is on the list of the touched already.
            if book.ranks[i, 0] >= 0 and rank[one] <= book.ranks[i, 1]:
                touched[count] = i
                count += 1
                _book_one(i, -1.0, lists, book)
                book.ranks[i, 0] = -1
    book.place[old], book.place[new] = -1, out
    opened[out] = new
    book.loss[out] = book.gain[new] = 0.0
    book.extra[out, :] = 0.0
    book.extra[:, new] = 0.0
    for one in range(count):
        _rank(touched[one], lists, book)
        _book_one(touched[one], 1.0, lists, book)
