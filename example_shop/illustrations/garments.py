"""Clothes other than dresses: blouse, coat, jumper, skirt, trousers, scarf."""

from __future__ import annotations

from example_shop.illustrations.canvas import BRASS, CREAM, Canvas
from example_shop.illustrations.colours import shade, tint
from example_shop.illustrations.registry import illustration
from example_shop.illustrations.shapes import blob, box, corner, number, oval, path

_SIDES = ("translate(0 0)", "matrix(-1 0 0 1 256 0)")


@illustration("blouse", colour="#f3b8c6")
def blouse(c: Canvas) -> None:
    """Silk blouse with puffed sleeves and a tied collar."""
    for side in _SIDES:
        with c.moved(side):
            c.solid(
                blob([(92, 50), (110, 78), (86, 140), (56, 176), (30, 158), (40, 104), (62, 62)], 0.9),
                c.main,
                depth=10,
                to=c.deep,
            )
            c.solid(corner([(28, 156), (62, 176), (56, 192), (22, 172)], 6), c.deep, depth=4)
    body = path("M86 46 Q128 58 170 46 C184 80 172 130 184 214 Q128 232 72 214 C84 130 72 80 86 46Z")
    c.solid(body, c.main, depth=12, to=c.deep)
    with c.inside(body):
        for x in (92, 152):
            c.shadow(path(f"M{x} 120 L{x + 6} 120 L{x + 12} 236 L{x - 6} 236Z"), c.main, opacity=0.35, blur=4)
    c.cord("M128 70 L128 222", 1.8, c.deep)
    for y in (122, 148, 174, 200):
        c.ball(oval(128, y, 4), tint(c.main, 0.2), depth=2)
    c.solid(path("M96 44 Q128 64 160 44 L156 60 Q128 80 100 60Z"), c.deep, depth=4)
    c.ball(corner([(128, 76), (94, 60), (92, 96)], 9), c.main, depth=5)
    c.ball(corner([(128, 76), (162, 60), (164, 96)], 9), c.main, depth=5)
    c.solid(corner([(122, 78), (132, 80), (118, 134), (102, 128)], 5), tint(c.main, 0.03), depth=5)
    c.ball(box(119, 66, 18, 19, 7), c.main, depth=4)


@illustration("coat", colour="#d2a264")
def coat(c: Canvas) -> None:
    """Double-breasted wool coat with wide lapels."""
    for side in _SIDES:
        with c.moved(side):
            c.solid(corner([(84, 32), (104, 70), (60, 184), (18, 168)], 16), c.main, depth=10, to=c.deep)
            c.solid(corner([(24, 150), (66, 166), (60, 182), (18, 166)], 5), shade(c.main, 0.07), depth=4)
    c.solid(
        path("M82 30 Q128 18 174 30 Q190 60 184 110 L194 226 Q128 242 62 226 L72 110 Q66 60 82 30Z"),
        c.main,
        depth=13,
        to=c.deep,
    )
    c.shadow(path("M132 90 L142 90 L144 236 L130 236Z"), c.main, opacity=0.45, blur=4)
    c.cord("M138 106 L140 232", 2, c.deep)
    c.flat(path("M98 22 Q128 34 158 22 L132 94Z"), c.dark)
    c.solid(
        corner([(92, 18), (112, 22), (138, 106), (96, 92), (102, 72), (80, 66)], 6),
        tint(c.main, 0.03),
        depth=6,
    )
    c.solid(
        corner([(164, 18), (144, 22), (134, 98), (162, 90), (156, 72), (178, 66)], 6),
        tint(c.main, 0.03),
        depth=6,
    )
    for y in (118, 146, 174):
        for x in (116, 160):
            c.ball(oval(x, y, 6), c.dark, depth=3)
    for x, tilt in ((74, -8), (148, 8)):
        c.solid(box(x, 190, 34, 11, 5), shade(c.main, 0.06), depth=4, turned=f"rotate({tilt} {x + 17} 195)")


@illustration("raincoat", colour="#f4bf2a")
def raincoat(c: Canvas) -> None:
    """Hooded rain jacket with welded seams."""
    for side in _SIDES:
        with c.moved(side):
            c.solid(corner([(88, 66), (106, 98), (62, 188), (24, 166)], 18), c.main, depth=10, to=c.deep)
            c.solid(corner([(30, 150), (68, 170), (60, 186), (22, 166)], 6), c.dark, depth=4)
    c.solid(
        path("M84 64 Q128 46 172 64 Q186 90 182 130 L192 222 Q128 238 64 222 L74 130 Q70 90 84 64Z"),
        c.main,
        depth=13,
        to=c.deep,
    )
    c.ball(blob([(128, 14), (168, 36), (172, 76), (128, 96), (84, 76), (88, 36)]), c.main, depth=10)
    c.ball(blob([(128, 32), (152, 46), (152, 72), (128, 84), (104, 72), (104, 46)]), c.dark, depth=6)
    c.solid(box(121, 90, 14, 140, 6), shade(c.main, 0.05), depth=4)
    for y in (108, 136, 164, 192):
        c.ball(oval(128, y, 4.6), CREAM, depth=2)
    for x, tilt in ((76, -6), (142, 6)):
        c.solid(box(x, 164, 38, 36, 8), tint(c.main, 0.02), depth=5, turned=f"rotate({tilt / 3} {x} 170)")
        c.solid(box(x - 2, 160, 42, 14, 6), shade(c.main, 0.05), depth=4)
    c.gloss(path("M86 82 Q100 74 112 100 L100 150 L86 140Z"), opacity=0.3, blur=6)


@illustration("knit-jumper", colour="#5b8f6b")
def knit_jumper(c: Canvas) -> None:
    """Chunky cable-knit jumper with ribbed edges."""
    for side in _SIDES:
        with c.moved(side):
            c.solid(corner([(86, 46), (108, 92), (66, 200), (22, 184)], 18), c.main, depth=11, to=c.deep)
            c.solid(corner([(28, 170), (72, 186), (64, 206), (20, 190)], 7), c.deep, depth=5)
    body = path("M82 46 Q128 62 174 46 Q188 70 182 120 L186 206 L70 206 L74 120 Q68 70 82 46Z")
    c.solid(body, c.main, depth=13, to=c.deep)
    with c.inside(body):
        for x in (92, 110, 146, 164):
            for row in range(9):
                y = 74 + row * 16
                tilt = 28 if (row + x) % 2 else -28
                c.ball(_stitch(x, y, tilt), tint(c.main, 0.05), depth=2.4)
        for row in range(8):
            y = 82 + row * 17
            c.ball(blob([(128, y - 9), (137, y), (128, y + 9), (119, y)]), tint(c.main, 0.08), depth=2.6)
    c.solid(box(68, 202, 120, 26, 10), c.deep, depth=6)
    for x in range(78, 186, 9):
        c.cord(f"M{x} 207 L{x} 223", 1.6, shade(c.deep, 0.1), opacity=0.7)
    c.solid(path("M92 36 Q128 62 164 36 L170 52 Q128 84 86 52Z"), c.deep, depth=6)


def _stitch(x: float, y: float, tilt: float) -> str:
    reach = tilt / 7
    return path(
        f"M{number(x - reach)} {number(y - 8)} Q{number(x + 7)} {number(y - 5)} "
        f"{number(x + reach)} {number(y + 8)} "
        f"Q{number(x - 7)} {number(y + 5)} {number(x - reach)} {number(y - 8)}Z"
    )


@illustration("skirt", colour="#c4643c")
def skirt(c: Canvas) -> None:
    """Pleated midi skirt with a wide waistband."""
    body = path(
        "M84 50 L172 50 C194 110 214 170 222 216 L198 226 L176 216 L152 228 L128 218 L104 228 "
        "L80 216 L58 226 L34 216 C42 170 62 110 84 50Z"
    )
    c.solid(body, c.main, depth=11, to=c.deep)
    with c.inside(body):
        for i, x in enumerate((58, 104, 152, 198)):
            top = 94 + i * 22.5
            c.flat(
                path(f"M{top} 50 L{x} 230 L{x + 24} 220 L{top + 8} 50Z"), shade(c.main, 0.12), opacity=0.55
            )
            c.gloss(path(f"M{top - 3} 56 L{x - 6} 226 L{x - 14} 224 L{top - 8} 56Z"), opacity=0.22, blur=3)
    c.solid(box(80, 34, 96, 24, 9), c.deep, depth=6)
    c.tube("M116 38 L140 38 L140 54 L116 54Z", 4, BRASS)


@illustration("trousers", colour="#3d4f7d")
def trousers(c: Canvas) -> None:
    """Wide-leg trousers with a crease and a leather belt."""
    c.solid(
        path("M80 40 L134 40 L134 110 L120 232 Q84 240 52 230 C58 160 66 100 80 40Z"),
        c.main,
        depth=11,
        to=c.deep,
    )
    c.solid(
        path("M176 40 L124 40 L124 96 L138 232 Q172 240 204 230 C198 160 190 100 176 40Z"),
        c.main,
        depth=11,
        to=c.deep,
    )
    for data in ("M104 70 Q94 150 86 226", "M154 70 Q162 150 170 226"):
        c.cord(data, 2.4, tint(c.main, 0.14), opacity=0.8)
    c.shadow(path("M122 96 L134 96 L130 180Z"), c.main, opacity=0.6, blur=5)
    for data in ("M86 60 Q92 88 76 102", "M170 60 Q164 88 180 102"):
        c.cord(data, 2, c.deep)
    c.solid(box(76, 26, 104, 24, 8), shade(c.main, 0.05), depth=5)
    c.solid(box(72, 31, 112, 14, 6), "#8a5136", depth=4)
    c.tube("M116 29 L140 29 L140 47 L116 47Z", 4, BRASS)


@illustration("scarf", colour="#c0392b")
def scarf(c: Canvas) -> None:
    """Tartan scarf, looped once, with a fringe."""
    for tail, tilt in (((132, 110), 10), ((84, 112), -7)):
        x, y = tail
        with c.moved(f"rotate({-tilt} {x + 24} {y})"):
            for i in range(8):
                c.tube(
                    f"M{x + 5 + i * 6} {y + 98} L{x + 5 + i * 6} {y + 118}", 4, c.main if i % 2 else c.deep
                )
            strip = box(x, y, 52, 102, 6)
            c.solid(strip, c.main, depth=8, to=c.deep)
            with c.inside(strip):
                for shift in (14, 58):
                    c.flat(box(x - 4, y + shift, 60, 12), c.dark, opacity=0.55)
                    c.flat(box(x - 4, y + shift + 18, 60, 3), c.accent, opacity=0.8)
                c.flat(box(x + 12, y, 10, 110), c.dark, opacity=0.4)
                c.flat(box(x + 36, y, 3, 110), c.accent, opacity=0.7)
    c.solid(
        blob([(128, 26), (196, 48), (212, 92), (170, 124), (128, 130), (86, 124), (44, 92), (60, 48)]),
        c.main,
        depth=13,
        to=c.deep,
    )
    hole = blob([(128, 48), (172, 60), (176, 78), (128, 88), (80, 78), (84, 60)])
    c.ball(hole, shade(c.main, 0.24), depth=6)
    for data in ("M58 84 Q100 116 160 116", "M70 102 Q130 134 196 94", "M56 66 Q60 88 92 104"):
        c.shadow(path(data + " L150 122 Q100 122 58 90Z"), c.main, opacity=0.22, blur=4)
        c.cord(data, 2.4, c.accent, opacity=0.75)
    c.solid(box(98, 98, 58, 36, 15), tint(c.main, 0.03), depth=8, turned="rotate(-6 128 116)")
