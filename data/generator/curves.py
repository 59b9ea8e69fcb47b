"""Smooth, slightly restless curves through a few hand-set points."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely import LineString, Polygon

from data.generator.plane import FloatArray

type Points = Sequence[tuple[float, float]]


def smooth(points: Points, step_km: float, *, closed: bool) -> FloatArray:
    """Points every `step_km` along a centripetal Catmull-Rom curve."""
    knots = np.array(points, dtype=float)
    if closed:
        knots = np.vstack([knots[-1], knots, knots[0], knots[1]])
    else:
        knots = np.vstack([2 * knots[0] - knots[1], knots, 2 * knots[-1] - knots[-2]])
    pieces = [_span(knots[i : i + 4]) for i in range(len(knots) - 3)]
    dense = np.vstack([*pieces, knots[-2][None, :]])
    return along(dense, step_km)


def _span(four: FloatArray) -> FloatArray:
    p0, p1, p2, p3 = four
    t0 = 0.0
    t1 = t0 + np.sqrt(np.hypot(*(p1 - p0)))
    t2 = t1 + np.sqrt(np.hypot(*(p2 - p1)))
    t3 = t2 + np.sqrt(np.hypot(*(p3 - p2)))
    t = np.linspace(t1, t2, 40, endpoint=False)[:, None]
    a1 = (t1 - t) / (t1 - t0) * p0 + (t - t0) / (t1 - t0) * p1
    a2 = (t2 - t) / (t2 - t1) * p1 + (t - t1) / (t2 - t1) * p2
    a3 = (t3 - t) / (t3 - t2) * p2 + (t - t2) / (t3 - t2) * p3
    b1 = (t2 - t) / (t2 - t0) * a1 + (t - t0) / (t2 - t0) * a2
    b2 = (t3 - t) / (t3 - t1) * a2 + (t - t1) / (t3 - t1) * a3
    spanned: FloatArray = (t2 - t) / (t2 - t1) * b1 + (t - t1) / (t2 - t1) * b2
    return spanned


def along(dense: FloatArray, step_km: float) -> FloatArray:
    """The curve again with points at even steps; both ends stay."""
    run = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(dense, axis=0).T))])
    count = max(2, round(run[-1] / step_km) + 1)
    stations = np.linspace(0.0, run[-1], count)
    return np.column_stack([np.interp(stations, run, dense[:, i]) for i in (0, 1)])


def _restless(
    curve: FloatArray, rng: np.random.Generator, size_km: float, *, closed: bool
) -> FloatArray:
    """Push each point sideways by a sum of waves; long waves are large, short ones small."""
    run_km = float(np.hypot(*np.diff(curve, axis=0).T).sum())
    t = np.linspace(0.0, 1.0, len(curve))
    push = np.zeros(len(curve))
    wave_km = 7.0
    while wave_km > 0.45:
        turns = max(1, round(run_km / wave_km))
        for _ in range(3):
            shift = int(rng.integers(-1, 2)) if turns > 2 else 0
            push += wave_km**0.85 * np.sin(2 * np.pi * ((turns + shift) * t + rng.random()))
        wave_km *= 0.62
    push *= size_km / max(float(np.abs(push).max()), 1e-9)
    if not closed:
        push *= np.clip(np.minimum(t, 1 - t) * run_km / 1.5, 0.0, 1.0)
    ahead = np.gradient(curve, axis=0)
    normal = np.column_stack([-ahead[:, 1], ahead[:, 0]])
    normal /= np.maximum(np.hypot(*normal.T), 1e-9)[:, None]
    moved: FloatArray = curve + normal * push[:, None]
    return moved


def shore(points: Points, rng: np.random.Generator, size_km: float, step_km: float) -> Polygon:
    """A closed organic outline."""
    curve = _restless(smooth(points, step_km, closed=True), rng, size_km, closed=True)
    outline = Polygon(curve[:-1])
    if not outline.is_valid:
        outline = max(
            shapely.get_parts(shapely.make_valid(outline)), key=lambda part: float(part.area)
        )
    return Polygon(outline.exterior)


def border(points: Points, rng: np.random.Generator, size_km: float, step_km: float) -> LineString:
    """An open organic line."""
    return LineString(_restless(smooth(points, step_km, closed=False), rng, size_km, closed=False))


def blob(
    middle: tuple[float, float], radii: tuple[float, float], rng: np.random.Generator
) -> Polygon:
    """An organic patch round a point."""
    angles = np.linspace(0.0, 2 * np.pi, 11)[:-1]
    stretch = 1 + rng.uniform(-0.18, 0.18, len(angles))
    points = [
        (middle[0] + radii[0] * s * float(np.cos(a)), middle[1] + radii[1] * s * float(np.sin(a)))
        for a, s in zip(angles, stretch, strict=True)
    ]
    return shore(points, rng, 0.04 * min(radii), 0.15)
