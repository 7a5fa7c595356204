"""Wood connectors: screws, brackets, hangers, dowels, bolts, glue."""

from __future__ import annotations

from example_shop.illustrations.canvas import CREAM, INK, OAK, PAPER, STEEL, WOOD, Canvas
from example_shop.illustrations.colours import shade, tint
from example_shop.illustrations.registry import illustration
from example_shop.illustrations.shapes import around, box, corner, drum, number, oval, path, star


def _timber(c: Canvas, shape: str, grain: list[str], *, wood: str = OAK) -> None:
    """A beam with its grain."""
    c.solid(shape, wood, depth=7, to=shade(wood, 0.09))
    with c.inside(shape):
        for data in grain:
            c.cord(data, 1.8, shade(wood, 0.12), opacity=0.6)


def _screw(c: Canvas, colour: str, *, length: float, head: float) -> None:
    """An upright countersunk screw, head up at the origin."""
    tip = length
    c.solid(path(f"M-7 0 L7 0 L7 {tip - 26} L0 {tip} L-7 {tip - 26}Z"), shade(colour, 0.06), depth=4, angle=0)
    turns = int((length * 0.66) // 9)
    for i in range(turns):
        y = length * 0.34 + i * 9
        reach = min(11.0, max(3.0, (tip - y) * 0.45))
        c.tube(f"M{number(-reach)} {number(y + 4)} L{number(reach)} {number(y - 3)}", 4.4, colour)
    c.solid(path(f"M{-head} -10 L{head} -10 L7 12 L-7 12Z"), colour, depth=4, angle=0)
    c.ball(oval(0, -11, head, head * 0.34), tint(colour, 0.08), depth=3)
    c.flat(
        star(0, -11, head * 0.46, head * 0.28, 6, 0.5),
        shade(colour, 0.32),
        turned="translate(0 -7.500) scale(1 0.36)",
    )


@illustration("screw", colour="#c9a24a")
def screw(c: Canvas) -> None:
    """Three yellow-passivated wood screws."""
    for x, y, angle, size in ((88, 46, 16, 1.0), (150, 44, -10, 1.12), (206, 70, -26, 0.86)):
        with c.moved(f"translate({x} {y}) rotate({angle}) scale({size})"):
            _screw(c, c.main, length=172, head=26)


@illustration("screw-terrace", colour="#a9b1bd")
def screw_terrace(c: Canvas) -> None:
    """Stainless screw going into a deck board."""
    _timber(
        c,
        corner([(8, 150), (214, 150), (246, 176), (40, 176)], 3),
        ["M30 158 L210 158", "M40 168 L230 168"],
        wood=tint(OAK, 0.05),
    )
    _timber(
        c,
        box(40, 174, 206, 54, 5),
        ["M50 190 Q130 182 240 192", "M50 206 Q150 214 240 204", "M60 218 Q140 212 236 220"],
    )
    _timber(c, corner([(8, 150), (42, 176), (42, 228), (8, 198)], 3), [], wood=shade(OAK, 0.08))
    for x in (30, 64):
        c.flat(oval(x + 50, 162, 10, 4), shade(OAK, 0.25))
    c.shadow(oval(176, 164, 24, 7), WOOD, opacity=0.6, blur=4)
    with c.inside(box(0, 0, 256, 164)), c.moved("translate(170 36) scale(1.1)"):
        _screw(c, c.main, length=190, head=30)
    c.cord("M212 62 C236 84 226 112 206 118", 5, c.accent)
    c.flat(path("M196 118 L214 106 L212 128Z"), c.accent)


@illustration("angle-bracket", colour="#aab3bf")
def angle_bracket(c: Canvas) -> None:
    """Heavy angle bracket with a rib."""
    c.solid(corner([(52, 26), (124, 46), (124, 168), (52, 148)], 8), c.main, depth=8, to=shade(c.main, 0.12))
    c.solid(
        corner([(52, 146), (124, 166), (228, 206), (156, 232), (52, 160)], 8), tint(c.main, 0.05), depth=8
    )
    c.solid(
        path("M80 92 Q86 84 96 94 L104 140 Q112 166 150 184 L160 198 Q140 206 118 194 Q88 178 84 148Z"),
        shade(c.main, 0.04),
        depth=6,
    )
    for x, y in ((70, 56), (104, 66), (66, 98), (108, 108)):
        c.ball(oval(x, y, 8.5, 9.5), shade(c.main, 0.34), depth=3)
        c.cord(f"M{x - 7} {y + 5} Q{x} {y + 13} {x + 7} {y + 5}", 2, tint(c.main, 0.2))
    for x, y in ((148, 214), (178, 196), (192, 212)):
        c.ball(oval(x, y, 11, 6), shade(c.main, 0.34), depth=3)
    for x, y in ((66, 174), (34, 196)):
        with c.moved(f"translate({x} {y}) rotate(28) scale(0.34)"):
            _screw(c, "#c9a24a", length=140, head=28)


@illustration("joist-hanger", colour="#b3bcc8")
def joist_hanger(c: Canvas) -> None:
    """Joist hanger with a beam lying in it."""
    _timber(
        c,
        corner([(96, 70), (164, 70), (242, 36), (178, 36)], 3),
        ["M120 62 L190 42", "M148 62 L212 40"],
        wood=tint(OAK, 0.06),
    )
    _timber(
        c,
        corner([(164, 70), (242, 36), (242, 150), (164, 196)], 3),
        ["M172 110 L238 74", "M172 146 L238 108", "M172 170 L238 130"],
        wood=shade(OAK, 0.06),
    )
    _timber(c, box(94, 68, 72, 132, 3), [], wood=OAK)
    for radius in (10, 20, 30, 42):
        c.cord(
            f"M{130 - radius} 134 A{radius} {radius * 1.2} 0 1 1 {130 + radius * 0.9} 140",
            1.8,
            shade(OAK, 0.14),
            opacity=0.7,
        )
    c.solid(
        path(
            "M30 44 L84 44 L84 196 L176 196 L176 44 L230 44 L230 66 L200 66 L200 150 Q200 216 "
            "178 222 L82 222 Q60 216 60 150 L60 66 L30 66Z"
        ),
        c.main,
        depth=8,
        to=shade(c.main, 0.12),
    )
    for x in (45, 72, 188, 215):
        for y in (55,) if x in (45, 215) else (84, 114, 144):
            c.ball(oval(x, y, 6), shade(c.main, 0.34), depth=2)
    for x in (104, 130, 156):
        c.ball(oval(x, 210, 6, 5), shade(c.main, 0.34), depth=2)


@illustration("dowel", colour="#d9a76c")
def dowel(c: Canvas) -> None:
    """Fluted beech dowels."""
    for x, y, angle in ((84, 150, -34), (176, 150, 30), (128, 98, -6), (128, 188, 84)):
        with c.moved(f"translate({x} {y}) rotate({angle})"):
            c.solid(
                path("M-20 -64 L20 -64 L24 -56 L24 56 L20 64 L-20 64 L-24 56 L-24 -56Z"),
                c.main,
                depth=8,
                angle=0,
                to=c.deep,
            )
            for line_x in (-16, -8, 0, 8, 16):
                c.cord(f"M{line_x} -52 L{line_x} 54", 2, c.deep, opacity=0.55)
            c.ball(oval(0, -62, 20, 8), tint(c.main, 0.1), depth=3)
            c.cord("M-9 -62 A9 3.600 0 1 1 8 -60", 1.4, c.deep, opacity=0.6)


@illustration("hidden-connector", colour="#6d7482")
def hidden_connector(c: Canvas) -> None:
    """Dovetail connector between two beams, pulled apart."""
    _timber(
        c, box(8, 40, 66, 192, 5), ["M22 44 Q30 130 20 228", "M42 44 Q36 140 46 228", "M60 44 Q66 120 58 228"]
    )
    _timber(
        c,
        box(178, 76, 72, 116, 5),
        ["M182 100 Q214 92 248 102", "M182 132 Q214 140 248 130", "M182 164 Q214 158 248 166"],
        wood=tint(OAK, 0.04),
    )
    for x, flip in ((72, 1), (182, -1)):
        with c.moved(f"translate({x} 134) scale({flip} 1)"):
            c.solid(path("M0 -58 L20 -52 L20 52 L0 58Z"), c.main, depth=5, angle=0)
            c.solid(path("M20 -46 L36 -36 L36 36 L20 46Z"), tint(c.main, 0.1), depth=5, angle=0)
            for y in (-30, 0, 30):
                c.ball(oval(10, y, 5), shade(c.main, 0.24), depth=2)
    for y in (116, 152):
        c.cord(f"M118 {y} L140 {y}", 5, c.accent)
    c.flat(path("M150 116 L136 106 L136 126Z"), c.accent)
    c.flat(path("M106 152 L120 142 L120 162Z"), c.accent)


@illustration("bolt", colour="#9aa5b5")
def bolt(c: Canvas) -> None:
    """Carriage bolt with washer and nut."""
    with c.moved("rotate(34 128 128)"):
        c.solid(box(112, 60, 32, 172, 6), c.main, depth=7, angle=0)
        for y in range(132, 228, 8):
            c.tube(f"M111 {y + 3} L145 {y - 3}", 4, shade(c.main, 0.05))
        c.ball(path("M74 62 Q78 14 128 14 Q178 14 182 62 Q128 76 74 62Z"), tint(c.main, 0.03), depth=10)
        c.ball(oval(128, 154, 50, 15), shade(c.main, 0.06), depth=5)
        c.ball(oval(128, 149, 50, 15), tint(c.main, 0.06), depth=4)
    nut = [around(190, 92, 42, i * 60 + 12) for i in range(6)]
    c.solid(corner([(x, y + 14) for x, y in nut], 6), shade(c.main, 0.12), depth=5)
    c.solid(corner(nut, 6), c.main, depth=7)
    c.ball(oval(190, 92, 21), shade(c.main, 0.3), depth=5)
    c.cord("M174 96 A17 17 0 0 0 206 96", 3, tint(c.main, 0.16))


@illustration("wood-glue", colour="#2f8f5b")
def wood_glue(c: Canvas) -> None:
    """Glue bottle with a spread bead on wood."""
    _timber(
        c,
        corner([(14, 200), (242, 200), (250, 236), (6, 236)], 5),
        ["M20 212 Q128 206 240 212", "M16 226 Q128 232 244 224"],
    )
    c.cord("M150 214 Q176 202 196 214 Q214 224 232 212", 11, PAPER)
    c.solid(path("M112 18 L124 18 L134 66 L102 66Z"), c.accent, depth=5, angle=0)
    c.solid(drum(118, 62, 84, 58, 60, 3), c.accent, depth=5, angle=0)
    c.solid(
        path(
            "M90 84 L146 84 Q172 94 172 122 L172 196 Q172 214 154 214 L82 214 Q64 214 64 "
            "196 L64 122 Q64 94 90 84Z"
        ),
        c.main,
        depth=13,
        angle=10,
        to=c.deep,
    )
    c.gloss(path("M76 116 L88 108 L88 200 L76 196Z"), opacity=0.55, blur=4)
    c.solid(path("M64 126 Q118 136 172 126 L172 190 Q118 200 64 190Z"), PAPER, depth=4, angle=0, to="#e3dbcf")
    c.text("GLUE", 118, 160, 26, c.dark)
    c.text("D3 · 500 g", 118, 178, 12, c.dark, weight=400)


@illustration("nail-plate", colour="#b7bfca")
def nail_plate(c: Canvas) -> None:
    """Perforated plates, stacked, with ring nails."""
    for shift in (24, 12, 0):
        plate = corner(
            [
                (34 + shift, 66 - shift),
                (176 + shift, 40 - shift),
                (206 + shift, 176 - shift),
                (64 + shift, 204 - shift),
            ],
            8,
        )
        c.solid(plate, shade(c.main, shift / 200), depth=6)
    for row in range(4):
        for column in range(4):
            x = 62 + column * 33 + row * 7.4
            y = 84 - column * 6.2 + row * 32
            c.ball(oval(round(x, 1), round(y, 1), 7), shade(c.main, 0.36), depth=3)
    for x, y, angle in ((196, 196, -60), (150, 222, -82), (222, 168, -40)):
        with c.moved(f"translate({x} {y}) rotate({angle})"):
            c.tube("M0 0 L0 56", 7, "#c9a24a")
            for i in range(6):
                c.cord(f"M-4 {14 + i * 6} L4 {14 + i * 6}", 1.6, shade("#c9a24a", 0.2))
            c.ball(oval(0, 0, 12, 5), "#d9b45a", depth=2)


@illustration("post-base", colour="#8f99a8")
def post_base(c: Canvas) -> None:
    """Post base that keeps timber off the ground."""
    c.solid(corner([(24, 206), (178, 194), (236, 216), (78, 236)], 6), "#b9b4ac", depth=6)
    _timber(
        c,
        box(72, 8, 86, 122, 4),
        ["M90 12 Q96 70 88 126", "M112 12 Q106 80 116 126", "M138 12 Q144 60 136 126"],
    )
    _timber(
        c, corner([(156, 8), (188, 2), (188, 118), (156, 130)], 3), ["M170 10 L170 124"], wood=shade(OAK, 0.1)
    )
    c.tube("M128 150 L128 206", 18, c.main)
    c.ball(oval(128, 208, 46, 13), c.main, depth=5)
    c.solid(
        path(
            "M58 78 L82 78 L82 132 L150 132 L150 78 L172 78 L172 140 Q172 154 158 154 L72 154 Q58 154 58 140Z"
        ),
        c.main,
        depth=7,
        to=shade(c.main, 0.1),
    )
    for x, y in ((70, 94), (70, 118), (161, 94), (161, 118)):
        c.ball(oval(x, y, 6), INK, depth=2)
    c.ball(oval(128, 168, 18, 7), STEEL, depth=3)


@illustration("screw-box", colour="#d8573c")
def screw_box(c: Canvas) -> None:
    """Trade box full of screws."""
    c.solid(corner([(34, 90), (86, 52), (236, 52), (222, 90)], 4), c.deep, depth=4)
    c.ball(path("M44 96 Q70 56 130 62 Q200 56 216 96Z"), shade("#c9a24a", 0.1), depth=5)
    for i in range(16):
        x, y = 56 + (i * 41) % 152, 72 + (i * 13) % 20
        with c.moved(f"translate({x} {y}) rotate({-70 + (i * 47) % 140})"):
            c.tube("M0 0 L0 34", 5, "#d9b45a")
            c.cord("M0 10 L0 32", 5, shade("#d9b45a", 0.14), dash="0.5 4")
            c.ball(oval(0, 0, 9, 5), "#e3c26c", depth=2)
    c.solid(corner([(30, 90), (222, 90), (216, 220), (38, 220)], 7), c.main, depth=9, to=c.deep)
    c.solid(corner([(222, 90), (240, 54), (234, 186), (216, 220)], 4), c.deep, depth=5)
    c.solid(box(52, 116, 148, 80, 6), CREAM, depth=4)
    c.text("5 × 80", 106, 152, 26, c.dark)
    c.text("200 PCS", 104, 176, 15, c.dark, weight=400)
    with c.moved("translate(176 132) rotate(14) scale(0.36)"):
        _screw(c, "#8d8577", length=140, head=26)
