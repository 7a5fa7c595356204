"""Product pictures drawn from two parameters, a kind and a colour.

The catalogue names a kind for each product and the `illustration` view serves the SVG. Every drawing is our own
and made of the primitives in `shapes` and `canvas`; nothing is read from disk, the same arguments give the same
bytes.
"""

from __future__ import annotations

from functools import lru_cache

from example_shop.illustrations import (  # noqa: F401  importing a family registers its drawings
    accessories,
    bags,
    connectors,
    cycling,
    decoration,
    dresses,
    furniture,
    garments,
    kitchen,
    lighting,
    outdoor,
    plants,
    screens,
    seating,
    shoes,
    sound,
    tools,
    wall_art,
    wellness,
)
from example_shop.illustrations.canvas import Canvas
from example_shop.illustrations.colours import InvalidColour, normalise, pastel
from example_shop.illustrations.registry import DRAWINGS, UnknownIllustration

__all__ = ["KINDS", "InvalidColour", "UnknownIllustration", "draw", "pastel"]

#: Every kind that can be drawn, in alphabetical order.
KINDS: tuple[str, ...] = tuple(sorted(DRAWINGS))


def draw(kind: str, colour: str = "") -> str:
    """The SVG text of a kind in a colour ("#rrggbb"; empty: the kind's own).

    Raises UnknownIllustration, which names the kinds there are, or InvalidColour.
    """
    if kind not in DRAWINGS:
        raise UnknownIllustration(kind)
    return _drawn(kind, normalise(colour or DRAWINGS[kind][1]))


@lru_cache(maxsize=1024)
def _drawn(kind: str, colour: str) -> str:
    drawing, _ = DRAWINGS[kind]
    canvas = Canvas(kind, colour)
    drawing(canvas)
    return canvas.svg()
