"""Bags: handbag, tote, clutch, cross-body bag, backpack."""

from __future__ import annotations

from example_shop.illustrations.canvas import BRASS, CREAM, LEATHER, Canvas
from example_shop.illustrations.colours import shade, tint
from example_shop.illustrations.registry import illustration
from example_shop.illustrations.shapes import box, corner, oval, path, ring


@illustration("handbag", colour="#c98d5a")
def handbag(c: Canvas) -> None:
    """Structured city bag with a round handle and a two-tone front."""
    c.tube("M84 112 C84 14 172 14 172 112", 15, c.dark)
    body = corner([(50, 100), (206, 100), (226, 218), (30, 218)], 22)
    c.solid(body, c.main, depth=12, to=c.deep)
    with c.inside(body):
        c.solid(box(20, 164, 216, 70), c.dark, depth=8)
        c.cord("M34 164 L222 164", 2, tint(c.main, 0.14), opacity=0.9)
    c.gloss(path("M58 112 L92 110 L76 160 L50 160Z"), opacity=0.3, blur=6)
    c.cord("M56 110 L200 110", 1.6, c.deep, dash="5 4")
    for x in (84, 172):
        c.solid(box(x - 12, 98, 24, 34, 7), c.dark, depth=5)
        c.ball(oval(x, 121, 5), BRASS, depth=2)
    c.solid(box(113, 92, 30, 40, 8), tint(c.dark, 0.06), depth=5)
    c.ball(box(119, 116, 18, 12, 5), BRASS, depth=3)


@illustration("handbag-quilted", colour="#22252f")
def handbag_quilted(c: Canvas) -> None:
    """Quilted evening bag on a chain."""
    for shift in range(15):
        angle = shift / 14
        x = 48 + 160 * angle
        y = 118 - 88 * (1 - (2 * angle - 1) ** 2)
        c.cord(ring(x, y, 6.5), 4.6, shade(BRASS, 0.14))
        c.cord(ring(x - 0.7, y - 0.7, 6.5), 2.4, tint(BRASS, 0.06))
    body = corner([(36, 106), (220, 106), (228, 220), (28, 220)], 26)
    c.solid(body, c.main, depth=12, to=c.deep)
    with c.inside(body):
        for x in range(-110, 260, 26):
            for slope in (130, -130):
                start = x if slope > 0 else x + 130
                c.cord(f"M{start} 100 L{start + slope} 230", 3, shade(c.main, 0.14))
                c.cord(f"M{start + 1.6} 101 L{start + slope + 1.6} 231", 1, tint(c.main, 0.18), opacity=0.7)
    flap = path(
        "M34 122 Q34 102 56 102 L200 102 Q222 102 222 122 L218 152 Q214 172 194 172 L62 172 Q42 172 38 152Z"
    )
    c.shadow(box(44, 156, 168, 22, 10), c.main, opacity=0.6, blur=5)
    c.solid(flap, tint(c.main, 0.03), depth=10)
    c.gloss(path("M54 112 L150 110 Q100 126 52 140Z"), opacity=0.25, blur=6)
    c.ball(box(112, 156, 32, 26, 8), BRASS, depth=5)
    c.flat(box(125, 163, 6, 12, 3), shade(BRASS, 0.3))


@illustration("tote", colour="#3f7d6e")
def tote(c: Canvas) -> None:
    """Open shopper of soft leather with long straps and a charm."""
    c.tube("M88 104 C84 6 152 6 148 104", 10, shade(c.main, 0.14))
    c.solid(corner([(40, 84), (216, 84), (206, 122), (50, 122)], 8), c.dark, depth=5)
    body = path("M38 92 Q128 110 218 92 L232 214 Q232 232 214 232 L42 232 Q24 232 24 214Z")
    c.solid(body, c.main, depth=13, to=c.deep)
    c.gloss(path("M48 108 L84 112 L66 210 L42 206Z"), opacity=0.28, blur=8)
    c.shadow(path("M196 120 L214 116 L222 216 L206 220Z"), c.main, opacity=0.3, blur=7)
    c.cord("M34 204 Q128 216 222 204", 1.8, tint(c.main, 0.18), dash="6 5")
    c.tube("M104 112 C100 24 168 24 166 112", 10, tint(c.main, 0.02))
    for x in (104, 166):
        c.solid(box(x - 9, 102, 18, 34, 6), c.deep, depth=4)
        c.ball(oval(x, 126, 3.6), BRASS, depth=2)
    c.tube("M166 132 L172 152", 3, BRASS)
    c.ball(oval(173, 166, 13), c.accent, depth=5)
    c.flat(box(112, 160, 32, 20, 4), tint(c.main, 0.12), opacity=0.8)


@illustration("clutch", colour="#b3315f")
def clutch(c: Canvas) -> None:
    """Satin envelope clutch with a jewelled clasp."""
    with c.moved("rotate(-7 128 138)"):
        c.tube("M206 118 C250 150 240 196 214 200", 6, BRASS)
        body = box(22, 84, 202, 124, 18)
        c.solid(body, c.main, depth=12, to=c.deep)
        with c.inside(body):
            for x in (50, 88, 172, 204):
                c.shadow(
                    path(f"M{x} 150 L{x + 10} 150 L{x + 16} 212 L{x}  212Z"), c.main, opacity=0.3, blur=5
                )
        flap = path(
            "M24 100 Q24 84 42 84 L204 84 Q222 84 222 100 L222 106 L136 164 Q124 172 112 164 L24 106Z"
        )
        c.shadow(path("M30 110 L124 180 L218 110Z"), c.main, opacity=0.55, blur=6)
        c.solid(flap, tint(c.main, 0.05), depth=10)
        c.gloss(path("M36 92 L130 90 Q90 112 52 110Z"), opacity=0.4, blur=5)
        c.ball(oval(124, 160, 17), BRASS, depth=5)
        c.ball(oval(124, 160, 9.5), c.accent, depth=4)
        c.gloss(oval(120, 156, 3.5), opacity=0.9, blur=0.8)


@illustration("crossbody", colour="#7b5bd6")
def crossbody(c: Canvas) -> None:
    """Half-moon bag on a long strap."""
    c.tube("M52 128 C30 -18 226 -18 204 128", 7, c.deep)
    body = path(
        "M36 112 Q36 100 50 100 L206 100 Q220 100 220 112 C220 182 180 226 128 226 C76 226 36 182 36 112Z"
    )
    c.solid(body, c.main, depth=13, to=c.deep)
    c.cord("M48 122 C50 178 84 214 128 214 C172 214 206 178 208 122", 1.8, tint(c.main, 0.2), dash="6 5")
    c.gloss(path("M54 122 L88 118 Q84 172 100 194 Q60 172 54 122Z"), opacity=0.32, blur=7)
    c.solid(box(36, 98, 184, 18, 9), c.deep, depth=5)
    c.cord("M48 107 L208 107", 3, BRASS)
    c.ball(box(172, 102, 12, 11, 4), BRASS, depth=2)
    c.tube("M178 112 L184 138", 4, BRASS)
    c.solid(corner([(178, 134), (192, 134), (196, 172), (176, 172)], 4), c.accent, depth=4)
    for x in (54, 202):
        c.cord(ring(x, 98, 8), 5, shade(BRASS, 0.1))
        c.cord(ring(x - 0.6, 97.400, 8), 2.4, tint(BRASS, 0.08))


@illustration("backpack", colour="#ec3d7a")
def backpack(c: Canvas) -> None:
    """Day pack with a front pocket, side pocket and grab loop."""
    with c.moved("rotate(6 128 128)"):
        c.tube("M102 44 C102 6 154 6 154 44", 11, c.deep)
        for x in (38, 194):
            c.solid(box(x, 138, 26, 72, 12), c.deep, depth=6)
        body = path(
            "M54 118 C54 60 84 32 128 32 C172 32 202 60 202 118 L208 200 Q208 232 178 "
            "232 L78 232 Q48 232 48 200Z"
        )
        c.solid(body, c.main, depth=14, to=c.deep)
        c.gloss(path("M72 104 C74 72 92 50 118 46 C98 66 88 90 86 124 L70 130Z"), opacity=0.36, blur=7)
        c.tube("M72 118 C76 74 100 58 128 58 C156 58 180 74 184 118", 7, c.accent)
        pocket = path(
            "M66 166 Q66 146 86 146 L170 146 Q190 146 190 166 L192 202 Q192 220 174 "
            "220 L82 220 Q64 220 64 202Z"
        )
        c.shadow(box(62, 146, 132, 80, 20), c.main, opacity=0.5, blur=6)
        c.solid(pocket, tint(c.main, 0.03), depth=10)
        c.tube("M78 166 L178 166", 6, c.accent)
        c.tube("M92 168 L92 184", 6, c.accent)
        c.solid(box(108, 92, 40, 30, 8), c.deep, depth=4)
        c.flat(box(115, 103, 26, 8, 4), CREAM, opacity=0.9)


@illustration("weekender", colour="#a5683f")
def weekender(c: Canvas) -> None:
    """Duffel bag with leather trims, for a night away."""
    c.tube("M92 108 C92 34 164 34 164 108", 11, LEATHER)
    body = path(
        "M26 132 Q26 92 66 92 L190 92 Q230 92 230 132 L230 186 Q230 216 200 216 L56 216 Q26 216 26 186Z"
    )
    c.solid(body, c.main, depth=14, to=c.deep)
    c.gloss(path("M42 118 Q50 104 70 104 L150 104 Q80 116 54 150Z"), opacity=0.32, blur=7)
    for x in (74, 158):
        c.solid(box(x, 92, 24, 124, 4), LEATHER, depth=5)
        c.ball(box(x + 3, 138, 18, 22, 5), BRASS, depth=3)
    c.solid(box(22, 148, 26, 52, 10), LEATHER, depth=5)
    c.solid(box(208, 148, 26, 52, 10), LEATHER, depth=5)
    c.tube("M60 92 L196 92", 7, shade(LEATHER, 0.1))
    c.tube("M92 112 C92 50 164 50 164 112", 10, tint(LEATHER, 0.03))
    c.solid(box(112, 44, 32, 18, 8), shade(LEATHER, 0.08), depth=4)
