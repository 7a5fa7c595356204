"""Televisions, computers, phones: everything with a screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from example_shop.illustrations.canvas import GLOW, INK, IRON, OAK, PAPER, STEEL, Canvas
from example_shop.illustrations.colours import shade, tint, turn
from example_shop.illustrations.registry import illustration
from example_shop.illustrations.shapes import blob, box, corner, oval, path, star


@contextmanager
def _screen(c: Canvas, shape: str, *, ground: str) -> Iterator[None]:
    """A lit screen: the block paints the picture, the reflection is laid over it."""
    c.flat(shape, ground)
    with c.inside(shape):
        yield
        c.flat(path("M0 150 L150 0 L190 0 L0 196Z"), "#ffffff", opacity=0.13)
        c.flat(path("M0 226 L226 0 L236 0 L0 238Z"), "#ffffff", opacity=0.1)


@illustration("tv-slim", colour="#6a4be0")
def tv_slim(c: Canvas) -> None:
    """Large thin television: colour clouds on black."""
    c.solid(corner([(84, 210), (172, 210), (184, 222), (72, 222)], 5), STEEL, depth=4)
    c.tube("M128 186 L128 212", 12, IRON)
    c.solid(box(6, 40, 244, 152, 9), INK, depth=6)
    with _screen(c, box(13, 47, 230, 136, 3), ground=c.linear(c.dark, c.main, angle=30)):
        for cx, cy, rx, ry, tone in (
            (60, 160, 90, 40, turn(c.main, -50)),
            (190, 150, 90, 50, turn(c.main, 60)),
            (120, 70, 80, 36, tint(c.main, 0.15)),
            (210, 60, 50, 30, c.accent),
        ):
            c.gloss(oval(cx, cy, rx, ry), opacity=0.75, blur=18, colour=tone)
        for data in ("M0 150 Q60 96 120 140 Q180 180 256 110", "M0 120 Q70 60 130 106 Q190 146 256 76"):
            c.cord(data, 3, "#ffffff", opacity=0.5)


@illustration("tv-nature", colour="#2f8fb5")
def tv_nature(c: Canvas) -> None:
    """Television on two feet showing mountains."""
    for x, to in ((56, 42), (200, 214)):
        c.tube(f"M{x} 186 L{to} 214", 8, STEEL)
    c.solid(box(10, 44, 236, 148, 12), INK, depth=6)
    with _screen(
        c, box(18, 52, 220, 132, 4), ground=c.linear("#fff0cf", "#f7c5a0", tint(c.main, 0.2), angle=90)
    ):
        c.ball(oval(176, 90, 19), GLOW, depth=4)
        for y, tone in ((0, tint(c.main, 0.18)), (22, c.main), (44, c.deep)):
            c.flat(
                path(
                    f"M0 {134 + y} L50 {88 + y} L84 {116 + y} L132 {74 + y} L178 {124 + y} L212 "
                    f"{100 + y} L256 {138 + y} L256 200 L0 200Z"
                ),
                tone,
            )
        c.flat(path("M132 74 L118 90 L128 88 L136 96 L146 90Z"), PAPER)


@illustration("tv-sport", colour="#2f9e4f")
def tv_sport(c: Canvas) -> None:
    """Television with a centre foot, a ball in the corner of the goal."""
    c.solid(path("M60 216 Q128 196 196 216 Q196 224 186 224 L70 224 Q60 224 60 216Z"), INK, depth=5)
    c.tube("M128 190 L128 210", 20, IRON)
    c.solid(box(10, 36, 236, 156, 8), IRON, depth=6)
    with _screen(c, box(16, 42, 224, 142, 3), ground=c.linear("#bfe3f7", "#e8f5ee", angle=90)):
        c.flat(box(0, 112, 256, 80), c.main)
        for x in range(-40, 260, 56):
            c.flat(path(f"M{x + 30} 112 L{x + 54} 112 L{x + 50} 190 L{x} 190Z"), tint(c.main, 0.06))
        for i in range(12):
            c.cord(f"M{74 + i * 12} 66 L{74 + i * 12} 132", 1, "#ffffff", opacity=0.6)
            c.cord(f"M74 {66 + i * 6} L206 {66 + i * 6}", 1, "#ffffff", opacity=0.5)
        c.tube("M72 134 L72 64 L208 64 L208 134", 6, PAPER)
        c.ball(oval(104, 148, 23), PAPER, depth=6)
        c.flat(star(104, 148, 10, 8, 5, 1), INK)
        for x, y in ((88, 136), (120, 136), (94, 166), (115, 166)):
            c.flat(oval(x, y, 4.500), INK)


@illustration("tv-frame", colour="#c9705a")
def tv_frame(c: Canvas) -> None:
    """Wall television in a wooden frame that shows a painting."""
    c.solid(box(8, 46, 240, 160, 6), OAK, depth=9)
    c.flat(box(24, 62, 208, 128, 2), PAPER)
    with _screen(c, box(36, 74, 184, 104, 1), ground="#f1e4cf"):
        c.flat(blob([(40, 90), (96, 76), (120, 124), (80, 160), (38, 140)]), c.main)
        c.flat(blob([(110, 70), (180, 76), (190, 124), (140, 130)]), c.accent)
        c.flat(
            blob([(126, 128), (200, 110), (224, 160), (180, 190), (130, 176)]),
            turn(c.main, 150, lightness=0.5, chroma=0.07),
        )
        c.flat(oval(82, 158, 17), c.dark)
    c.shadow(box(24, 62, 208, 7, 1), "#8d8577", opacity=0.5, blur=2)


@illustration("tv-curved", colour="#d83f8f")
def tv_curved(c: Canvas) -> None:
    """Curved gaming television."""
    c.solid(path("M70 220 Q128 196 186 220 L180 230 Q128 210 76 230Z"), IRON, depth=5)
    c.tube("M128 190 L128 210", 14, IRON)
    c.solid(
        path(
            "M10 40 Q128 66 246 40 Q252 40 252 48 L250 194 Q250 202 244 202 Q128 178 12 202 Q6 "
            "202 6 194 L4 48 Q4 40 10 40Z"
        ),
        INK,
        depth=7,
    )
    with _screen(
        c,
        path("M13 49 Q128 74 243 49 L242 192 Q128 169 14 192Z"),
        ground=c.linear("#1d1640", c.dark, c.main, angle=90),
    ):
        c.flat(oval(128, 120, 44), c.linear(GLOW, "#ff8a4a", c.main, angle=90))
        for i in range(6):
            c.cord(f"M80 {122 + i * 7} L176 {122 + i * 7}", 1.6 + i * 0.5, c.dark, opacity=0.8)
        c.flat(path("M0 146 L256 146 L256 220 L0 220Z"), c.linear(c.dark, "#1d1640", angle=90))
        for i in range(-7, 8):
            c.cord(f"M{128 + i * 13} 146 L{128 + i * 46} 210", 1.4, c.soft, opacity=0.8)
        for y in (150, 157, 168, 184):
            c.cord(f"M0 {y} L256 {y}", 1.4, c.soft, opacity=0.8)


@illustration("tv-studio", colour="#e0a53b")
def tv_studio(c: Canvas) -> None:
    """Television on a wooden easel."""
    c.tube("M98 150 L52 244", 9, OAK)
    c.tube("M158 150 L204 244", 9, OAK)
    c.tube("M128 150 L128 232", 8, shade(OAK, 0.12))
    c.solid(box(12, 18, 232, 150, 12), IRON, depth=7)
    with _screen(c, box(21, 27, 214, 130, 5), ground=c.linear(tint(c.main, 0.2), c.main, angle=90)):
        c.ball(oval(128, 92, 30), "#fff3d0", depth=5)
        for y, tone in ((112, c.deep), (128, shade(c.main, 0.26))):
            c.flat(
                path(f"M0 {y + 20} Q64 {y - 30} 128 {y + 4} Q192 {y + 34} 256 {y - 10} L256 180 L0 180Z"),
                tone,
            )
        for x, y in ((70, 60), (82, 52), (94, 60), (160, 48), (172, 42), (184, 50)):
            c.cord(f"M{x - 5} {y - 3} Q{x - 2} {y - 4} {x} {y} Q{x + 2} {y - 4} {x + 5} {y - 3}", 1.8, c.dark)
    c.solid(box(64, 166, 128, 12, 5), OAK, depth=4)


@illustration("tv-small", colour="#ef7f5a")
def tv_small(c: Canvas) -> None:
    """Compact set for kitchen or desk in a coloured case."""
    c.tube("M104 62 L80 18", 5, STEEL)
    c.tube("M140 62 L172 14", 5, STEEL)
    for x, y in ((80, 18), (172, 14)):
        c.ball(oval(x, y, 6), c.accent, depth=3)
    for x, to in ((70, 58), (186, 198)):
        c.tube(f"M{x} 206 L{to} 240", 10, OAK)
    c.solid(box(18, 58, 220, 158, 30), c.main, depth=14, to=c.deep)
    c.solid(box(34, 74, 148, 126, 22), c.dark, depth=6)
    with _screen(c, box(42, 82, 132, 110, 16), ground=c.linear("#bfe6f2", "#e8f4ee", angle=90)):
        c.ball(blob([(60, 120), (80, 104), (104, 112), (112, 130), (66, 134)]), PAPER, depth=4)
        c.ball(oval(142, 112, 15), GLOW, depth=4)
        c.flat(path("M36 170 Q90 140 180 164 L180 200 L36 200Z"), "#7fb86a")
    for y in (96, 128):
        c.ball(oval(210, y, 13), PAPER, depth=4)
        c.cord(f"M210 {y} L{214} {y - 9}", 3, c.dark)
    for y in (154, 164, 174, 184):
        c.cord(f"M198 {y} L222 {y}", 3.4, c.deep)


@illustration("laptop", colour="#4f7fe0")
def laptop(c: Canvas) -> None:
    """Thin laptop, open."""
    c.solid(box(42, 36, 172, 128, 12), STEEL, depth=6)
    with _screen(c, box(51, 45, 154, 108, 4), ground=c.linear(tint(c.main, 0.16), c.main, c.deep, angle=60)):
        c.gloss(oval(90, 140, 70, 34), opacity=0.7, blur=16, colour=turn(c.main, 70))
        c.solid(box(70, 66, 80, 56, 6), PAPER, depth=3)
        c.flat(box(78, 74, 30, 40, 3), c.accent)
        for y in (78, 88, 98, 108):
            c.cord(f"M116 {y} L{142 - y % 4 * 4} {y}", 3, "#c2c9d4")
        c.solid(box(136, 96, 54, 42, 6), c.soft, depth=3)
    c.solid(
        path("M42 164 L214 164 L242 204 Q244 212 234 212 L22 212 Q12 212 14 204Z"), tint(STEEL, 0.05), depth=6
    )
    for row in range(4):
        inset = 46 - row * 4
        c.cord(f"M{inset + 8} {171 + row * 6.5} L{248 - inset} {171 + row * 6.5}", 4, INK, opacity=0.75)
        c.cord(f"M{inset + 8} {171 + row * 6.5} L{248 - inset} {171 + row * 6.5}", 4.4, STEEL, dash="0.5 11")
    c.flat(box(100, 196, 56, 13, 3), "#9aa2ae")


@illustration("phone", colour="#7a5be0")
def phone(c: Canvas) -> None:
    """Smartphone, front and back."""
    c.solid(box(112, 26, 104, 204, 22), c.main, depth=8, to=c.deep, turned="rotate(8 164 128)")
    with c.moved("rotate(8 164 128)"):
        c.solid(box(172, 38, 34, 72, 14), c.deep, depth=4)
        for y in (56, 90):
            c.ball(oval(189, y, 12), INK, depth=4)
            c.gloss(oval(186, y - 3, 3), opacity=0.9, blur=0.8)
    with c.moved("rotate(-6 96 128)"):
        c.solid(box(40, 22, 112, 214, 24), INK, depth=6)
        with _screen(
            c, box(47, 29, 98, 200, 18), ground=c.linear(c.accent, turn(c.main, 30), c.main, c.deep, angle=80)
        ):
            c.gloss(oval(70, 180, 50, 40), opacity=0.6, blur=16, colour=c.soft)
            c.text("9:41", 96, 82, 24, "#ffffff")
            for row in range(2):
                for column, tone in enumerate((PAPER, "#ff8a5a", "#5fd39a")):
                    c.solid(
                        box(58 + column * 28, 152 + row * 30, 21, 21, 6),
                        tone if row else tint(tone, 0.05),
                        depth=3,
                    )
        c.solid(box(78, 34, 36, 10, 5), INK, depth=2)


@illustration("tablet", colour="#3fa3a8")
def tablet(c: Canvas) -> None:
    """Tablet with a pen."""
    with c.moved("rotate(-5 128 128)"):
        c.solid(box(20, 44, 206, 160, 16), INK, depth=6)
        with _screen(c, box(30, 54, 186, 140, 7), ground="#f7f1e6"):
            c.flat(blob([(60, 90), (110, 76), (134, 120), (96, 156), (54, 140)]), c.main)
            c.flat(blob([(120, 110), (178, 90), (200, 136), (150, 170)]), c.accent, opacity=0.9)
            c.cord("M52 166 C80 130 116 190 146 146 C166 116 180 150 204 120", 4, c.dark)
    with c.moved("rotate(38 206 160)"):
        c.tube("M206 70 L206 218", 13, PAPER)
        c.flat(path("M200 218 L212 218 L206 236Z"), INK)
        c.solid(box(199.5, 84, 13, 9, 2), c.main, depth=2)
