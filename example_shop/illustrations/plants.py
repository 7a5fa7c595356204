"""Pot plants."""

from __future__ import annotations

from example_shop.illustrations.canvas import GLOW, LEAF, OAK, PAPER, SOIL, Canvas
from example_shop.illustrations.colours import shade, tint
from example_shop.illustrations.registry import illustration
from example_shop.illustrations.shapes import around, box, oval, path


def _leaf(c: Canvas, x: float, y: float, angle: float, size: float, colour: str) -> None:
    with c.moved(f"translate({x} {y}) rotate({angle}) scale({size})"):
        c.solid(path("M0 0 C-24 -18 -22 -50 0 -68 C22 -50 24 -18 0 0Z"), colour, depth=6)
        c.cord("M0 -4 L0 -56", 1.8, shade(colour, 0.14), opacity=0.7)


@illustration("plant-pot", colour="#d98a62")
def plant_pot(c: Canvas) -> None:
    """Little olive in a terracotta pot."""
    c.tube("M128 160 C124 120 132 80 128 56", 6, "#7d6a3f")
    for x, y, angle, size in (
        (128, 66, 0, 0.8),
        (128, 96, -52, 0.9),
        (128, 92, 50, 0.9),
        (128, 130, -66, 0.95),
        (128, 128, 64, 0.95),
    ):
        _leaf(c, x, y, angle, size, LEAF if angle >= 0 else tint(LEAF, 0.05))
    c.ball(oval(128, 158, 52, 11), SOIL, depth=4)
    c.solid(path("M76 170 L180 170 L168 232 Q128 242 88 232Z"), c.main, depth=11, to=c.deep)
    c.solid(path("M66 150 Q128 172 190 150 L188 176 Q128 194 68 176Z"), tint(c.main, 0.03), depth=7)
    c.gloss(path("M86 186 L98 190 L102 226 L94 226Z"), opacity=0.4, blur=4)


@illustration("plant-monstera", colour="#e9e2d6")
def plant_monstera(c: Canvas) -> None:
    """Large leaves in a footed ceramic pot."""
    green = "#2f8f57"
    for data in ("M124 170 C110 130 80 110 66 92", "M132 170 C140 120 176 100 190 84", "M128 170 L128 70"):
        c.tube(data, 5, shade(green, 0.08))
    for x, y, angle, size in (
        (80, 116, -52, 1.15),
        (178, 112, 50, 1.15),
        (128, 104, -4, 1.35),
        (100, 150, -78, 0.85),
        (158, 150, 76, 0.85),
    ):
        with c.moved(f"translate({x} {y}) rotate({angle}) scale({size})"):
            leaf = path(
                "M0 0 C-30 6 -44 -22 -34 -40 L-20 -32 L-32 -50 C-28 -62 -14 -68 -8 -68 L-6 -54 "
                "L0 -74 L6 -54 L8 -68 C14 -68 28 -62 32 -50 L20 -32 L34 -40 C44 -22 30 6 0 0Z"
            )
            c.solid(leaf, green, depth=7)
            c.cord("M0 -4 L0 -60", 2, tint(green, 0.16), opacity=0.8)
    for x, to in ((96, 88), (160, 168)):
        c.tube(f"M{x} 210 L{to} 240", 8, OAK)
    c.ball(
        path("M74 160 Q128 176 182 160 C188 196 176 222 150 224 L106 224 C80 222 68 196 74 160Z"),
        c.main,
        depth=11,
    )
    c.cord("M74 180 Q128 198 182 180", 3, c.deep, opacity=0.6)


@illustration("plant-cactus", colour="#f0c75e")
def plant_cactus(c: Canvas) -> None:
    """Flowering cactus in a glazed pot."""
    green = "#4f9f6e"
    c.solid(path("M88 120 C60 120 52 96 56 78 Q66 66 76 78 Q76 100 96 100Z"), green, depth=7)
    c.solid(path("M166 132 C196 130 204 104 198 90 Q188 78 180 90 Q180 110 160 112Z"), green, depth=7)
    c.ball(box(94, 34, 70, 150, 34), green, depth=12)
    for rib in (112, 128, 145):
        c.cord(f"M{rib} 46 L{rib} 170", 2.4, shade(green, 0.12), opacity=0.6)
        for thorn in range(60, 164, 18):
            c.flat(oval(rib, thorn, 1.8), "#f6f2d8")
    for angle in range(0, 360, 60):
        x, y = around(128, 34, 11, angle)
        c.ball(oval(x, y, 8), "#ee5a8c", depth=3)
    c.ball(oval(128, 34, 7), GLOW, depth=3)
    c.ball(oval(128, 170, 54, 11), SOIL, depth=4)
    c.solid(path("M72 168 Q128 190 184 168 L172 230 Q128 246 84 230Z"), c.main, depth=11, to=c.deep)
    c.cord("M80 194 Q128 214 177 194", 6, PAPER, opacity=0.85)
