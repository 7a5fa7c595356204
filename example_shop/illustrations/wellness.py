"""Food supplements: jars, tubs, pouches, bottles, tea."""

from __future__ import annotations

from example_shop.illustrations.canvas import INK, LEAF, PAPER, STEEL, Canvas
from example_shop.illustrations.colours import shade, tint
from example_shop.illustrations.registry import illustration
from example_shop.illustrations.shapes import blob, box, corner, drum, oval, path


def _leaf(c: Canvas, x: float, y: float, size: float, angle: float, colour: str = LEAF) -> None:
    place = f"translate({x} {y}) rotate({angle}) scale({size})"
    c.solid(path("M0 0 C-16 -12 -14 -34 0 -46 C14 -34 16 -12 0 0Z"), colour, depth=4, turned=place)


def _capsule(
    c: Canvas, x: float, y: float, angle: float, first: str, second: str, *, size: float = 1
) -> None:
    with c.moved(f"translate({x} {y}) rotate({angle}) scale({size})"):
        c.solid(box(-22, -10, 44, 20, 10), second, depth=5, angle=90)
        with c.inside(box(-23, -11, 23, 22, 0)):
            c.solid(box(-22, -10, 44, 20, 10), first, depth=5, angle=90)
        c.gloss(box(-15, -7, 28, 4, 2), opacity=0.7, blur=1)


@illustration("vitamin-jar", colour="#f08a24")
def vitamin_jar(c: Canvas) -> None:
    """Glass jar with a screw lid and an orange label."""
    body = path(
        "M76 70 L152 70 Q156 82 172 88 L172 214 Q172 230 156 230 L72 230 Q56 230 56 214 L56 88 Q72 82 76 70Z"
    )
    c.solid(body, "#9a5a2a", depth=11, angle=5, to="#6d3a1a")
    c.gloss(path("M66 96 L76 92 L76 222 L66 216Z"), opacity=0.6, blur=3)
    label = path("M56 112 Q114 122 172 112 L172 200 Q114 210 56 200Z")
    c.solid(label, PAPER, depth=5, angle=0, to="#e6ddd0")
    with c.inside(label):
        c.flat(path("M50 168 Q114 180 180 164 L180 220 L50 220Z"), c.main)
    c.text("VITA", 114, 146, 24, c.dark)
    c.text("C · D3 · B12", 114, 162, 10, c.dark, weight=400)
    c.solid(drum(114, 40, 70, 88, 90, 4), PAPER, depth=6, angle=5, to="#cfc8bd")
    c.ball(oval(114, 40, 44, 9), PAPER, depth=3)
    for i in range(11):
        c.cord(f"M{76 + i * 7.6:.1f} 52 L{76 + i * 7.6:.1f} 68", 1.4, "#c7beb0")
    c.ball(oval(200, 206, 32), c.main, depth=7)
    c.ball(oval(200, 206, 26), tint(c.main, 0.16), depth=3)
    for angle in range(0, 360, 45):
        c.flat(path("M0 -3 L7 -21 Q0 -26 -7 -21Z"), c.main, turned=f"translate(200 206) rotate({angle})")
    _capsule(c, 196, 160, -30, c.main, PAPER, size=0.8)


@illustration("protein-tub", colour="#3f4fd0")
def protein_tub(c: Canvas) -> None:
    """Large tub with a scoop."""
    body = drum(120, 76, 222, 156, 148, 8)
    c.solid(body, c.main, depth=13, angle=5, to=c.deep)
    with c.inside(body):
        c.flat(path("M30 176 Q120 140 210 190 L210 250 L30 250Z"), c.deep)
        c.flat(path("M30 190 Q120 154 210 204 L210 250 L30 250Z"), c.accent)
    c.text("PURE", 120, 132, 34, "#ffffff")
    c.text("PROTEIN", 120, 152, 15, "#ffffff", weight=400)
    c.gloss(path("M54 96 L70 98 L70 222 L56 216Z"), opacity=0.45, blur=5)
    c.solid(drum(120, 42, 76, 172, 174, 7), INK, depth=8, angle=5)
    c.ball(oval(120, 42, 86, 17), tint(INK, 0.1), depth=4)
    c.tube("M176 206 L244 184", 11, PAPER)
    c.ball(path("M132 196 L188 196 Q190 236 160 238 Q130 236 132 196Z"), PAPER, depth=7)
    c.ball(oval(160, 197, 27, 10), "#e9d3a6", depth=4)
    c.ball(blob([(138, 194), (154, 178), (172, 182), (184, 194), (160, 202)]), "#f1dfb8", depth=5)


@illustration("tea-box", colour="#4f8f6b")
def tea_box(c: Canvas) -> None:
    """Carton of herbal tea with a bag hanging out."""
    c.solid(corner([(150, 62), (214, 44), (214, 212), (150, 232)], 4), c.deep, depth=6)
    c.solid(corner([(34, 66), (92, 46), (214, 44), (152, 64)], 4), tint(c.main, 0.1), depth=4)
    c.solid(corner([(34, 64), (152, 64), (152, 232), (34, 232)], 5), c.main, depth=8, to=shade(c.main, 0.07))
    c.ball(oval(93, 138, 45, 52), PAPER, depth=6)
    for x, y, size, angle in ((93, 164, 1.05, 0), (91, 164, 0.85, -46), (95, 164, 0.85, 46)):
        _leaf(c, x, y, size, angle, c.main)
    for x, y in ((80, 112), (106, 112), (93, 102)):
        c.ball(oval(x, y, 6), c.accent, depth=2)
    c.text("HERBAL", 93, 214, 17, "#ffffff")
    c.cord("M168 62 C196 84 206 96 204 130", 2, PAPER)
    c.solid(path("M190 130 L220 130 L226 190 L184 190Z"), "#f3ead7", depth=5)
    c.flat(path("M188 154 L222 154 L226 188 L185 188Z"), "#8a6a3a", opacity=0.75)
    c.solid(box(184, 36, 26, 26, 4), c.accent, depth=4)


@illustration("powder-pouch", colour="#6fae3f")
def powder_pouch(c: Canvas) -> None:
    """Stand-up pouch of green powder."""
    body = path("M52 30 L204 30 Q198 110 214 206 Q214 232 128 234 Q42 232 42 206 Q58 110 52 30Z")
    c.solid(body, c.main, depth=14, angle=15, to=c.deep)
    with c.inside(body):
        c.shadow(path("M40 210 Q128 180 216 210 L216 240 L40 240Z"), c.main, opacity=0.5, blur=8)
        c.gloss(path("M70 40 L92 40 Q84 130 74 220 L56 214Z"), opacity=0.4, blur=7)
    c.solid(box(50, 24, 156, 20, 4), c.deep, depth=4)
    c.cord("M56 56 L200 56", 2, c.deep, dash="5 4")
    c.ball(oval(128, 130, 54), PAPER, depth=6)
    _leaf(c, 128, 130, 0.9, -30, c.main)
    _leaf(c, 130, 130, 0.9, 30, tint(c.main, 0.06))
    c.text("POWDER", 128, 154, 20, c.dark)
    c.text("250 g", 128, 170, 12, c.dark, weight=400)
    c.ball(blob([(156, 226), (180, 196), (206, 200), (236, 228), (196, 238)]), tint(c.main, 0.04), depth=9)


@illustration("omega-bottle", colour="#f2b632")
def omega_bottle(c: Canvas) -> None:
    """Amber bottle with golden oil capsules."""
    c.flat(
        path("M64 84 Q64 74 78 72 L142 72 Q156 74 156 84 L156 212 Q156 230 140 230 L80 230 Q64 230 64 212Z"),
        c.linear("#d9812a", "#8d4416", angle=10),
        opacity=0.95,
    )
    with c.inside(path("M68 84 L152 84 L152 226 L68 226Z")):
        for i in range(20):
            x, y = 76 + (i * 29) % 74, 88 + (i * 17) % 40
            c.ball(oval(x, y, 11, 8), c.main, depth=4)
    c.solid(path("M64 126 Q110 134 156 126 L156 206 Q110 214 64 206Z"), PAPER, depth=5, angle=0, to="#e6ddd0")
    c.text("OMEGA", 110, 158, 19, "#1f4f7a")
    c.text("3", 110, 194, 36, c.deep)
    c.gloss(path("M72 88 L80 86 L80 222 L72 216Z"), opacity=0.75, blur=2.5)
    c.solid(drum(110, 40, 72, 78, 80, 4), INK, depth=6, angle=5)
    c.ball(oval(110, 40, 39, 8), tint(INK, 0.12), depth=3)
    for x, y, angle in ((196, 210, -18), (182, 184, 24), (216, 180, -60)):
        c.flat(
            box(x - 25, y - 14, 50, 28, 14),
            c.radial((0, "#fff3c0"), (0.5, c.main), (1, c.deep)),
            turned=f"rotate({angle} {x} {y})",
        )
        c.gloss(oval(x - 7, y - 6, 9, 3), opacity=0.9, blur=1)


@illustration("dropper-bottle", colour="#7b5bd6")
def dropper_bottle(c: Canvas) -> None:
    """Tincture bottle with a pipette."""
    c.ball(path("M106 30 Q106 6 128 6 Q150 6 150 30 L148 62 L108 62Z"), INK, depth=6)
    c.solid(drum(128, 58, 86, 60, 62, 4), STEEL, depth=5, angle=5)
    c.solid(
        path(
            "M106 86 L150 86 Q152 102 176 112 Q184 118 184 130 L184 216 Q184 236 164 236 L92 "
            "236 Q72 236 72 216 L72 130 Q72 118 80 112 Q104 102 106 86Z"
        ),
        c.main,
        depth=13,
        angle=5,
        to=c.deep,
    )
    c.gloss(path("M84 128 L94 122 L94 224 L84 218Z"), opacity=0.65, blur=3)
    c.solid(path("M72 146 Q128 156 184 146 L184 212 Q128 222 72 212Z"), PAPER, depth=5, angle=0, to="#e6ddd0")
    _leaf(c, 128, 184, 0.7, 0, c.main)
    _leaf(c, 126, 186, 0.55, -60, c.soft)
    _leaf(c, 130, 186, 0.55, 60, c.soft)
    c.text("DROPS", 128, 206, 14, c.dark)
    c.ball(path("M208 176 C222 200 220 216 208 216 C196 216 194 200 208 176Z"), c.main, depth=5)


@illustration("capsule-blister", colour="#e04f6a")
def capsule_blister(c: Canvas) -> None:
    """Carton with a blister of capsules."""
    with c.moved("rotate(-8 110 120)"):
        c.solid(box(28, 40, 134, 164, 8), PAPER, depth=7, to="#e3dbcf")
        c.flat(box(28, 40, 134, 52, 8), c.main)
        c.text("DAILY", 95, 76, 30, "#ffffff")
        c.cord("M46 112 L140 112", 4, "#d8d0c4")
        c.cord("M46 126 L116 126", 4, "#d8d0c4")
        c.ball(oval(95, 168, 24), c.main, depth=6)
        c.tube("M95 156 L95 180", 6, PAPER)
        c.tube("M83 168 L107 168", 6, PAPER)
    with c.moved("rotate(14 180 170)"):
        c.solid(box(112, 96, 122, 140, 12), STEEL, depth=6)
        for row in range(4):
            for column in range(2):
                _capsule(c, 145 + column * 56, 116 + row * 33, 0, c.main, PAPER, size=0.95)


@illustration("shaker", colour="#2fa37b")
def shaker(c: Canvas) -> None:
    """Shaker bottle with a marked scale."""
    c.solid(
        path("M68 84 L188 84 L174 222 Q172 236 158 236 L98 236 Q84 236 82 222Z"),
        tint(c.main, 0.2),
        depth=10,
        angle=5,
        to=tint(c.main, 0.08),
    )
    with c.inside(path("M68 84 L188 84 L174 222 Q172 236 158 236 L98 236 Q84 236 82 222Z")):
        c.solid(path("M60 132 Q128 146 196 132 L180 250 L70 250Z"), "#e9c9a0", depth=5, angle=5)
    for i, words in enumerate(("600", "400", "200")):
        y = 130 + i * 34
        c.cord(f"M150 {y} L168 {y}", 2.6, c.dark)
        c.text(words, 136, y + 4, 12, c.dark)
    c.gloss(path("M84 98 L96 98 L104 220 L94 218Z"), opacity=0.8, blur=4)
    c.solid(
        path("M60 62 Q60 50 74 50 L182 50 Q196 50 196 62 L192 92 L64 92Z"),
        c.main,
        depth=9,
        angle=5,
        to=c.deep,
    )
    c.solid(path("M146 22 L180 22 L186 54 L140 54Z"), c.deep, depth=6)
    c.tube("M92 52 C92 18 126 18 126 52", 8, c.deep)


@illustration("honey-jar", colour="#e8a523")
def honey_jar(c: Canvas) -> None:
    """Honey with propolis, dipper beside."""
    c.solid(
        path("M56 92 Q56 78 74 76 L164 76 Q182 78 182 92 L182 206 Q182 232 158 232 L80 232 Q56 232 56 206Z"),
        c.main,
        depth=14,
        angle=15,
        to=c.deep,
    )
    c.gloss(path("M68 98 L80 94 L80 216 L68 206Z"), opacity=0.8, blur=3)
    c.solid(corner([(82, 132), (119, 112), (156, 132), (156, 176), (119, 196), (82, 176)], 6), PAPER, depth=5)
    c.ball(oval(119, 158, 17, 13), GOLD_BEE, depth=4)
    for x in (112, 120, 128):
        c.cord(f"M{x} 148 L{x} 168", 3, INK)
    c.ball(oval(112, 140, 8, 6), "#e5f1f7", depth=2)
    c.ball(oval(125, 140, 8, 6), "#e5f1f7", depth=2)
    c.solid(drum(119, 46, 76, 112, 114, 5), PAPER, depth=6, angle=5, to="#cfc0a5")
    c.ball(oval(119, 46, 56, 11), PAPER, depth=3)
    with c.moved("rotate(24 206 140)"):
        c.tube("M206 60 L206 170", 8, "#b9794a")
        for i in range(5):
            c.ball(oval(206, 168 + i * 9, 17 - abs(i - 2) * 3, 6), "#c98d5a", depth=3)


#: The little bee on the label.
GOLD_BEE = "#f2bf35"
