"""Dresses: evening gowns, summer and midi dresses."""

from __future__ import annotations

from example_shop.illustrations.canvas import BRASS, CREAM, Canvas
from example_shop.illustrations.colours import shade, tint
from example_shop.illustrations.registry import illustration
from example_shop.illustrations.shapes import blob, box, corner, hem, oval, path, star


def _folds(c: Canvas, skirt: str, lines: list[str], *, opacity: float = 0.55) -> None:
    """Soft pleats: a dark and a lit line side by side, seen only on the skirt."""
    with c.inside(skirt):
        for data in lines:
            c.shadow(path(data), c.main, opacity=opacity, blur=2.5)
            with c.moved("translate(-7 0)"):
                c.gloss(path(data), opacity=opacity * 0.5, blur=2.5, colour=tint(c.main, 0.2))


@illustration("evening-dress", colour="#8c1d4b")
def evening_dress(c: Canvas) -> None:
    """A-line gown with thin straps, sash and a sweeping floor-length skirt."""
    skirt = path(
        "M101 98 L155 98 C164 142 184 188 208 226 " + hem(48, 208, 226, 6, 7) + " C72 188 92 142 101 98Z"
    )
    for data in ("M108 48 C104 34 104 26 107 18", "M148 48 C152 34 152 26 149 18"):
        c.tube(data, 5, c.main)
    c.solid(skirt, c.main, depth=10, to=c.deep)
    _folds(
        c,
        skirt,
        [
            "M112 100 C108 150 92 200 78 240 L90 240 C104 200 114 150 116 100Z",
            "M127 100 C127 150 124 200 118 240 L134 240 C134 200 133 150 131 100Z",
            "M142 100 C146 150 160 200 170 240 L184 240 C166 200 152 150 146 100Z",
        ],
    )
    bodice = path("M102 46 Q116 36 128 54 Q140 36 154 46 Q160 72 154 98 L102 98 Q96 72 102 46Z")
    c.solid(bodice, c.main, depth=8)
    c.gloss(path("M108 52 Q112 48 116 54 L114 90 L107 90Z"), opacity=0.35, blur=3)
    c.solid(box(99, 92, 58, 12, 6), c.deep, depth=4)
    c.ball(star(128, 98, 9, 5, 8, 2), BRASS, depth=3)


@illustration("evening-gown-column", colour="#1f3f77")
def evening_gown_column(c: Canvas) -> None:
    """One-shoulder column gown with a high slit and a small train."""
    skirt = path(
        "M100 104 L154 104 C166 140 164 190 170 232 Q180 240 206 240 Q150 250 128 240 L84 "
        "240 C88 190 90 142 100 104Z"
    )
    c.solid(path("M128 150 C146 180 150 210 152 242 L118 242Z"), c.deep, depth=5)
    c.solid(skirt, c.main, depth=10, to=c.deep)
    _folds(
        c,
        skirt,
        [
            "M108 108 C102 150 98 200 96 244 L104 244 C108 200 112 150 114 108Z",
            "M146 108 C152 160 150 200 158 244 L168 244 C160 200 160 150 150 108Z",
        ],
    )
    with c.inside(skirt):
        c.flat(
            path("M131 142 C128 180 126 210 128 250 L112 250 C120 210 126 180 131 142Z"), c.dark, opacity=0.6
        )
        c.shadow(path("M131 140 C136 180 138 210 140 250 L128 250Z"), c.main, opacity=0.6, blur=3)
    bodice = path("M98 58 Q126 58 146 14 Q160 10 164 20 Q160 66 154 108 L100 108 Q94 80 98 58Z")
    c.solid(bodice, c.main, depth=8)
    _folds(
        c,
        bodice,
        [
            "M98 70 Q130 66 156 26 L158 34 Q134 76 98 80Z",
            "M98 90 Q132 84 158 50 L158 60 Q136 96 98 100Z",
        ],
    )
    c.ball(oval(154, 20, 8), BRASS, depth=3)
    for x, y in ((147, 28), (160, 30), (153, 36)):
        c.ball(oval(x, y, 3.4), tint(BRASS, 0.1), depth=2)


@illustration("evening-gown-ball", colour="#6a4bc4")
def evening_gown_ball(c: Canvas) -> None:
    """Ball gown: corset, three tiers of tulle, sparkle."""
    tiers = [
        (228, 20, 236, 9, shade(c.main, 0.07)),
        (186, 42, 214, 8, c.main),
        (146, 66, 190, 7, tint(c.main, 0.06)),
    ]
    for bottom, left, right, waves, tone in tiers:
        top_left, top_right = 104 - (bottom - 146) * 0.25, 152 + (bottom - 146) * 0.25
        tier = path(
            f"M{top_left} {bottom - 54} L{top_right} {bottom - 54} C{right - 22} "
            f"{bottom - 50} {right} {bottom - 20} "
            f"{right} {bottom} {hem(left, right, bottom, waves, 7)} C{left} {bottom - 20} "
            f"{left + 22} {bottom - 50} "
            f"{top_left} {bottom - 54}Z"
        )
        c.shadow(oval(128, bottom - 2, (right - left) / 2 - 6, 12), c.main, opacity=0.4, blur=5)
        c.solid(tier, tone, depth=9, to=shade(tone, 0.12))
    bodice = path("M98 40 Q114 34 128 48 Q142 34 158 40 Q160 76 150 102 Q128 112 106 102 Q96 76 98 40Z")
    c.solid(bodice, c.deep, depth=9)
    for data in ("M112 42 Q114 74 118 102", "M144 42 Q142 74 138 102", "M128 50 L128 104"):
        c.cord(data, 1.6, tint(c.main, 0.12), opacity=0.6)
    c.solid(path("M102 94 Q128 108 154 94 L153 106 Q128 119 103 106Z"), tint(c.main, 0.16), depth=4)
    sparkles = ((80, 132), (112, 126), (150, 134), (176, 138), (58, 178), (98, 172), (136, 176), (188, 182))
    for index, (x, y) in enumerate(sparkles):
        c.flat(star(x, y, 5 if index % 2 else 3.6, 1.3, 4, 0.4), "#ffffff", opacity=0.8)


@illustration("cocktail-dress", colour="#22252f")
def cocktail_dress(c: Canvas) -> None:
    """Short fitted dress with sheer sleeves and a peplum."""
    for side in ("", "matrix(-1 0 0 1 256 0)"):
        with c.moved(side or "translate(0 0)"):
            c.solid(corner([(92, 46), (106, 62), (88, 128), (66, 122)], 12), tint(c.main, 0.12), depth=6)
            c.solid(corner([(65, 112), (91, 120), (88, 132), (62, 124)], 4), c.main, depth=4)
    dress = path(
        "M92 42 Q110 52 128 52 Q146 52 164 42 Q168 80 156 116 C170 150 176 190 174 222 Q128 234 82 222 "
        "C80 190 86 150 100 116 Q88 80 92 42Z"
    )
    c.solid(dress, c.main, depth=11, to=c.deep)
    peplum = path(
        "M102 112 Q128 120 154 112 C172 128 182 142 186 156 "
        + hem(70, 186, 156, 5, 6)
        + " C74 142 84 128 102 112Z"
    )
    c.shadow(oval(128, 160, 52, 9), c.main, opacity=0.5, blur=5)
    c.solid(peplum, tint(c.main, 0.04), depth=8)
    c.solid(box(100, 104, 56, 13, 6), c.accent, depth=4)
    c.ball(oval(128, 110.5, 7), BRASS, depth=3)
    c.gloss(path("M102 62 Q110 66 112 100 L104 100 Q98 84 102 62Z"), opacity=0.3, blur=4)
    c.gloss(path("M92 176 Q98 168 100 216 L92 214Z"), opacity=0.25, blur=4)


@illustration("summer-dress", colour="#f2a541")
def summer_dress(c: Canvas) -> None:
    """Sun dress with tied straps, a wide skirt and printed flowers."""
    skirt = path(
        "M98 112 L158 112 C184 140 208 178 218 212 " + hem(38, 218, 212, 7, 8) + " C48 178 72 140 98 112Z"
    )
    for data in ("M106 56 C100 40 102 30 110 22", "M150 56 C156 40 154 30 146 22"):
        c.tube(data, 7, c.deep)
    for x in (108, 148):
        c.ball(oval(x - 7, 22, 8, 5.5), c.main, depth=3)
        c.ball(oval(x + 7, 22, 8, 5.5), c.main, depth=3)
    c.solid(skirt, c.main, depth=11, to=c.deep)
    flowers = (
        (82, 166, 1.0),
        (126, 148, 0.8),
        (168, 172, 1.0),
        (116, 196, 1.1),
        (70, 204, 0.8),
        (192, 208, 0.8),
        (154, 212, 0.7),
    )
    with c.inside(skirt):
        for data in ("M118 112 L84 232 L100 232 L126 112Z", "M142 112 L166 232 L182 232 L148 112Z"):
            c.shadow(path(data), c.main, opacity=0.45, blur=4)
        for x, y, size in flowers:
            for angle in range(0, 360, 72):
                c.flat(
                    oval(x, y - 7 * size, 4.4 * size, 5.6 * size), c.pale, turned=f"rotate({angle} {x} {y})"
                )
            c.ball(oval(x, y, 3.6 * size), c.accent, depth=2)
    bodice = path("M102 56 Q116 50 128 64 Q140 50 154 56 Q166 84 158 116 L98 116 Q90 84 102 56Z")
    c.solid(bodice, c.main, depth=9)
    c.gloss(path("M106 64 Q114 60 118 68 L112 104 L104 100Z"), opacity=0.4, blur=3)
    c.solid(box(95, 108, 66, 13, 6.5), c.accent, depth=4)


@illustration("midi-dress", colour="#2f6fed")
def midi_dress(c: Canvas) -> None:
    """Shirt dress: collar, short sleeves, buttons, belt, pleated skirt."""
    skirt = path("M96 118 L160 118 C174 150 190 196 196 226 Q128 242 60 226 C66 196 82 150 96 118Z")
    for flip in ("translate(0 0)", "matrix(-1 0 0 1 256 0)"):
        with c.moved(flip):
            c.solid(corner([(98, 32), (112, 60), (84, 98), (54, 76)], 13), c.main, depth=8, to=c.deep)
            c.solid(corner([(53, 70), (82, 92), (78, 102), (48, 80)], 5), c.soft, depth=3)
    c.solid(skirt, c.main, depth=10, to=c.deep)
    pleats = [
        f"M{100 + i * 14} 120 L{70 + i * 29} 240 L{82 + i * 29} 240 L{105 + i * 14} 120Z" for i in range(5)
    ]
    _folds(c, skirt, pleats, opacity=0.5)
    c.solid(path("M94 34 Q128 44 162 34 Q168 80 160 122 L96 122 Q88 80 94 34Z"), c.main, depth=9)
    c.flat(path("M110 30 Q128 36 146 30 L128 62Z"), c.deep)
    c.solid(corner([(104, 26), (118, 28), (130, 56), (112, 66)], 5), c.soft, depth=4)
    c.solid(corner([(152, 26), (138, 28), (126, 56), (144, 66)], 5), c.soft, depth=4)
    c.cord("M128 64 L128 114", 1.6, c.deep)
    for y in (74, 88, 102):
        c.ball(oval(128, y, 3.6), CREAM, depth=2)
    c.solid(box(92, 113, 72, 13, 5), c.dark, depth=4)
    c.tube("M120 112.500 L136 112.500 L136 126.500 L120 126.500Z", 3.4, BRASS)


@illustration("wrap-dress", colour="#1f8a70")
def wrap_dress(c: Canvas) -> None:
    """Wrap dress with wide sleeves, a bow at the waist and a curved hem."""
    for flip in ("translate(0 0)", "matrix(-1 0 0 1 256 0)"):
        with c.moved(flip):
            c.solid(
                blob([(100, 32), (112, 56), (92, 108), (68, 136), (42, 122), (60, 82)], 0.9),
                c.main,
                depth=9,
                to=c.deep,
            )
    under = path("M104 118 L160 118 C182 160 192 196 188 222 Q150 232 112 214Z")
    c.solid(under, c.deep, depth=8)
    over = path("M98 118 L160 118 C166 150 154 190 128 230 Q92 240 64 222 C66 190 80 150 98 118Z")
    c.solid(over, c.main, depth=10, to=c.deep)
    _folds(
        c,
        over,
        [
            "M112 120 Q100 170 84 236 L98 236 Q110 170 120 120Z",
            "M134 120 Q132 170 110 236 L122 236 Q142 170 142 120Z",
        ],
    )
    c.solid(path("M98 32 Q118 70 134 92 L160 122 L98 122 Q88 70 98 32Z"), c.main, depth=8)
    c.shadow(path("M154 40 Q136 76 104 116 L112 120 Q146 84 160 40Z"), c.main, opacity=0.6, blur=4)
    c.solid(path("M158 32 Q140 66 98 104 L98 122 L160 122 Q168 76 158 32Z"), tint(c.main, 0.03), depth=8)
    c.cord("M156 36 Q138 68 100 104", 3, tint(c.main, 0.16))
    c.solid(box(94, 112, 68, 12, 6), c.deep, depth=4)
    for points in ([(102, 118), (76, 102), (72, 128)], [(102, 118), (124, 106), (128, 132)]):
        c.ball(corner(points, 9), tint(c.main, 0.06), depth=5)
    c.solid(corner([(98, 120), (106, 120), (98, 170), (84, 168)], 4), c.main, depth=4)
    c.ball(oval(102, 118, 8), c.main, depth=4)
