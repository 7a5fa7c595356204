"""Travel and outdoor: tents, cases, bottles."""

from __future__ import annotations

from example_shop.illustrations.canvas import BRASS, CREAM, GLOW, INK, LEATHER, PAPER, RUBBER, STEEL, Canvas
from example_shop.illustrations.colours import shade, tint
from example_shop.illustrations.registry import illustration
from example_shop.illustrations.shapes import around, blob, box, corner, drum, line, oval, path


@illustration("tent", colour="#3fae5a")
def tent(c: Canvas) -> None:
    """Ridge tent under a small moon."""
    c.ball(path("M206 18 C182 22 176 56 204 62 C186 74 160 58 164 36 C168 18 190 10 206 18Z"), GLOW, depth=4)
    c.ball(oval(128, 218, 118, 15), "#9cc98a", depth=4)
    c.solid(path("M112 56 L214 72 L244 212 L150 222Z"), c.deep, depth=9)
    c.solid(path("M112 56 L150 222 L14 212Z"), c.main, depth=11, to=c.deep)
    c.flat(path("M112 96 L128 218 L66 214Z"), c.linear("#fff0c0", "#f2b45a", angle=90))
    c.solid(path("M112 96 L72 150 L66 214 L50 212Z"), tint(c.main, 0.1), depth=5)
    c.solid(path("M112 96 L136 160 L128 218 L146 220Z"), tint(c.main, 0.04), depth=4)
    c.solid(corner([(170, 96), (200, 100), (206, 124), (174, 122)], 7), c.soft, depth=4)
    for data in ("M112 56 L106 34", "M214 72 L252 206", "M112 56 L4 206"):
        c.cord(data, 2, PAPER, opacity=0.8)
    c.tube("M112 58 L104 32", 5, STEEL)


@illustration("tent-dome", colour="#f0802f")
def tent_dome(c: Canvas) -> None:
    """Dome tent with crossed poles."""
    c.ball(oval(128, 218, 120, 14), "#9cc98a", depth=4)
    c.solid(path("M10 216 C20 120 66 50 128 50 C190 50 236 120 246 216Z"), c.main, depth=14, to=c.deep)
    c.solid(
        path("M128 50 C92 92 72 150 66 216 L190 216 C184 150 164 92 128 50Z"), tint(c.main, 0.06), depth=8
    )
    c.flat(path("M128 112 C104 142 96 180 94 216 L162 216 C160 180 152 142 128 112Z"), c.dark)
    c.solid(path("M128 112 C110 140 104 176 112 216 L94 216 C96 180 104 142 128 112Z"), PAPER, depth=4)
    c.tube("M16 214 C40 100 110 30 176 80 C212 110 230 160 240 214", 4, STEEL)
    c.tube("M240 214 C216 100 146 30 80 80 C44 110 26 160 16 214", 4, STEEL)
    c.gloss(path("M44 150 Q60 100 94 74 Q70 116 62 156Z"), opacity=0.45, blur=5)


@illustration("sleeping-bag", colour="#3f6fd9")
def sleeping_bag(c: Canvas) -> None:
    """Rolled sleeping bag with straps."""
    c.solid(
        path("M62 78 L196 78 Q240 82 240 140 Q240 198 196 202 L62 202Z"),
        c.main,
        depth=14,
        angle=90,
        to=c.deep,
    )
    for x in (110, 156, 200):
        c.shadow(
            path(f"M{x} 80 Q{x + 16} 140 {x} 200 L{x + 8} 200 Q{x + 24} 140 {x + 8} 80Z"),
            c.main,
            opacity=0.5,
            blur=3,
        )
    c.ball(oval(64, 140, 50, 63), tint(c.main, 0.05), depth=8)
    for radius, tone in ((40, c.accent), (31, tint(c.main, 0.1)), (22, c.accent), (13, c.deep)):
        c.ball(oval(64, 140, radius * 0.8, radius), tone, depth=4)
    for x in (122, 178):
        c.solid(
            path(f"M{x} 76 L{x + 16} 76 Q{x + 32} 140 {x + 16} 204 L{x} 204 Q{x + 16} 140 {x} 76Z"),
            INK,
            depth=4,
        )
        c.solid(box(x + 8, 128, 20, 22, 5), STEEL, depth=4)
    c.tube("M128 76 C130 44 184 44 186 76", 7, INK)


@illustration("suitcase", colour="#3f8fe0")
def suitcase(c: Canvas) -> None:
    """Hard-shell trolley with a tag."""
    c.tube("M100 62 L100 16 L156 16 L156 62", 9, IRON_HANDLE)
    c.solid(box(92, 8, 72, 18, 8), INK, depth=4)
    for x in (76, 180):
        c.ball(oval(x, 238, 11), RUBBER, depth=4)
    c.solid(box(46, 52, 164, 182, 26), c.main, depth=14, to=c.deep)
    for x in (70, 103, 137, 170):
        c.solid(box(x, 70, 16, 146, 8), tint(c.main, 0.06), depth=5)
    c.solid(box(104, 46, 48, 14, 7), c.deep, depth=4)
    c.tube("M150 56 L168 78", 4, LEATHER)
    c.solid(corner([(160, 76), (186, 66), (206, 112), (180, 124)], 6), CREAM, depth=4)
    c.cord("M178 92 L192 86", 2.4, c.accent)
    c.cord("M183 102 L196 96", 2.4, c.accent)
    c.gloss(path("M58 78 L68 72 L68 200 L58 194Z"), opacity=0.5, blur=4)


#: Telescopic handle.
IRON_HANDLE = "#8b93a1"


@illustration("cabin-case", colour="#e6a33b")
def cabin_case(c: Canvas) -> None:
    """Cabin case with leather corners and straps."""
    c.tube("M96 74 C96 30 160 30 160 74", 11, LEATHER)
    c.solid(box(22, 70, 212, 148, 22), c.main, depth=13, to=c.deep)
    for x in (22, 202):
        for y in (70, 188):
            c.solid(box(x, y, 32, 30, 14), LEATHER, depth=6)
    for x in (70, 164):
        c.solid(box(x, 70, 22, 148, 3), LEATHER, depth=5)
        c.tube(f"M{x + 1} 122 L{x + 21} 122 L{x + 21} 144 L{x + 1} 144Z", 4, BRASS)
    c.cord("M24 146 L232 146", 3, c.deep)
    c.solid(box(112, 132, 32, 28, 6), BRASS, depth=5)
    c.ball(oval(128, 146, 5), shade(BRASS, 0.25), depth=2)
    c.gloss(path("M36 84 L150 84 Q80 92 44 120Z"), opacity=0.4, blur=5)


@illustration("bottle", colour="#1f8a8a")
def bottle(c: Canvas) -> None:
    """Insulated drinking bottle with a loop."""
    c.tube("M104 44 C92 -4 164 -4 152 44", 9, INK)
    c.solid(box(100, 32, 56, 34, 9), INK, depth=6)
    body = path(
        "M98 64 L158 64 Q160 84 180 96 L180 222 Q180 240 162 240 L94 240 Q76 240 76 222 L76 96 Q96 84 98 64Z"
    )
    c.solid(body, c.main, depth=13, angle=5, to=c.deep)
    with c.inside(body):
        c.flat(box(70, 214, 116, 30), STEEL, opacity=0.9)
        for i in range(3):
            c.cord(
                f"M76 {170 - i * 12} Q{104} {150 - i * 12} 128 {170 - i * 12} Q154 "
                f"{190 - i * 12} 182 {164 - i * 12}",
                4,
                tint(c.main, 0.2 - i * 0.04),
            )
    c.gloss(path("M90 110 L102 104 L102 206 L90 206Z"), opacity=0.6, blur=4)


@illustration("hiking-poles", colour="#d83f5f")
def hiking_poles(c: Canvas) -> None:
    """A pair of trekking poles with cork grips."""
    for turned, shift in (("rotate(16 128 128)", -26), ("rotate(-16 128 128)", 26)):
        with c.moved(turned), c.moved(f"translate({shift} 0)"):
            c.tube("M128 40 L128 236", 7, STEEL)
            c.tube("M128 70 L128 150", 10, c.main)
            c.ball(oval(128, 206, 22, 7), INK, depth=3)
            c.cord("M130 28 C164 24 160 78 132 66", 6, c.deep)
            c.solid(path("M116 18 Q128 8 140 18 L138 74 Q128 82 118 74Z"), "#c9965c", depth=6)
            c.solid(box(117, 10, 24, 14, 7), INK, depth=4)


@illustration("camp-stove", colour="#c0392b")
def camp_stove(c: Canvas) -> None:
    """Gas stove with a pot."""
    c.solid(drum(128, 186, 236, 104, 104, 6), c.main, depth=9, angle=5, to=c.deep)
    c.ball(oval(128, 186, 52, 12), tint(c.main, 0.1), depth=4)
    c.solid(box(116, 162, 24, 26, 5), BRASS, depth=4)
    c.tube("M140 172 L176 178", 6, STEEL)
    for angle in (-150, -90, -30):
        x, y = around(128, 158, 46, angle)
        c.tube(line([(128, 162), (x, y + 12)]), 6, STEEL)
    for x in (100, 128, 156):
        c.flat(
            path(f"M{x} 124 C{x + 14} 142 {x + 9} 158 {x} 158 C{x - 9} 158 {x - 14} 142 {x} 124Z"),
            c.radial((0, "#e9fbff"), (0.5, "#58b8f2"), (1, "#3f6fe0"), cx=0.5, cy=0.7),
        )
    c.tube("M190 88 L244 70", 10, INK)
    c.solid(drum(128, 60, 132, 128, 118, 6), STEEL, depth=10, angle=5)
    c.ball(oval(128, 60, 64, 15), tint(STEEL, 0.08), depth=4)
    c.ball(oval(128, 61, 55, 11), "#d9793f", depth=3)
    for x, y in ((108, 60), (140, 64), (150, 57)):
        c.ball(oval(x, y, 6, 4), "#9cc23f", depth=2)
    for data in ("M104 34 C96 24 112 18 104 6", "M148 34 C140 24 156 18 148 6"):
        c.cord(data, 5, "#ffffff", opacity=0.8)
    c.gloss(blob([(76, 84), (86, 82), (88, 122), (80, 122)]), opacity=0.7, blur=3)
