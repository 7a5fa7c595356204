"""Outlines: each function returns the inside of an SVG tag (name and geometry, no paint).

Coordinates are those of the 256 x 256 drawing board, y pointing down.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

Point = tuple[float, float]


def number(value: float) -> str:
    """At most two decimals, no trailing zeros: what keeps the pictures small and the same everywhere."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def path(data: str) -> str:
    """Any path data."""
    return f'path d="{data}"'


def box(x: float, y: float, width: float, height: float, radius: float = 0) -> str:
    """A rectangle with rounded corners."""
    return (
        f'rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}" '
        f'rx="{number(radius)}"'
    )


def oval(cx: float, cy: float, rx: float, ry: float | None = None) -> str:
    """An ellipse, or a circle when one radius is given."""
    height = rx if ry is None else ry
    return f'ellipse cx="{number(cx)}" cy="{number(cy)}" rx="{number(rx)}" ry="{number(height)}"'


def line(points: Sequence[Point]) -> str:
    """Path data of an open polyline, to be stroked."""
    return "M" + " L".join(f"{number(x)} {number(y)}" for x, y in points)


def corner(points: Sequence[Point], radius: float | Sequence[float]) -> str:
    """A closed polygon with rounded corners; one radius for all of them or one for each point."""
    count = len(points)
    radii = [radius] * count if isinstance(radius, int | float) else list(radius)
    parts: list[str] = []
    for index, (x, y) in enumerate(points):
        before, after = points[index - 1], points[(index + 1) % count]
        ends: list[Point] = []
        for other_x, other_y in (before, after):
            length = math.hypot(other_x - x, other_y - y) or 1
            reach = min(radii[index], length / 2)
            ends.append((x + (other_x - x) * reach / length, y + (other_y - y) * reach / length))
        (from_x, from_y), (to_x, to_y) = ends
        verb = "L" if parts else "M"
        parts.append(f"{verb}{number(from_x)} {number(from_y)}")
        parts.append(f"Q{number(x)} {number(y)} {number(to_x)} {number(to_y)}")
    return path(" ".join(parts) + "Z")


def blob(points: Sequence[Point], tension: float = 1.0) -> str:
    """A soft closed curve through the points (Catmull-Rom as cubic Bezier)."""
    count = len(points)
    data = f"M{number(points[0][0])} {number(points[0][1])}"
    for index in range(count):
        before, start = points[index - 1], points[index]
        end, after = points[(index + 1) % count], points[(index + 2) % count]
        data += " C" + " ".join(
            number(value)
            for value in (
                start[0] + (end[0] - before[0]) / 6 * tension,
                start[1] + (end[1] - before[1]) / 6 * tension,
                end[0] - (after[0] - start[0]) / 6 * tension,
                end[1] - (after[1] - start[1]) / 6 * tension,
                end[0],
                end[1],
            )
        )
    return path(data + "Z")


def hem(left: float, right: float, y: float, waves: int, depth: float) -> str:
    """Path data from (right, y) to (left, y) in `waves` scallops: the lower edge of a skirt."""
    width = (right - left) / waves
    return " ".join(
        f"Q{number(right - width * (i + 0.5))} {number(y + depth * 2)} "
        f"{number(right - width * (i + 1))} {number(y)}"
        for i in range(waves)
    )


def drum(cx: float, top: float, bottom: float, top_width: float, bottom_width: float, bend: float) -> str:
    """A turned body seen slightly from above: straight sides, both ends curved down by `bend`."""
    return path(
        f"M{number(cx - top_width / 2)} {number(top)} "
        f"Q{number(cx)} {number(top + bend * 2)} {number(cx + top_width / 2)} {number(top)} "
        f"L{number(cx + bottom_width / 2)} {number(bottom)} "
        f"Q{number(cx)} {number(bottom + bend * 2)} {number(cx - bottom_width / 2)} {number(bottom)}Z"
    )


def ring(cx: float, cy: float, radius: float) -> str:
    """Path data of a circle, to be stroked."""
    r = number(radius)
    return (
        f"M{number(cx - radius)} {number(cy)} A{r} {r} 0 1 1 {number(cx + radius)} {number(cy)} "
        f"A{r} {r} 0 1 1 {number(cx - radius)} {number(cy)}Z"
    )


def around(cx: float, cy: float, radius: float, degrees: float) -> Point:
    """The point on a circle; 0 degrees points right, 90 down."""
    angle = math.radians(degrees)
    return cx + radius * math.cos(angle), cy + radius * math.sin(angle)


def star(cx: float, cy: float, outer: float, inner: float, tips: int, radius: float = 1.5) -> str:
    """A star with slightly rounded tips."""
    points = [around(cx, cy, outer if i % 2 == 0 else inner, -90 + i * 180 / tips) for i in range(tips * 2)]
    return corner(points, radius)
