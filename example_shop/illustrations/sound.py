"""Sound and pictures: headphones, loudspeakers, cameras."""

from __future__ import annotations

from example_shop.illustrations.canvas import BRASS, INK, IRON, OAK, PAPER, STEEL, Canvas
from example_shop.illustrations.colours import shade, tint
from example_shop.illustrations.registry import illustration
from example_shop.illustrations.shapes import blob, box, corner, drum, oval, path


def _cone(c: Canvas, x: float, y: float, radius: float, colour: str) -> None:
    """A loudspeaker membrane in its ring."""
    c.ball(oval(x, y, radius), STEEL, depth=4)
    c.ball(oval(x, y, radius * 0.88), INK, depth=5)
    c.flat(oval(x, y, radius * 0.66), c.radial(shade(colour, 0.14), colour, cx=0.5, cy=0.6))
    c.ball(oval(x, y, radius * 0.3), tint(colour, 0.06), depth=3)


@illustration("soundbar", colour="#39424e")
def soundbar(c: Canvas) -> None:
    """Soundbar with its subwoofer."""
    c.solid(box(150, 56, 84, 116, 14), c.main, depth=10, to=c.deep)
    _cone(c, 192, 116, 31, c.soft)
    c.cord("M176 160 L208 160", 4, c.accent)
    c.ball(box(8, 156, 240, 54, 25), c.main, depth=11)
    face = box(18, 164, 220, 38, 18)
    c.flat(face, c.linear(shade(c.main, 0.1), c.main, angle=90))
    with c.inside(face):
        for row in range(5):
            for column in range(34):
                c.flat(
                    oval(22 + column * 6.6 + (row % 2) * 3.3, 168 + row * 7.6, 1.7),
                    tint(c.main, 0.18),
                    opacity=0.8,
                )
    c.ball(oval(218, 183, 5), "#5fe39a", depth=2)
    c.gloss(path("M30 162 L200 160 L200 166 L30 170Z"), opacity=0.4, blur=3)


@illustration("headphones", colour="#8b93a1")
def headphones(c: Canvas) -> None:
    """Over-ear headphones."""
    c.tube("M50 170 C22 4 234 4 206 170", 19, c.main)
    c.cord("M60 134 C54 24 202 24 196 134", 9, c.deep, opacity=0.8)
    for side in ("translate(0 0)", "matrix(-1 0 0 1 256 0)"):
        with c.moved(side):
            c.solid(box(38, 132, 20, 44, 9), STEEL, depth=5)
            c.solid(corner([(64, 142), (94, 150), (92, 222), (60, 226)], 18), INK, depth=7)
            c.solid(corner([(28, 150), (70, 140), (74, 232), (34, 226)], 22), c.main, depth=11, to=c.deep)
            c.gloss(corner([(38, 160), (50, 156), (50, 208), (40, 204)], 6), opacity=0.5, blur=4)
    c.ball(oval(44, 190, 5), c.accent, depth=2)


@illustration("earbuds", colour="#f4f1ea")
def earbuds(c: Canvas) -> None:
    """Earbuds in their charging case."""
    c.solid(path("M48 106 Q48 40 128 40 Q208 40 208 106Z"), c.main, depth=11, to=c.deep)
    c.ball(path("M62 106 Q66 58 128 58 Q190 58 194 106Z"), shade(c.main, 0.12), depth=5)
    for side in ("translate(0 0)", "matrix(-1 0 0 1 256 0)"):
        with c.moved(side):
            c.tube("M92 100 L92 150", 15, c.main)
            c.ball(oval(92, 90, 21, 19), c.main, depth=6)
            c.ball(oval(102, 92, 8, 10), INK, depth=3)
    c.ball(
        path("M36 120 Q36 104 54 104 L202 104 Q220 104 220 120 L220 170 Q220 222 128 222 Q36 222 36 170Z"),
        c.main,
        depth=14,
    )
    c.cord("M40 122 Q128 136 216 122", 2.4, shade(c.main, 0.16))
    c.ball(oval(128, 158, 5), "#5fc97f", depth=2)
    c.gloss(blob([(58, 136), (78, 132), (80, 186), (62, 178)]), opacity=0.8, blur=6)


@illustration("speaker", colour="#e0663f")
def speaker(c: Canvas) -> None:
    """Portable speaker with a leather loop."""
    c.tube("M92 54 C92 4 164 4 164 54", 10, "#8a5136")
    body = drum(128, 58, 210, 128, 136, 10)
    c.solid(body, c.main, depth=14, angle=5, to=c.deep)
    with c.inside(body):
        for row in range(19):
            for column in range(17):
                c.flat(oval(58 + column * 8.8 + (row % 2) * 4.4, 66 + row * 8.6, 2), c.deep, opacity=0.75)
        c.gloss(path("M76 60 L96 60 L94 232 L74 232Z"), opacity=0.45, blur=7)
    c.ball(oval(128, 58, 64, 17), tint(c.main, 0.1), depth=6)
    for x in (104, 128, 152):
        c.flat(oval(x, 59, 6, 3), c.deep)
    c.solid(path("M60 206 Q128 234 196 206 L196 222 Q128 250 60 222Z"), INK, depth=5)
    c.solid(box(108, 142, 40, 22, 5), PAPER, depth=4)
    c.text("ON", 128, 158, 13, c.dark)


@illustration("speaker-shelf", colour="#b9794a")
def speaker_shelf(c: Canvas) -> None:
    """A pair of bookshelf loudspeakers in wood."""
    for x, y in ((26, 40), (136, 54)):
        c.solid(box(x, y, 96, 176, 10), c.main, depth=9, to=c.deep)
        c.solid(box(x + 8, y + 8, 80, 160, 6), INK, depth=5)
        _cone(c, x + 48, y + 46, 21, IRON)
        _cone(c, x + 48, y + 114, 35, "#d9a441")


@illustration("turntable", colour="#8a5a3c")
def turntable(c: Canvas) -> None:
    """Record player with a walnut plinth."""
    for x in (44, 212):
        c.ball(oval(x, 216, 16, 9), INK, depth=3)
    c.solid(corner([(34, 60), (222, 60), (246, 190), (10, 190)], 10), c.main, depth=8, to=c.deep)
    c.solid(corner([(10, 186), (246, 186), (242, 214), (14, 214)], 8), c.deep, depth=6)
    c.ball(oval(110, 128, 84, 52), STEEL, depth=4)
    c.ball(oval(110, 124, 82, 51), INK, depth=5)
    for radius in (72, 62, 52, 42):
        c.flat(oval(110, 124, radius, radius * 0.62), "#ffffff", opacity=0.05)
    c.flat(path("M110 124 L44 96 Q60 82 84 76Z"), "#ffffff", opacity=0.16)
    c.ball(oval(110, 124, 27, 17), c.accent, depth=3)
    c.ball(oval(110, 124, 4, 3), STEEL, depth=1)
    c.ball(oval(208, 88, 17, 11), STEEL, depth=4)
    c.tube("M208 86 C212 120 190 140 160 146", 6, STEEL)
    c.solid(box(146, 140, 22, 11, 3), IRON, depth=3, turned="rotate(-14 156 146)")
    c.ball(oval(218, 166, 9, 6), BRASS, depth=3)


@illustration("camera", colour="#3a4250")
def camera(c: Canvas) -> None:
    """Compact system camera with a leather front."""
    c.tube("M30 84 C-6 40 20 10 60 20", 6, "#8a5136")
    c.solid(path("M86 62 L100 38 L156 38 L170 62Z"), STEEL, depth=6)
    c.solid(box(40, 46, 34, 18, 6), STEEL, depth=4)
    c.solid(box(184, 44, 30, 20, 6), c.accent, depth=4)
    c.solid(box(18, 58, 220, 146, 20), STEEL, depth=9)
    c.solid(box(18, 86, 220, 92, 4), c.main, depth=6, to=c.deep)
    c.flat(box(112, 46, 32, 14, 4), INK)
    c.ball(oval(128, 132, 62), STEEL, depth=7)
    c.ball(oval(128, 132, 53), INK, depth=6)
    c.ball(oval(128, 132, 41), IRON, depth=5)
    c.flat(oval(128, 132, 34), c.radial((0, "#7fa3f2"), (0.45, "#3a2f7d"), (1, "#15131f"), cx=0.42, cy=0.38))
    c.gloss(oval(114, 116, 9, 7), opacity=0.9, blur=2)
    c.gloss(oval(142, 148, 5), opacity=0.5, blur=2, colour="#ff9fd0")
    c.ball(oval(212, 74, 6), "#e8503c", depth=2)


@illustration("camera-instant", colour="#5fb8c9")
def camera_instant(c: Canvas) -> None:
    """Instant camera with a print coming out."""
    c.solid(box(30, 46, 196, 148, 36), c.main, depth=14, to=c.deep)
    c.solid(box(30, 152, 196, 46, 16), PAPER, depth=7)
    c.solid(box(66, 178, 124, 12, 6), INK, depth=3)
    c.solid(box(76, 184, 104, 58, 4), PAPER, depth=4)
    c.flat(box(84, 184, 88, 46, 2), c.linear("#ffd9a0", "#f2887d", "#7b5bd6", angle=90))
    c.ball(oval(128, 112, 48), PAPER, depth=7)
    c.ball(oval(128, 112, 37), INK, depth=6)
    c.flat(oval(128, 112, 24), c.radial((0, "#8fb8ff"), (0.5, "#3a2f7d"), (1, "#15131f"), cx=0.42, cy=0.38))
    c.gloss(oval(118, 102, 7, 6), opacity=0.9, blur=1.5)
    c.solid(box(182, 64, 30, 24, 8), tint(STEEL, 0.12), depth=4)
    c.ball(oval(56, 78, 13), c.accent, depth=5)


@illustration("radio", colour="#3f8f7b")
def radio(c: Canvas) -> None:
    """Kitchen radio with a handle."""
    c.tube("M56 74 C56 24 200 24 200 74", 10, OAK)
    c.tube("M200 66 L232 10", 4, STEEL)
    c.solid(box(14, 66, 228, 154, 30), c.main, depth=14, to=c.deep)
    grille = box(30, 86, 120, 114, 18)
    c.solid(grille, PAPER, depth=6)
    with c.inside(grille):
        for y in range(94, 200, 9):
            c.cord(f"M36 {y} L146 {y}", 3, "#cfc5b3")
    c.solid(box(160, 88, 66, 34, 7), PAPER, depth=4)
    for i in range(6):
        c.cord(f"M{168 + i * 10} 98 L{168 + i * 10} {106 + i % 2 * 5}", 2, c.dark)
    c.cord("M190 92 L190 118", 2.6, "#d8573c")
    for x, radius in ((178, 16), (213, 11)):
        c.ball(oval(x, 166, radius), BRASS, depth=5)
        c.cord(f"M{x} 166 L{x + 4} {166 - radius + 4}", 3, shade(BRASS, 0.3))
