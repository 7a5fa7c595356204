"""Sofas, armchairs, stools, chairs and beds."""

from __future__ import annotations

from example_shop.illustrations.canvas import BRASS, OAK, PAPER, WOOD, Canvas
from example_shop.illustrations.colours import shade, tint
from example_shop.illustrations.registry import illustration
from example_shop.illustrations.shapes import blob, box, corner, oval, path


def _legs(c: Canvas, xs: tuple[int, ...], top: float, bottom: float, wood: str = OAK) -> None:
    for x in xs:
        lean = 3 if x > 128 else -3
        c.solid(
            corner([(x - 7, top), (x + 7, top), (x + 4 + lean, bottom), (x - 4 + lean, bottom)], 3),
            wood,
            depth=4,
        )


@illustration("sofa", colour="#2f6fb8")
def sofa(c: Canvas) -> None:
    """Two-seater with loose cushions on wooden legs."""
    _legs(c, (42, 214), 190, 222)
    _legs(c, (84, 172), 190, 214, shade(OAK, 0.1))
    c.solid(box(36, 72, 184, 120, 26), c.main, depth=12, to=c.deep)
    for x in (44, 130):
        c.solid(box(x, 80, 82, 84, 20), tint(c.main, 0.04), depth=10)
    c.shadow(box(40, 146, 176, 16, 8), c.main, opacity=0.5, blur=6)
    for x in (42, 129):
        c.solid(box(x, 144, 85, 36, 14), tint(c.main, 0.05), depth=8)
    c.solid(box(18, 172, 220, 26, 12), c.deep, depth=8)
    for x in (10, 204):
        c.solid(box(x, 110, 42, 88, 20), c.main, depth=11, to=c.deep)
    c.ball(box(54, 104, 46, 46, 12), c.accent, depth=7)
    c.gloss(box(140, 88, 50, 14, 7), opacity=0.25, blur=5)


@illustration("sofa-three", colour="#8a9a7b")
def sofa_three(c: Canvas) -> None:
    """Wide three-seater with round bolsters and a low back."""
    _legs(c, (36, 220), 186, 214, WOOD)
    c.solid(box(20, 88, 216, 96, 30), c.main, depth=12, to=c.deep)
    for x in (30, 96, 162):
        c.solid(box(x, 92, 64, 70, 18), tint(c.main, 0.05), depth=9)
        c.ball(oval(x + 32, 118, 2.6), c.deep, depth=1.5)
    c.shadow(box(30, 144, 196, 14, 7), c.main, opacity=0.5, blur=5)
    for x in (28, 95, 162):
        c.solid(box(x, 142, 66, 34, 13), tint(c.main, 0.06), depth=8)
    c.solid(box(14, 168, 228, 24, 12), c.deep, depth=8)
    for x in (26, 230):
        c.ball(oval(x, 144, 20), c.main, depth=8)
        c.solid(box(x - 20, 144, 40, 46, 8), c.main, depth=8, to=c.deep)
        c.ball(oval(x, 140, 11), c.deep, depth=5)
    c.ball(corner([(50, 104), (94, 112), (88, 152), (44, 146)], 10), c.accent, depth=6)
    c.ball(box(170, 112, 48, 38, 10), PAPER, depth=6)


@illustration("sofa-corner", colour="#9b8f86")
def sofa_corner(c: Canvas) -> None:
    """Corner sofa with a chaise, seen from above the edge."""
    c.solid(box(24, 74, 208, 104, 24), c.main, depth=12, to=c.deep)
    for x in (34, 100, 160):
        c.solid(box(x, 80, 62, 62, 16), tint(c.main, 0.05), depth=9)
    c.shadow(box(28, 132, 200, 14, 7), c.main, opacity=0.5, blur=6)
    c.solid(box(92, 132, 134, 34, 12), tint(c.main, 0.06), depth=8)
    c.solid(box(88, 160, 148, 30, 12), c.deep, depth=8)
    c.solid(
        path(
            "M28 140 Q28 128 42 128 L100 128 Q112 128 114 140 L122 190 Q124 202 110 "
            "202 L20 202 Q8 202 10 190Z"
        ),
        tint(c.main, 0.07),
        depth=10,
    )
    c.solid(box(8, 192, 116, 32, 13), c.deep, depth=8)
    c.solid(box(208, 112, 36, 80, 17), c.main, depth=10, to=c.deep)
    for x in (20, 112, 230):
        c.solid(box(x - 5, 220 if x < 120 else 188, 10, 12, 3), WOOD, depth=3)
    c.ball(corner([(40, 92), (84, 88), (88, 128), (44, 132)], 10), c.accent, depth=7)
    c.ball(corner([(72, 100), (110, 104), (106, 140), (70, 138)], 9), PAPER, depth=6)
    c.solid(path("M150 126 L196 126 L200 196 L154 190Z"), tint(c.accent, 0.1), depth=6)
    for x in range(158, 198, 7):
        c.cord(f"M{x} 192 L{x} 202", 2.4, tint(c.accent, 0.1))


@illustration("armchair", colour="#d99a2b")
def armchair(c: Canvas) -> None:
    """Wing chair with a button back."""
    _legs(c, (70, 186), 196, 236)
    c.solid(path("M62 180 C40 110 52 24 128 22 C204 24 216 110 194 180Z"), c.main, depth=13, to=c.deep)
    c.solid(path("M82 170 C68 108 80 44 128 42 C176 44 188 108 174 170Z"), tint(c.main, 0.05), depth=10)
    for x, y in ((108, 78), (148, 78), (128, 100), (108, 122), (148, 122)):
        c.shadow(oval(x, y + 2, 7), c.main, opacity=0.7, blur=3)
        c.ball(oval(x, y, 3.4), c.deep, depth=1.5)
    c.shadow(box(70, 146, 116, 16, 8), c.main, opacity=0.55, blur=6)
    c.solid(box(64, 146, 128, 38, 17), tint(c.main, 0.06), depth=9)
    c.solid(box(52, 176, 152, 30, 13), c.deep, depth=8)
    for x in (30, 184):
        c.solid(
            path(f"M{x} 130 Q{x} 110 {x + 21} 110 Q{x + 42} 110 {x + 42} 130 L{x + 36} 206 L{x + 6} 206Z"),
            c.main,
            depth=11,
            to=c.deep,
        )


@illustration("armchair-shell", colour="#c96f6a")
def armchair_shell(c: Canvas) -> None:
    """Velvet shell chair with vertical channels and brass legs."""
    for x, to in ((84, 62), (172, 194)):
        c.tube(f"M{x} 190 L{to} 240", 8, BRASS)
    shell = path("M30 132 C22 60 72 26 128 26 C184 26 234 60 226 132 L206 190 L50 190Z")
    c.solid(shell, c.main, depth=14, to=c.deep)
    with c.inside(shell):
        for x in (30, 58, 88, 120, 152, 182):
            width = 32 if 50 < x < 180 else 28
            c.solid(
                box(x + (x - 105) * 0.1, 14 + abs(x - 110) * 0.25, width, 190, 15), c.main, depth=7, to=c.deep
            )
    c.shadow(oval(128, 152, 84, 20), c.main, opacity=0.6, blur=7)
    c.ball(
        path("M42 158 Q128 128 214 158 Q222 204 190 208 L66 208 Q34 204 42 158Z"),
        tint(c.main, 0.06),
        depth=12,
    )
    c.gloss(oval(104, 162, 40, 7), opacity=0.35, blur=5)


@illustration("armchair-lounge", colour="#6f4a34")
def armchair_lounge(c: Canvas) -> None:
    """Wood-framed lounge chair with leather cushions."""
    c.tube("M58 110 L40 232", 11, OAK)
    c.tube("M190 150 L214 232", 11, OAK)
    c.solid(path("M66 40 Q84 20 108 36 L146 158 Q132 176 106 168Z"), c.main, depth=12, to=c.deep)
    for data in ("M82 82 L118 70", "M94 122 L132 110"):
        c.cord(data, 3, shade(c.main, 0.14))
    c.gloss(path("M80 48 Q90 38 98 48 L112 96 L98 100Z"), opacity=0.4, blur=5)
    c.solid(
        path(
            "M100 150 Q104 136 122 138 L204 158 Q224 164 220 180 Q216 194 198 190 L112 178 Q98 174 100 150Z"
        ),
        tint(c.main, 0.04),
        depth=11,
        to=c.deep,
    )
    c.cord("M160 148 L152 184", 3, shade(c.main, 0.14))
    c.tube("M42 178 L208 202", 10, shade(OAK, 0.05))
    c.tube("M50 116 C90 96 150 112 196 136", 13, OAK)


@illustration("stool", colour="#e0c9a6")
def stool(c: Canvas) -> None:
    """Bouclé pouf on a wooden ring."""
    for top, foot in ((76, 66), (180, 190), (128, 128)):
        c.tube(f"M{top} 176 L{foot} 232", 12, WOOD if top == 128 else OAK)
    c.solid(path("M48 168 Q128 200 208 168 L202 188 Q128 216 54 188Z"), OAK, depth=5)
    c.ball(
        path(
            "M36 124 C36 70 74 58 128 58 C182 58 220 70 220 124 C220 168 182 182 128 "
            "182 C74 182 36 168 36 124Z"
        ),
        c.main,
        depth=14,
    )
    for i in range(60):
        x, y = 50 + (i * 97.7) % 158, 72 + (i * 61.8) % 100
        if ((x - 128) / 88) ** 2 + ((y - 120) / 56) ** 2 < 0.9:
            c.cord(
                f"M{x:.1f} {y:.1f} q4 -5 8 0 q2 5 -3 6",
                2,
                tint(c.main, 0.12) if i % 2 else shade(c.main, 0.08),
                opacity=0.8,
            )
    c.gloss(oval(104, 84, 40, 12), opacity=0.4, blur=8)


@illustration("dining-chair", colour="#2f6b5e")
def dining_chair(c: Canvas) -> None:
    """Upholstered chair with a curved wooden back."""
    for x, to in ((84, 74), (176, 186)):
        c.tube(f"M{x} 160 L{to} 238", 10, shade(OAK, 0.1))
    c.tube("M80 152 L76 40", 10, OAK)
    c.tube("M176 152 L180 40", 10, OAK)
    c.solid(
        blob([(62, 58), (90, 32), (128, 26), (166, 32), (194, 58), (186, 100), (128, 112), (70, 100)], 0.9),
        c.main,
        depth=11,
        to=c.deep,
    )
    c.gloss(blob([(84, 52), (108, 40), (120, 52), (92, 76)]), opacity=0.35, blur=6)
    c.ball(path("M58 148 Q128 124 198 148 Q214 180 192 184 L64 184 Q42 180 58 148Z"), c.main, depth=11)
    c.tube("M64 186 L192 186", 9, OAK)
    for x, to in ((70, 52), (186, 204)):
        c.tube(f"M{x} 190 L{to} 240", 10, OAK)


@illustration("bed", colour="#7d93b8")
def bed(c: Canvas) -> None:
    """Double bed with an upholstered headboard and a throw."""
    _legs(c, (36, 220), 206, 234, WOOD)
    c.solid(box(26, 36, 204, 130, 22), c.main, depth=12, to=c.deep)
    for x in (77, 128, 179):
        c.cord(f"M{x} 48 L{x} 110", 3, c.deep, opacity=0.6)
    for x in (40, 132):
        c.ball(box(x, 82, 84, 54, 20), PAPER, depth=9)
    c.ball(box(94, 100, 68, 42, 16), c.accent, depth=8)
    c.solid(path("M24 142 Q128 118 232 142 L240 200 L16 200Z"), PAPER, depth=9, to="#d9d4cc")
    throw = path("M20 168 Q128 148 236 168 L242 216 Q128 226 14 216Z")
    c.solid(throw, tint(c.main, 0.06), depth=10, to=c.deep)
    with c.inside(throw):
        for y in (176, 192, 208):
            c.cord(f"M10 {y + 6} Q128 {y - 14} 246 {y + 6}", 3, tint(c.main, 0.18), opacity=0.7)
    c.solid(box(14, 204, 228, 16, 8), WOOD, depth=5)
