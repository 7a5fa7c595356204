"""Small things to wear: watches, sunglasses, earrings, hat, umbrella."""

from __future__ import annotations

from example_shop.illustrations.canvas import BRASS, CREAM, INK, PAPER, STEEL, Canvas
from example_shop.illustrations.colours import shade, tint
from example_shop.illustrations.registry import illustration
from example_shop.illustrations.shapes import around, blob, box, corner, line, oval, path


@illustration("watch", colour="#3c4fe0")
def watch(c: Canvas) -> None:
    """Dress watch on a coloured strap."""
    c.solid(corner([(94, 14), (162, 14), (170, 80), (86, 80)], 9), c.main, depth=8)
    c.solid(corner([(86, 176), (170, 176), (162, 242), (94, 242)], 9), c.main, depth=8, to=c.deep)
    for hole in (206, 220):
        c.flat(oval(128, hole, 3.4), c.deep)
    c.solid(box(198, 116, 18, 24, 6), BRASS, depth=4)
    c.ball(oval(128, 128, 76), tint(c.main, 0.22), depth=10)
    c.ball(oval(128, 128, 58), c.dark, depth=7)
    for hour in range(12):
        x, y = around(128, 128, 48, hour * 30)
        c.flat(oval(x, y, 3.2 if hour % 3 == 0 else 1.9), PAPER, opacity=0.9)
    c.tube("M128 128 L128 94", 7, PAPER)
    c.tube("M128 128 L104 142", 7, PAPER)
    c.ball(oval(128, 128, 8), BRASS, depth=3)
    c.gloss(path("M84 108 Q96 78 128 76 Q100 90 94 122Z"), opacity=0.4, blur=3)


@illustration("watch-steel", colour="#2f4858")
def watch_steel(c: Canvas) -> None:
    """Diver's watch on a steel bracelet."""
    for top in (12, 34, 56, 178, 200, 222):
        inset = 8 if top in (12, 222) else 4
        c.solid(box(88 + inset, top, 80 - inset * 2, 22, 6), STEEL, depth=5)
        c.solid(box(112, top, 32, 22, 4), tint(STEEL, 0.06), depth=4)
    c.solid(box(196, 118, 18, 20, 5), STEEL, depth=4)
    c.ball(oval(128, 128, 74), STEEL, depth=9)
    c.ball(oval(128, 128, 66), c.main, depth=5)
    for tick in range(24):
        start, end = around(128, 128, 57, tick * 15), around(128, 128, 63, tick * 15)
        c.cord(line([start, end]), 2.6 if tick % 2 == 0 else 1.2, PAPER)
    c.ball(oval(128, 128, 52), shade(c.main, 0.1), depth=6)
    for hour in range(12):
        x, y = around(128, 128, 42, hour * 30)
        c.ball(oval(x, y, 4), PAPER, depth=1.5)
    c.tube("M128 128 L150 102", 7, PAPER)
    c.tube("M128 128 L96 120", 6, PAPER)
    c.cord("M128 146 L128 88", 1.8, c.accent)
    c.ball(oval(128, 128, 6), STEEL, depth=2)
    c.gloss(path("M90 110 Q104 82 132 82 Q108 96 100 126Z"), opacity=0.35, blur=3)


@illustration("sunglasses", colour="#4b2f9e")
def sunglasses(c: Canvas) -> None:
    """Sunglasses with graded lenses."""
    c.tube("M34 96 Q10 92 12 112", 9, c.deep)
    c.tube("M222 96 Q246 92 244 112", 9, c.deep)
    c.tube("M106 104 Q128 88 150 104", 11, c.main)
    for side in ("translate(0 0)", "matrix(-1 0 0 1 256 0)"):
        with c.moved(side):
            frame = path("M20 92 Q66 78 112 92 Q124 96 120 120 C116 158 96 172 70 172 C42 172 20 150 20 116Z")
            c.solid(frame, c.main, depth=8, to=c.deep)
            lens = path(
                "M32 102 Q66 92 106 102 Q112 106 108 122 C104 150 90 160 70 160 C48 160 32 142 32 118Z"
            )
            c.flat(lens, c.linear((0, shade(c.main, 0.2)), (0.6, INK), (1, tint(c.main, 0.05)), angle=80))
    for x in (42, 158):
        c.gloss(
            path(f"M{x} 112 Q{x + 18} 100 {x + 34} 104 L{x + 16} 140 Q{x} 132 {x} 112Z"), opacity=0.4, blur=3
        )


@illustration("earrings", colour="#29a38b")
def earrings(c: Canvas) -> None:
    """A pair of drop earrings with cut stones."""
    for x, y in ((84, 0), (172, 14)):
        c.tube(f"M{x} {y + 66} C{x - 26} {y + 30} {x + 4} {y + 6} {x + 10} {y + 30}", 5, BRASS)
        c.ball(oval(x, y + 78, 14), BRASS, depth=5)
        c.ball(oval(x, y + 78, 8), PAPER, depth=3)
        c.tube(f"M{x} {y + 92} L{x} {y + 106}", 4, BRASS)
        gem = path(
            f"M{x} {y + 104} C{x + 44} {y + 148} {x + 42} {y + 208} {x} {y + 212} C{x - 42} "
            f"{y + 208} {x - 44} {y + 148} {x} {y + 104}Z"
        )
        c.solid(gem, BRASS, depth=7)
        stone = path(
            f"M{x} {y + 118} C{x + 32} {y + 154} {x + 32} {y + 200} {x} {y + 202} C{x - 32} "
            f"{y + 200} {x - 32} {y + 154} {x} {y + 118}Z"
        )
        c.ball(stone, c.main, depth=6)
        with c.inside(stone):
            c.flat(
                path(f"M{x} {y + 118} L{x - 14} {y + 160} L{x + 14} {y + 160}Z"),
                tint(c.main, 0.2),
                opacity=0.6,
            )
            c.flat(path(f"M{x - 14} {y + 160} L{x + 14} {y + 160} L{x} {y + 202}Z"), c.deep, opacity=0.5)
            c.flat(
                path(f"M{x - 34} {y + 164} L{x - 14} {y + 160} L{x} {y + 202}Z"),
                tint(c.main, 0.1),
                opacity=0.5,
            )
        c.gloss(oval(x - 12, y + 150, 5, 10), opacity=0.7, blur=2)


@illustration("hat", colour="#d8b276")
def hat(c: Canvas) -> None:
    """Wide-brimmed felt hat with a ribbon."""
    c.ball(oval(128, 168, 114, 42), c.main, depth=11)
    c.shadow(oval(128, 158, 76, 26), c.main, opacity=0.6, blur=7)
    crown = path(
        "M62 158 C60 96 70 56 98 48 Q116 62 128 60 Q140 62 158 48 C186 56 196 96 194 158 Q128 186 62 158Z"
    )
    c.solid(crown, c.main, depth=14, to=c.deep)
    c.shadow(path("M112 60 Q128 66 144 60 Q140 96 128 104 Q116 96 112 60Z"), c.main, opacity=0.45, blur=6)
    c.solid(path("M61 132 Q128 160 195 132 L195 160 Q128 188 61 160Z"), c.dark, depth=6)
    c.solid(corner([(172, 136), (206, 130), (206, 168), (174, 168)], 6), tint(c.dark, 0.05), depth=4)
    c.gloss(blob([(84, 76), (98, 66), (92, 116), (76, 122)]), opacity=0.4, blur=6)


@illustration("umbrella", colour="#2f7fd6")
def umbrella(c: Canvas) -> None:
    """Open umbrella with a wooden crook."""
    with c.moved("rotate(14 128 128)"):
        c.tube("M128 110 L128 206 C128 238 88 238 90 210", 9, "#b9794a")
        canopy = path(
            "M18 128 C22 56 74 26 128 26 C182 26 234 56 238 128 Q216 110 183 128 Q156 110 128 "
            "128 Q100 110 73 128 Q40 110 18 128Z"
        )
        c.ball(oval(128, 122, 100, 16), shade(c.main, 0.28), depth=3)
        c.solid(canopy, c.main, depth=12, to=c.deep)
        with c.inside(canopy):
            c.solid(path("M128 26 C92 50 74 90 73 140 L128 140Z"), tint(c.main, 0.08), depth=6)
            c.solid(path("M128 26 C164 50 182 90 183 140 L240 140 L240 60Z"), shade(c.main, 0.06), depth=6)
        c.gloss(path("M44 106 Q56 66 98 48 Q68 80 62 108Z"), opacity=0.45, blur=5)
        c.tube("M128 28 L128 12", 6, STEEL)


@illustration("gloves", colour="#8b5e3c")
def gloves(c: Canvas) -> None:
    """Lined winter gloves."""
    for shift, turned in ((-14, "rotate(-12 96 140)"), (40, "rotate(10 160 140)")):
        with c.moved(turned), c.moved(f"translate({shift} 0)"):
            for x, top in ((84, 58), (104, 44), (124, 50), (143, 68)):
                c.solid(box(x, top, 21, 100, 10), c.main, depth=6)
            c.solid(blob([(64, 116), (78, 112), (92, 146), (96, 176), (78, 168), (60, 136)]), c.main, depth=6)
            c.solid(path("M82 110 Q124 96 164 110 L160 190 L88 190Z"), c.main, depth=9, to=c.deep)
            c.solid(box(80, 184, 86, 36, 14), CREAM, depth=7, to=shade(CREAM, 0.1))
            for x in (106, 123, 140):
                c.cord(f"M{x} 128 L{x} 160", 2, c.deep)
