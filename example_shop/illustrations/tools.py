"""Hand and power tools, boxes, and the gift box."""

from __future__ import annotations

from example_shop.illustrations.canvas import BRASS, INK, IRON, OAK, PAPER, STEEL, WOOD, Canvas
from example_shop.illustrations.colours import shade, tint
from example_shop.illustrations.registry import illustration
from example_shop.illustrations.shapes import blob, box, corner, oval, path


@illustration("drill-bits", colour="#3f5fb0")
def drill_bits(c: Canvas) -> None:
    """Wood bits in a hinged case."""
    c.solid(corner([(28, 40), (228, 40), (236, 112), (20, 112)], 12), c.deep, depth=8)
    c.solid(corner([(40, 52), (216, 52), (222, 106), (34, 106)], 8), shade(c.deep, 0.08), depth=4)
    c.text("HSS · WOOD", 128, 88, 18, tint(c.main, 0.26))
    c.solid(box(16, 108, 224, 124, 16), c.main, depth=11, to=c.deep)
    c.solid(box(28, 120, 200, 100, 9), shade(c.main, 0.2), depth=5)
    for i in range(7):
        x = 44 + i * 28
        width = 6 + i * 2
        top, bottom = 128 + (6 - i) * 4, 214
        c.tube(f"M{x} {top + 16} L{x} {bottom - 18}", width, STEEL)
        for y in range(top + 14, bottom - 22, 10):
            c.cord(f"M{x - width / 2} {y + 5} L{x + width / 2} {y - 3}", 2.4, IRON)
        c.flat(
            path(f"M{x - width / 2} {top + 12} L{x} {top} L{x + width / 2} {top + 12}Z"), tint(STEEL, 0.08)
        )
        c.solid(
            box(x - width / 2 - 1, bottom - 20, width + 2, 18, 2), c.accent if i % 3 == 0 else IRON, depth=2
        )
    c.solid(box(108, 104, 40, 14, 5), c.accent, depth=4)


@illustration("clamp", colour="#d8452f")
def clamp(c: Canvas) -> None:
    """Screw clamp with a wooden handle."""
    with c.moved("rotate(-8 128 128)"):
        c.solid(box(50, 14, 24, 226, 5), STEEL, depth=6, angle=0)
        for y in range(70, 232, 9):
            c.cord(f"M54 {y} L70 {y}", 2, IRON, opacity=0.6)
        c.solid(
            path("M40 12 L186 18 Q198 20 198 32 L198 56 L174 56 L172 44 L84 42 L84 60 L40 60Z"),
            c.main,
            depth=9,
            to=c.deep,
        )
        c.solid(box(160, 52, 50, 16, 6), IRON, depth=4)
        c.solid(
            path("M38 150 L88 150 L160 140 L206 140 L206 176 L150 184 L88 192 L38 192Z"),
            c.main,
            depth=9,
            to=c.deep,
        )
        c.tube("M184 98 L184 184", 13, STEEL)
        for y in range(106, 184, 7):
            c.cord(f"M178 {y + 2} L190 {y - 2}", 1.8, IRON)
        c.solid(box(162, 82, 46, 18, 7), IRON, depth=4)
        c.solid(path("M170 182 L198 182 Q208 210 198 240 L170 240 Q160 210 170 182Z"), OAK, depth=8, angle=0)
        c.cord("M184 190 L184 234", 2, shade(OAK, 0.14), opacity=0.7)


@illustration("toolbox", colour="#d8452f")
def toolbox(c: Canvas) -> None:
    """Cantilever toolbox with tools looking out."""
    c.solid(box(62, 38, 14, 80, 5), OAK, depth=4, turned="rotate(-14 70 90)")
    c.solid(box(44, 26, 50, 22, 5), IRON, depth=5, turned="rotate(-14 70 40)")
    c.tube("M178 98 L196 30", 9, STEEL)
    c.tube("M190 56 L200 16", 16, c.accent)
    c.tube("M86 110 L86 72 L170 72 L170 110", 11, INK)
    c.solid(
        path("M22 112 Q22 98 38 98 L218 98 Q234 98 234 112 L238 140 L18 140Z"), tint(c.main, 0.04), depth=8
    )
    c.solid(box(18, 134, 220, 98, 12), c.main, depth=12, to=c.deep)
    for x in (62, 174):
        c.solid(box(x, 124, 22, 36, 5), STEEL, depth=4)
        c.ball(oval(x + 11, 150, 4), IRON, depth=2)
    c.solid(box(96, 170, 64, 30, 6), PAPER, depth=4)
    c.text("PRO", 128, 191, 18, c.dark)
    c.gloss(path("M30 148 L54 148 L52 216 L32 212Z"), opacity=0.35, blur=5)


@illustration("cordless-drill", colour="#f2a01f")
def cordless_drill(c: Canvas) -> None:
    """Cordless drill driver with a battery."""
    c.tube("M18 86 L66 86", 7, STEEL)
    c.solid(corner([(52, 70), (96, 62), (96, 110), (52, 102)], 6), IRON, depth=6, angle=90)
    c.solid(box(90, 50, 24, 72, 8), INK, depth=5)
    c.solid(path("M108 46 L198 46 Q232 48 232 84 Q232 118 200 122 L108 126Z"), c.main, depth=12, to=c.deep)
    c.solid(path("M140 112 L202 112 Q196 150 208 196 L158 198 Q156 150 140 130Z"), INK, depth=9)
    c.ball(path("M134 122 Q148 128 146 152 Q140 158 134 150Z"), c.deep, depth=4)
    c.solid(box(132, 190, 104, 42, 11), c.main, depth=9, to=c.deep)
    c.solid(box(132, 190, 104, 14, 6), INK, depth=4)
    for i in range(3):
        c.ball(oval(206 + i * 9, 218, 3), "#5fe39a", depth=1)
    c.text("18 V", 164, 224, 17, c.dark)
    for y in (68, 78, 88):
        c.cord(f"M188 {y} L216 {y}", 3.6, c.deep)
    c.gloss(path("M118 56 L196 54 Q210 56 214 62 L118 66Z"), opacity=0.6, blur=3)


@illustration("hammer", colour="#3f7fb0")
def hammer(c: Canvas) -> None:
    """Carpenter's hammer."""
    with c.moved("rotate(28 128 128)"):
        c.solid(
            path("M116 60 L140 60 L142 150 Q150 200 144 246 L112 246 Q106 200 114 150Z"),
            WOOD,
            depth=7,
            angle=0,
        )
        c.solid(
            path("M112 150 L144 150 Q152 200 146 248 L110 248 Q104 200 112 150Z"),
            c.main,
            depth=8,
            angle=0,
            to=c.deep,
        )
        for y in range(170, 240, 14):
            c.cord(f"M116 {y} Q128 {y + 5} 140 {y}", 3, c.deep)
        c.solid(
            path("M52 36 L92 32 Q128 28 160 36 Q196 44 222 76 Q200 60 176 68 L150 76 L104 76 L92 70 L52 68Z"),
            IRON,
            depth=8,
        )
        c.solid(box(36, 26, 24, 52, 7), STEEL, depth=6)
        c.gloss(path("M66 40 L150 38 L150 46 L66 46Z"), opacity=0.5, blur=2.5)


@illustration("hand-saw", colour="#c98d4a")
def hand_saw(c: Canvas) -> None:
    """Japanese-toothed hand saw."""
    with c.moved("rotate(-24 128 128)"):
        teeth = " ".join(f"L{20 + i * 9} {160 if i % 2 else 168}" for i in range(17))
        c.solid(path(f"M178 92 L10 122 L14 164 {teeth} L178 168Z"), tint(STEEL, 0.08), depth=5, angle=90)
        c.solid(
            path(
                "M162 82 Q180 72 204 78 L240 92 Q254 100 250 122 L240 170 Q232 192 208 186 "
                "L176 178 Q160 172 164 150Z"
            ),
            c.main,
            depth=11,
            to=c.deep,
        )
        c.flat(blob([(196, 108), (222, 112), (220, 150), (196, 154), (186, 130)]), "#f3eadb")
        c.shadow(blob([(196, 106), (222, 110), (222, 120), (192, 116)]), c.main, opacity=0.6, blur=3)
        for x, y in ((178, 100), (178, 158)):
            c.ball(oval(x, y, 6), BRASS, depth=2)


@illustration("spirit-level", colour="#f0c52f")
def spirit_level(c: Canvas) -> None:
    """Spirit level with a folding rule behind."""
    with c.moved("rotate(-14 128 128)"):
        for i, tilt in enumerate((-24, 20, -16)):
            c.solid(
                box(30 + i * 58, 56, 90, 17, 5), PAPER, depth=4, turned=f"rotate({tilt} {75 + i * 58} 64)"
            )
        c.solid(box(4, 104, 248, 56, 10), c.main, depth=9, angle=90, to=c.deep)
        for x in (4, 232):
            c.solid(box(x, 104, 20, 56, 8), INK, depth=5)
        c.solid(box(94, 112, 68, 28, 8), INK, depth=4)
        c.solid(box(100, 116, 56, 20, 10), "#c6f05a", depth=5, angle=90)
        c.ball(oval(130, 124, 11, 7), "#eefcc0", depth=3)
        for x in (117, 141):
            c.cord(f"M{x} 116 L{x} 136", 2, INK)
        for x in (56, 200):
            c.ball(oval(x, 132, 18), INK, depth=4)
            c.ball(oval(x, 132, 11), "#c6f05a", depth=3)


@illustration("work-gloves", colour="#e08a2f")
def work_gloves(c: Canvas) -> None:
    """Assembly gloves with coated palms."""
    for shift, turned in ((-20, "rotate(-14 96 140)"), (44, "rotate(12 160 140)")):
        with c.moved(turned), c.moved(f"translate({shift} 0)"):
            for x, top in ((84, 58), (104, 42), (124, 48), (143, 66)):
                c.solid(box(x, top, 20, 100, 10), IRON, depth=6)
                c.solid(box(x, top, 20, 40, 10), c.main, depth=6)
            c.solid(blob([(64, 116), (78, 112), (92, 146), (96, 176), (78, 168), (60, 136)]), c.main, depth=6)
            c.solid(path("M82 112 Q124 98 164 112 L160 190 L88 190Z"), c.main, depth=9, to=c.deep)
            c.solid(box(84, 186, 80, 38, 8), IRON, depth=6)
            for y in (198, 210):
                c.cord(f"M90 {y} L158 {y}", 3, c.accent)


@illustration("gift-box", colour="#e8a12f")
def gift_box(c: Canvas) -> None:
    """Present with a bow."""
    ribbon = "#d8334f" if c.accent != "#f0705a" else "#c42d55"
    c.solid(box(36, 112, 184, 122, 12), c.main, depth=12, to=c.deep)
    c.solid(box(108, 110, 40, 124, 2), ribbon, depth=6)
    c.shadow(box(38, 116, 180, 16, 4), c.main, opacity=0.6, blur=5)
    c.solid(box(22, 76, 212, 46, 11), tint(c.main, 0.04), depth=9)
    c.solid(box(106, 74, 44, 50, 3), tint(ribbon, 0.05), depth=6)
    for side in ("translate(0 0)", "matrix(-1 0 0 1 256 0)"):
        with c.moved(side):
            c.solid(path("M124 72 C96 24 52 10 46 40 C42 66 84 78 124 72Z"), ribbon, depth=9)
            c.ball(path("M112 64 C96 42 66 34 64 46 C62 58 88 66 112 64Z"), shade(ribbon, 0.14), depth=4)
    c.ball(box(110, 48, 36, 32, 12), tint(ribbon, 0.04), depth=7)
    c.gloss(path("M46 130 L66 130 L64 220 L48 216Z"), opacity=0.4, blur=5)


@illustration("business-case", colour="#7a4b32")
def business_case(c: Canvas) -> None:
    """Leather briefcase: the picture of the business account."""
    c.tube("M92 74 L92 44 Q92 32 104 32 L152 32 Q164 32 164 44 L164 74", 12, shade(c.main, 0.12))
    c.solid(box(18, 68, 220, 160, 22), c.main, depth=13, to=c.deep)
    c.solid(
        path("M18 92 Q18 68 40 68 L216 68 Q238 68 238 92 L238 138 Q128 176 18 138Z"),
        tint(c.main, 0.04),
        depth=9,
    )
    c.cord("M28 134 Q128 166 228 134", 1.8, tint(c.main, 0.2), dash="5 4")
    for x in (60, 172):
        c.solid(box(x, 122, 24, 48, 6), shade(c.main, 0.1), depth=5)
        c.ball(box(x + 3, 140, 18, 18, 4), BRASS, depth=3)
    c.ball(box(112, 140, 32, 26, 6), BRASS, depth=4)
    c.gloss(path("M34 82 L140 78 Q70 92 40 118Z"), opacity=0.4, blur=5)


@illustration("parcel", colour="#c99a63")
def parcel(c: Canvas) -> None:
    """Delivery parcel."""
    c.solid(corner([(20, 84), (128, 122), (128, 240), (20, 196)], 5), c.main, depth=8)
    c.solid(corner([(236, 84), (128, 122), (128, 240), (236, 196)], 5), c.deep, depth=8)
    c.solid(corner([(20, 84), (128, 46), (236, 84), (128, 122)], 5), tint(c.main, 0.08), depth=6)
    c.flat(path("M64 68 L172 106 L172 142 L192 134 L192 98 L84 61Z"), "#f0dfc0", opacity=0.9)
    c.solid(corner([(34, 140), (84, 158), (84, 198), (34, 180)], 3), PAPER, depth=3)
    for y in (152, 162, 172):
        c.cord(f"M40 {y} L76 {y + 13}", 2.4, "#b9ae9c")
    c.flat(path("M206 150 L220 145 L220 172 L206 177Z M206 150 L213 140 L220 145Z"), shade(c.deep, 0.2))
