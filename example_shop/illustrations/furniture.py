"""Tables, shelves, rugs and mirrors."""

from __future__ import annotations

from example_shop.illustrations.canvas import BRASS, CLAY, GLASS, LEAF, OAK, PAPER, STEEL, WOOD, Canvas
from example_shop.illustrations.colours import shade, tint
from example_shop.illustrations.registry import illustration
from example_shop.illustrations.shapes import blob, box, corner, oval, path


@illustration("table", colour="#c08a55")
def table(c: Canvas) -> None:
    """Dining table with slanted legs and a bowl."""
    for points in (
        [(52, 120), (72, 120), (56, 226), (44, 226)],
        [(184, 120), (204, 120), (212, 226), (200, 226)],
    ):
        c.solid(corner(points, 4), c.main, depth=5, to=c.deep)
    for points in (
        [(84, 118), (98, 118), (90, 206), (82, 206)],
        [(158, 118), (172, 118), (174, 206), (166, 206)],
    ):
        c.solid(corner(points, 3), c.deep, depth=4)
    c.solid(corner([(46, 88), (210, 88), (244, 124), (12, 124)], 12), tint(c.main, 0.06), depth=6)
    for y, left, right in ((98, 52, 190), (106, 70, 214), (115, 40, 160)):
        c.cord(f"M{left} {y} L{right} {y}", 1.6, c.deep, opacity=0.4)
    c.solid(box(12, 117, 232, 17, 8), c.main, depth=5, to=c.deep)
    c.shadow(oval(132, 106, 34, 6), c.main, opacity=0.6, blur=3)
    for x, y in ((118, 74), (134, 68), (148, 76)):
        c.ball(oval(x, y, 12), "#e8743b" if x != 134 else "#9cc23f", depth=4)
    c.ball(path("M92 76 Q132 90 172 76 Q168 106 132 106 Q96 106 92 76Z"), PAPER, depth=6)


@illustration("side-table", colour="#3f6f63")
def side_table(c: Canvas) -> None:
    """Round tray table with a lamp-height stem."""
    c.ball(oval(128, 222, 52, 14), c.deep, depth=5)
    c.tube("M128 110 L128 216", 13, c.main)
    c.ball(oval(128, 106, 98, 26), c.deep, depth=6)
    c.ball(oval(128, 96, 100, 27), c.main, depth=6)
    c.ball(oval(128, 95, 88, 21), tint(c.main, 0.07), depth=5)
    c.solid(box(84, 78, 62, 12, 3), "#d8573c", depth=4)
    c.solid(box(90, 68, 54, 11, 3), PAPER, depth=4)
    c.ball(path("M154 60 L184 60 Q186 94 169 96 Q152 94 154 60Z"), tint(CLAY, 0.05), depth=5)
    c.flat(oval(169, 60, 14, 4), shade(CLAY, 0.2))


@illustration("bookshelf", colour="#b9794a")
def bookshelf(c: Canvas) -> None:
    """Shelf with books, a plant and a vase."""
    c.solid(box(44, 14, 168, 228, 10), c.main, depth=8, to=c.deep)
    for y in (28, 98, 168):
        c.flat(box(56, y, 144, 58, 3), shade(c.main, 0.24))
        c.shadow(box(56, y - 4, 144, 14, 3), c.main, opacity=0.7, blur=4)
    books = ("#d8573c", "#2f6fb8", "#f0b43c", "#3f8f6a", "#7b5bd6", "#f4ead8", "#1f3f77")
    x = 60.0
    for i, colour in enumerate(books):
        width, height = 9 + (i * 5) % 6, 40 + (i * 7) % 13
        c.solid(box(x, 86 - height, width, height, 2), colour, depth=3)
        x += width + 1.5
    c.ball(oval(172, 70, 16), BRASS, depth=5)
    for i, colour in enumerate(reversed(books[:5])):
        c.solid(box(134 + i * 12, 156 - 44 + (i * 3) % 8, 11, 44 - (i * 3) % 8, 2), colour, depth=3)
    for points in (
        [(84, 138), (66, 122), (70, 108)],
        [(86, 138), (104, 120), (100, 104)],
        [(85, 140), (86, 116), (82, 100)],
    ):
        c.ball(blob(points), LEAF, depth=3)
    c.ball(path("M70 134 L100 134 L95 156 L75 156Z"), CLAY, depth=4)
    c.solid(box(62, 188, 60, 38, 6), OAK, depth=5)
    c.solid(box(128, 188, 66, 38, 6), OAK, depth=5)
    for x in (92, 161):
        c.ball(oval(x, 207, 5), BRASS, depth=2)
    for y in (86, 156, 226):
        c.solid(box(50, y, 156, 12, 4), tint(c.main, 0.03), depth=4)


@illustration("sideboard", colour="#a9714b")
def sideboard(c: Canvas) -> None:
    """Low cabinet with slatted doors, vase and lamp on top."""
    for x, to in ((44, 34), (212, 222)):
        c.tube(f"M{x} 196 L{to} 230", 9, c.deep)
    c.solid(box(16, 110, 224, 90, 12), c.main, depth=9, to=c.deep)
    for x in (26, 98, 170):
        c.solid(box(x, 122, 60, 66, 5), tint(c.main, 0.04), depth=4)
        if x != 98:
            for slat in range(7):
                c.cord(f"M{x + 7 + slat * 7.7:.1f} 128 L{x + 7 + slat * 7.7:.1f} 182", 3, c.deep, opacity=0.7)
        else:
            for y in (134, 164):
                c.tube(f"M118 {y} L138 {y}", 5, BRASS)
            c.cord("M100 155 L156 155", 2.4, c.deep)
    c.ball(path("M52 62 Q36 90 56 110 L84 110 Q104 90 88 62 L86 50 L54 50Z"), "#7fa6a0", depth=7)
    for data in ("M66 52 C60 30 50 20 38 14", "M72 52 C74 30 84 18 92 8"):
        c.tube(data, 3, "#7b8f4a")
    for x, y in ((42, 16), (54, 26), (90, 12), (80, 26)):
        c.ball(oval(x, y, 8, 5.5), "#c9a24a", depth=3)
    c.ball(oval(186, 84, 27), PAPER, depth=7)
    c.solid(box(164, 104, 44, 8, 3), BRASS, depth=3)


@illustration("desk", colour="#d7b07a")
def desk(c: Canvas) -> None:
    """Writing desk with a drawer and a lamp."""
    for x, to in ((38, 26), (218, 230)):
        c.tube(f"M{x} 140 L{to} 232", 10, c.deep)
    c.solid(box(128, 128, 92, 54, 8), c.main, depth=6, to=c.deep)
    for y in (134, 158):
        c.solid(box(136, y, 76, 20, 4), tint(c.main, 0.05), depth=4)
        c.ball(oval(174, y + 10, 4), BRASS, depth=2)
    c.solid(box(14, 112, 228, 22, 9), tint(c.main, 0.03), depth=6, to=c.main)
    c.tube("M58 108 L58 78 L84 48", 6, STEEL)
    c.ball(oval(58, 108, 20, 6), STEEL, depth=3)
    c.solid(corner([(72, 34), (104, 54), (106, 80), (62, 58)], 8), "#d8573c", depth=6)
    c.solid(box(126, 66, 72, 46, 5), "#3a4150", depth=4)
    c.flat(box(131, 71, 62, 36, 2), c.linear("#9fd0f2", "#5f8fe0"))
    c.solid(box(114, 108, 96, 7, 3), STEEL, depth=3)


@illustration("garden-bench", colour="#b98350")
def garden_bench(c: Canvas) -> None:
    """Slatted wooden bench, joined without a visible screw."""
    for x in (46, 210):
        c.tube(f"M{x} 62 L{x} 226", 13, c.deep)
    for y in (60, 88, 116):
        c.solid(box(30, y, 196, 20, 8), c.main, depth=6, to=shade(c.main, 0.07))
        c.cord(f"M44 {y + 8} L150 {y + 7}", 1.4, c.deep, opacity=0.5)
    for y, inset in ((150, 8), (166, 4), (182, 0)):
        c.solid(box(20 + inset, y, 216 - inset * 2, 17, 7), tint(c.main, 0.04), depth=5)
        c.cord(f"M90 {y + 7} L200 {y + 8}", 1.4, c.deep, opacity=0.45)
    for x in (28, 228):
        c.tube(f"M{x} 132 L{x} 232", 14, c.main)
        c.solid(box(x - 13, 124, 26, 18, 8), tint(c.main, 0.05), depth=5)


@illustration("rug", colour="#b5533c")
def rug(c: Canvas) -> None:
    """Woven rug, lying, with a stepped pattern and fringe."""
    for i in range(22):
        x = 62 + i * 6.3
        c.cord(f"M{x} 78 L{x - 2 + i * 0.2} 66", 2.6, "#eadcc4")
        x = 16 + i * 10.7
        c.cord(f"M{x} 200 L{x - 3 + i * 0.25} 216", 3, "#eadcc4")
    outer = corner([(58, 76), (198, 76), (246, 202), (10, 202)], 6)
    c.solid(outer, c.main, depth=7, to=c.deep)
    with c.inside(outer):
        c.flat(corner([(66, 86), (190, 86), (226, 192), (30, 192)], 4), "#f0e2c8")
        c.flat(corner([(72, 92), (184, 92), (216, 185), (40, 185)], 4), c.main)
        for scale, colour in ((1.0, c.accent), (0.74, c.dark), (0.46, "#f0e2c8"), (0.2, c.main)):
            c.flat(
                path(
                    f"M128 {138 - 40 * scale} L{128 + 66 * scale} 138 L128 {138 + 44 * scale} "
                    f"L{128 - 66 * scale} 138Z"
                ),
                colour,
            )
        for x, y in ((76, 106), (180, 106), (56, 170), (200, 170)):
            c.flat(path(f"M{x} {y - 9} L{x + 16} {y} L{x} {y + 9} L{x - 16} {y}Z"), c.accent)
            c.flat(path(f"M{x} {y - 4} L{x + 7} {y} L{x} {y + 4} L{x - 7} {y}Z"), c.dark)
        c.gloss(path("M70 80 L120 80 L80 200 L20 200Z"), opacity=0.18, blur=12)


@illustration("mirror", colour="#d2a24a")
def mirror(c: Canvas) -> None:
    """Arched wall mirror."""
    c.solid(
        path("M54 232 L54 104 C54 -8 202 -8 202 104 L202 232 Q202 240 192 240 L64 240 Q54 240 54 232Z"),
        c.main,
        depth=9,
        to=c.deep,
    )
    glass = path("M68 226 L68 106 C68 12 188 12 188 106 L188 226Z")
    c.flat(glass, c.linear(tint(GLASS, 0.06), GLASS, "#9fbdd6", angle=55))
    with c.inside(glass):
        c.flat(path("M60 150 L150 20 L190 20 L60 206Z"), "#ffffff", opacity=0.35)
        c.flat(path("M100 230 L196 92 L196 120 L120 230Z"), "#ffffff", opacity=0.25)
        c.shadow(path("M60 20 L196 20 L196 30 Q128 6 76 90 L68 230 L60 230Z"), "#6f8fb0", opacity=0.5, blur=5)


@illustration("mirror-round", colour="#8a5136")
def mirror_round(c: Canvas) -> None:
    """Round mirror hanging on a leather strap."""
    c.tube("M72 92 L128 22 L184 92", 9, c.main)
    c.ball(oval(128, 22, 9), BRASS, depth=3)
    c.ball(oval(128, 148, 94), WOOD, depth=10)
    glass = oval(128, 148, 81)
    c.flat(glass, c.linear(tint(GLASS, 0.06), GLASS, "#9fbdd6", angle=55))
    with c.inside(glass):
        c.flat(path("M30 190 L160 50 L196 60 L50 230Z"), "#ffffff", opacity=0.38)
        c.flat(path("M110 240 L230 110 L236 140 L140 244Z"), "#ffffff", opacity=0.25)
        c.shadow(path("M40 60 L216 60 L216 110 Q128 30 56 150Z"), "#6f8fb0", opacity=0.4, blur=6)


@illustration("bench-hall", colour="#6d8f8a")
def bench_hall(c: Canvas) -> None:
    """Upholstered hallway bench with a shoe shelf."""
    for x in (44, 212):
        c.tube(f"M{x} 132 L{x} 228", 10, OAK)
    c.solid(box(36, 190, 184, 12, 5), OAK, depth=4)
    for x, colour in ((70, "#d8573c"), (104, "#d8573c"), (156, "#3a4150"), (186, "#3a4150")):
        c.ball(path(f"M{x - 14} 190 Q{x - 16} 164 {x - 2} 168 Q{x + 18} 176 {x + 18} 190Z"), colour, depth=5)
    c.solid(box(28, 128, 200, 16, 7), OAK, depth=5)
    c.ball(box(22, 88, 212, 48, 22), c.main, depth=12)
    for x in (76, 128, 180):
        c.shadow(oval(x, 112, 7, 6), c.main, opacity=0.7, blur=3)
        c.ball(oval(x, 110, 3.6), c.deep, depth=2)
