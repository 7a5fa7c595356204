"""Kitchen: pots, cups, knives and machines."""

from __future__ import annotations

from example_shop.illustrations.canvas import BRASS, CREAM, INK, IRON, OAK, PAPER, STEEL, WOOD, Canvas
from example_shop.illustrations.colours import shade, tint
from example_shop.illustrations.registry import illustration
from example_shop.illustrations.shapes import blob, box, drum, oval, path


@illustration("teapot", colour="#ee3d6d")
def teapot(c: Canvas) -> None:
    """Round teapot with a golden lid rim."""
    c.tube("M182 112 C236 88 244 176 188 182", 15, c.main)
    c.solid(
        path("M78 176 C52 168 46 132 36 100 L22 84 Q28 72 42 78 L58 92 C66 116 74 128 88 136Z"),
        c.main,
        depth=9,
        to=c.deep,
    )
    c.solid(drum(128, 214, 232, 74, 92, 4), c.deep, depth=5)
    c.ball(path("M72 92 L184 92 C224 130 212 204 164 220 L92 220 C44 204 32 130 72 92Z"), c.main, depth=15)
    c.gloss(blob([(78, 116), (94, 108), (84, 178), (68, 164)]), opacity=0.55, blur=6)
    c.tube("M74 92 Q128 104 182 92", 9, c.accent)
    c.ball(path("M78 86 C84 52 172 52 178 86 Q128 100 78 86Z"), c.main, depth=8)
    c.ball(oval(128, 48, 15, 13), c.main, depth=6)


@illustration("mug", colour="#3f8f8a")
def mug(c: Canvas) -> None:
    """Hand-glazed mug with steam."""
    for data in (
        "M96 58 C84 44 108 34 96 16",
        "M128 54 C116 38 142 30 128 10",
        "M160 58 C148 44 172 34 160 16",
    ):
        c.cord(data, 6, "#ffffff", opacity=0.75)
    c.tube("M186 112 C246 96 244 190 180 190", 17, c.main)
    body = drum(126, 84, 216, 132, 116, 8)
    c.solid(body, c.main, depth=13, angle=10, to=c.deep)
    with c.inside(body):
        c.flat(path("M40 176 Q80 160 126 182 Q170 200 210 172 L210 250 L40 250Z"), CREAM, opacity=0.95)
        c.shadow(path("M160 180 L196 170 L190 240 L160 240Z"), c.main, opacity=0.3, blur=8)
    c.ball(oval(126, 84, 66, 17), tint(c.main, 0.12), depth=5)
    c.flat(oval(126, 86, 57, 12.5), c.radial("#8a5a36", "#4e2d1c", cx=0.5, cy=0.6))
    c.gloss(path("M72 108 L88 112 L90 160 L78 158Z"), opacity=0.55, blur=5)


@illustration("pan", colour="#d8573c")
def pan(c: Canvas) -> None:
    """Enamelled cast-iron casserole."""
    for x in (18, 238):
        c.tube(
            f"M{x + (22 if x < 128 else -22)} 132 Q{x - (6 if x < 128 else -6)} 128 {x} 146 "
            f"Q{x + (4 if x < 128 else -4)} 162 {x + (24 if x < 128 else -24)} 158",
            12,
            c.deep,
        )
    c.solid(
        path("M32 118 L224 118 L216 192 Q212 220 180 220 L76 220 Q44 220 40 192Z"),
        c.main,
        depth=14,
        angle=30,
        to=c.deep,
    )
    c.gloss(path("M50 134 L72 134 L74 198 L58 190Z"), opacity=0.5, blur=6)
    c.ball(
        path("M26 118 C34 66 80 54 128 54 C176 54 222 66 230 118 Q128 134 26 118Z"),
        tint(c.main, 0.03),
        depth=12,
    )
    c.tube("M26 118 Q128 136 230 118", 9, c.deep)
    c.ball(oval(128, 52, 20, 9), IRON, depth=4)
    c.ball(oval(128, 40, 22, 12), STEEL, depth=5)
    c.gloss(path("M60 100 Q80 74 118 68 Q88 84 76 106Z"), opacity=0.5, blur=4)


@illustration("frying-pan", colour="#39424e")
def frying_pan(c: Canvas) -> None:
    """Forged frying pan with a beech handle."""
    with c.moved("rotate(-32 128 128)"):
        c.tube("M176 132 L246 132", 18, WOOD)
        c.tube("M164 132 L188 132", 14, STEEL)
        c.ball(oval(92, 132, 86), shade(c.main, 0.04), depth=10)
        c.ball(oval(92, 132, 74), c.main, depth=8)
        c.flat(oval(92, 132, 60), c.linear(shade(c.main, 0.1), tint(c.main, 0.12), angle=120), opacity=0.85)
        c.ball(blob([(66, 104), (106, 96), (132, 124), (122, 160), (84, 166), (56, 142)]), PAPER, depth=6)
        c.ball(oval(94, 130, 19), "#ffb52e", depth=6)
        c.gloss(oval(88, 123, 6, 5), opacity=0.8, blur=1.5)


@illustration("knife", colour="#7a4b32")
def knife(c: Canvas) -> None:
    """Chef's knife with a walnut handle."""
    with c.moved("rotate(-38 128 128)"):
        blade = path("M90 102 L236 102 Q260 104 248 118 Q206 164 96 162 Q90 162 90 156Z")
        c.solid(blade, tint(STEEL, 0.1), depth=6, to=STEEL, angle=90)
        with c.inside(blade):
            c.flat(path("M90 146 Q200 146 254 104 L260 170 L90 170Z"), tint(STEEL, 0.2), opacity=0.9)
            for i in range(7):
                c.cord(f"M{96 + i * 22} 146 q12 -10 22 -2", 1.6, IRON, opacity=0.5)
        c.solid(box(78, 100, 18, 44, 5), IRON, depth=5)
        c.solid(
            path("M-6 106 Q-12 98 0 98 L84 102 L84 140 L12 142 Q0 142 -4 132Z"), c.main, depth=9, to=c.deep
        )
        for x in (14, 40, 66):
            c.ball(oval(x, 121, 5), BRASS, depth=2)


@illustration("kitchen-machine", colour="#7fb8a8")
def kitchen_machine(c: Canvas) -> None:
    """Stand mixer with a steel bowl."""
    c.solid(box(34, 208, 190, 28, 14), c.deep, depth=8)
    c.solid(
        path("M164 212 L164 110 Q164 90 186 90 L204 90 Q222 92 222 112 L222 212Z"),
        c.main,
        depth=11,
        to=c.deep,
    )
    c.tube("M92 108 L92 160", 8, STEEL)
    c.solid(path("M76 152 Q92 130 108 152 Q112 186 92 196 Q72 186 76 152Z"), STEEL, depth=4)
    c.solid(path("M38 134 L146 134 Q144 190 122 208 L62 208 Q40 190 38 134Z"), STEEL, depth=11, angle=15)
    c.gloss(path("M52 142 L66 142 Q66 180 76 200 Q54 184 52 142Z"), opacity=0.7, blur=4)
    c.tube("M36 136 L148 136", 7, tint(STEEL, 0.08))
    c.solid(
        path("M44 76 Q44 34 96 34 L190 40 Q232 46 230 82 Q228 112 196 112 L74 112 Q44 112 44 76Z"),
        c.main,
        depth=13,
        to=c.deep,
    )
    c.solid(box(84, 104, 22, 14, 4), STEEL, depth=3)
    c.tube("M60 82 L222 82", 5, tint(STEEL, 0.08))
    c.ball(oval(196, 64, 9), PAPER, depth=3)
    c.ball(oval(194, 170, 13), PAPER, depth=4)
    c.cord("M194 170 L194 160", 3, c.deep)
    c.gloss(path("M64 58 Q76 44 120 44 Q84 54 72 74Z"), opacity=0.6, blur=4)


@illustration("kettle", colour="#2f3f4f")
def kettle(c: Canvas) -> None:
    """Gooseneck kettle."""
    c.solid(box(54, 218, 128, 18, 8), INK, depth=5)
    c.tube("M66 186 C20 180 40 110 14 92", 13, c.main)
    c.tube("M170 100 C250 96 236 200 184 206", 15, OAK)
    c.solid(
        path("M78 92 L160 92 Q190 150 186 218 L52 218 Q48 150 78 92Z"), c.main, depth=13, angle=20, to=c.deep
    )
    c.gloss(path("M76 120 L92 116 Q82 160 84 206 L66 206Z"), opacity=0.4, blur=6)
    c.ball(path("M74 92 Q118 58 164 92 Q118 106 74 92Z"), tint(c.main, 0.06), depth=6)
    c.ball(oval(119, 68, 11, 9), OAK, depth=4)
    c.ball(oval(119, 170, 17), PAPER, depth=4)
    c.cord("M119 170 L127 160", 2.6, "#d8573c")


@illustration("coffee-machine", colour="#c0392b")
def coffee_machine(c: Canvas) -> None:
    """Espresso machine with a portafilter."""
    c.solid(box(30, 40, 196, 74, 16), c.main, depth=12, to=c.deep)
    c.solid(box(126, 100, 92, 116, 10), shade(c.main, 0.05), depth=9, to=c.deep)
    c.solid(box(24, 208, 208, 26, 10), STEEL, depth=6)
    for i in range(8):
        c.cord(f"M{38 + i * 11} 216 L{34 + i * 11} 226", 3, INK)
    c.solid(box(44, 108, 70, 22, 7), STEEL, depth=5)
    c.tube("M66 138 L14 146", 12, INK)
    c.solid(box(56, 126, 46, 18, 6), STEEL, depth=4)
    for x in (70, 88):
        c.cord(f"M{x} 146 L{x} 176", 2.6, "#5a3420")
    c.ball(path("M54 168 L104 168 Q106 206 90 208 L68 208 Q52 206 54 168Z"), PAPER, depth=6)
    c.flat(oval(79, 169, 23, 4.500), "#6b3f24")
    c.ball(oval(74, 76, 21), PAPER, depth=5)
    c.cord("M74 76 L84 64", 3, c.main)
    for x in (130, 162, 194):
        c.ball(oval(x, 76, 10), STEEL, depth=4)
    c.tube("M206 112 C216 150 206 160 204 186", 6, STEEL)
    c.solid(box(34, 30, 188, 14, 6), STEEL, depth=5)


@illustration("cutting-board", colour="#b9794a")
def cutting_board(c: Canvas) -> None:
    """End-grain board with bread and herbs."""
    with c.moved("rotate(-10 128 128)"):
        c.solid(
            path(
                "M40 74 Q40 58 56 58 L198 58 Q214 58 214 74 L214 112 Q244 116 244 134 Q244 152 "
                "214 156 L214 196 Q214 212 198 212 L56 212 Q40 212 40 196Z"
            ),
            c.main,
            depth=9,
            to=c.deep,
        )
        c.flat(oval(226, 134, 8), shade(c.main, 0.25))
        for y, tone in ((84, 0.06), (128, 0.03), (172, 0.06)):
            c.flat(box(46, y - 6, 164, 16, 4), tint(c.main, tone), opacity=0.8)
        c.ball(
            blob([(64, 120), (96, 84), (150, 84), (186, 118), (170, 160), (110, 172), (70, 154)]),
            "#d39a52",
            depth=12,
        )
        for x in (92, 118, 144):
            c.solid(path(f"M{x} 96 Q{x + 16} 124 {x + 6} 152 Q{x - 10} 126 {x} 96Z"), "#f1d3a0", depth=4)
        for x, y, angle in ((184, 176, 30), (170, 188, 70), (190, 190, -8)):
            c.solid(
                path("M0 0 C-10 -10 -9 -26 0 -34 C9 -26 10 -10 0 0Z"),
                "#4f9f4a",
                depth=3,
                turned=f"translate({x} {y}) rotate({angle})",
            )


@illustration("glasses", colour="#7fb6d9")
def glasses(c: Canvas) -> None:
    """A carafe and two tumblers."""
    c.flat(
        path(
            "M60 24 L104 24 Q100 66 122 100 Q136 140 128 214 Q126 230 110 230 L54 230 Q38 230 "
            "36 214 Q28 140 42 100 Q64 66 60 24Z"
        ),
        c.linear(tint(c.main, 0.16), c.main, tint(c.main, 0.1), angle=10),
        opacity=0.75,
    )
    c.flat(
        path(
            "M38 130 Q82 140 127 130 Q132 170 128 212 Q126 228 110 228 L54 228 Q38 228 37 212 Q32 170 38 130Z"
        ),
        c.linear(c.main, c.deep, angle=60),
        opacity=0.55,
    )
    c.flat(oval(82, 130, 44, 7), tint(c.main, 0.2), opacity=0.8)
    c.gloss(path("M50 108 L62 98 Q54 150 56 210 L44 206Z"), opacity=0.8, blur=3)
    c.cord("M60 24 L104 24", 4, tint(c.main, 0.24))
    for x, y in ((144, 126), (192, 146)):
        c.flat(
            path(
                f"M{x - 6} {y} L{x + 54} {y} L{x + 48} 224 Q{x + 46} 232 {x + 38} 232 L{x + 10} "
                f"232 Q{x + 2} 232 {x} 224Z"
            ),
            c.linear(tint(c.main, 0.18), tint(c.main, 0.04), angle=20),
            opacity=0.8,
        )
        c.flat(
            path(
                f"M{x - 2} {y + 36} L{x + 50} {y + 36} L{x + 46} 222 Q{x + 44} 230 {x + 38} 230 "
                f"L{x + 10} 230 Q{x + 4} 230 {x + 2} 222Z"
            ),
            c.linear(c.main, c.deep),
            opacity=0.5,
        )
        c.cord(f"M{x - 6} {y} L{x + 54} {y}", 3.4, tint(c.main, 0.24))
        c.gloss(
            path(f"M{x + 4} {y + 10} L{x + 13} {y + 10} L{x + 14} 214 L{x + 8} 214Z"), opacity=0.8, blur=2
        )
    c.ball(oval(166, 172, 11), "#f7d64a", depth=4)
