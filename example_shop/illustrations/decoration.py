"""Things that stand about: vases, candles, cushions, clocks, baskets."""

from __future__ import annotations

from example_shop.illustrations.canvas import BRASS, GLOW, LEAF, OAK, PAPER, SOIL, Canvas
from example_shop.illustrations.colours import shade, tint
from example_shop.illustrations.registry import illustration
from example_shop.illustrations.shapes import around, blob, box, corner, drum, oval, path


@illustration("vase", colour="#c8614b")
def vase(c: Canvas) -> None:
    """Fluted vase with dried pampas."""
    for data, x, y, tilt in (
        ("M124 96 C118 70 96 46 84 30", 80, 40, -28),
        ("M132 96 C136 66 150 46 164 26", 166, 36, 24),
        ("M128 96 L126 30", 126, 26, -2),
    ):
        c.tube(data, 4, "#b08d57")
        c.ball(oval(x, y, 13, 30), "#e3c48f", depth=6) if tilt == -2 else c.solid(
            oval(x, y, 13, 30), "#d9b67c", depth=6, turned=f"rotate({tilt} {x} {y})"
        )
    body = path(
        "M106 88 L150 88 Q148 112 170 136 C196 168 178 226 156 238 L100 238 C78 226 60 "
        "168 86 136 Q108 112 106 88Z"
    )
    c.solid(body, c.main, depth=13, angle=15, to=c.deep)
    with c.inside(body):
        for x in (-52, -32, -11, 11, 32, 52):
            c.cord(
                f"M{128 + x * 0.35} 84 C{128 + x * 0.5} 120 {128 + x * 1.3} 160 {128 + x * 0.7} 244",
                4,
                c.deep,
                opacity=0.35,
            )
    c.ball(oval(128, 88, 25, 7), shade(c.main, 0.25), depth=3)
    c.gloss(blob([(92, 152), (104, 144), (98, 200), (88, 194)]), opacity=0.55, blur=5)


@illustration("vase-duo", colour="#7fa3a8")
def vase_duo(c: Canvas) -> None:
    """Two stoneware vases, tall and round."""
    c.solid(
        path(
            "M64 26 L96 26 Q94 60 112 84 C130 120 122 210 110 232 L50 232 C38 210 30 120 48 84 Q66 60 64 26Z"
        ),
        c.main,
        depth=12,
        angle=15,
        to=c.deep,
    )
    c.ball(oval(80, 27, 18, 5), shade(c.main, 0.25), depth=2)
    c.cord("M40 132 Q80 146 120 132", 7, PAPER, opacity=0.8)
    c.cord("M38 150 Q80 164 121 150", 2.4, PAPER, opacity=0.8)
    c.gloss(blob([(52, 108), (62, 100), (60, 190), (50, 190)]), opacity=0.5, blur=5)
    c.ball(
        path(
            "M148 128 L178 128 Q178 142 200 152 C236 180 224 226 196 236 L130 236 C102 226 92 "
            "180 126 152 Q148 142 148 128Z"
        ),
        c.accent,
        depth=12,
    )
    c.ball(oval(163, 129, 17, 5), shade(c.accent, 0.28), depth=2)
    c.gloss(oval(128, 178, 8, 16), opacity=0.6, blur=4)


@illustration("candle", colour="#d7a6a0")
def candle(c: Canvas) -> None:
    """Scented candle in a glass with a label."""
    c.gloss(oval(128, 60, 48, 52), opacity=0.5, blur=14, colour=GLOW)
    c.solid(drum(128, 98, 226, 132, 120, 8), c.main, depth=11, angle=10, to=c.deep)
    c.ball(oval(128, 98, 66, 17), tint(c.main, 0.16), depth=5)
    c.flat(oval(128, 99, 54, 12), c.radial((0, "#fff6da"), (1, tint(c.main, 0.08)), cx=0.5, cy=0.5, r=0.6))
    c.cord("M128 98 L128 78", 4, "#4a3a34")
    c.flat(
        path("M128 26 C154 56 148 84 128 86 C108 84 102 56 128 26Z"),
        c.radial((0, "#fff7d0"), (0.5, "#ffc94a"), (1, "#f2803a"), cx=0.5, cy=0.7, r=0.7),
    )
    c.solid(box(92, 142, 72, 54, 6), PAPER, depth=3)
    c.text("FIG", 128, 168, 15, "#4a3a34")
    c.cord("M106 180 L150 180", 2, c.deep)
    c.gloss(path("M74 116 L86 118 L88 210 L80 206Z"), opacity=0.5, blur=4)


@illustration("candle-holders", colour="#2f5d62")
def candle_holders(c: Canvas) -> None:
    """Three candlesticks of different heights."""
    for x, top, tone in ((70, 118, c.main), (128, 76, tint(c.main, 0.1)), (186, 140, c.accent)):
        c.gloss(oval(x, top - 62, 22, 28), opacity=0.5, blur=8, colour=GLOW)
        c.ball(oval(x, 224, 34, 10), tone, depth=5)
        c.solid(
            path(f"M{x - 8} {top + 10} L{x + 8} {top + 10} L{x + 13} 222 L{x - 13} 222Z"),
            tone,
            depth=6,
            angle=10,
        )
        c.ball(oval(x, (top + 222) / 2, 15, 12), tone, depth=5)
        c.ball(
            path(
                f"M{x - 22} {top} Q{x} {top + 12} {x + 22} {top} Q{x + 14} {top + 20} {x} "
                f"{top + 20} Q{x - 14} {top + 20} {x - 22} {top}Z"
            ),
            tone,
            depth=4,
        )
        c.solid(box(x - 9, top - 42, 18, 48, 5), PAPER, depth=5)
        c.flat(
            path(
                f"M{x} {top - 78} C{x + 14} {top - 60} {x + 9} {top - 44} {x} {top - 44} "
                f"C{x - 9} {top - 44} {x - 14} {top - 60} {x} {top - 78}Z"
            ),
            c.radial((0, "#fff7d0"), (0.5, "#ffc94a"), (1, "#f2803a"), cx=0.5, cy=0.7),
        )


@illustration("cushion", colour="#d97b8f")
def cushion(c: Canvas) -> None:
    """Velvet cushion with piping and a tufted button."""
    shape = path(
        "M30 40 Q40 28 56 36 Q128 56 200 36 Q216 28 226 40 Q230 52 222 66 Q204 128 222 190 Q230 "
        "206 222 218 Q210 228 196 220 Q128 202 60 220 Q44 228 34 218 Q26 206 34 190 "
        "Q52 128 34 66 Q26 52 30 40Z"
    )
    c.ball(shape, c.main, depth=16)
    with c.inside(shape):
        for angle in range(0, 360, 45):
            x, y = around(128, 128, 66, angle)
            c.shadow(path(f"M128 128 L{x - 5} {y - 5} L{x + 5} {y + 5}Z"), c.main, opacity=0.4, blur=4)
    c.cord(
        "M38 46 Q60 40 128 50 Q196 40 218 46 Q206 128 218 210 Q196 214 128 206 Q60 214 38 210 Q50 128 38 46Z",
        2.6,
        tint(c.main, 0.16),
        opacity=0.8,
    )
    c.shadow(oval(128, 130, 18), c.main, opacity=0.6, blur=5)
    c.ball(oval(128, 128, 9), c.deep, depth=4)
    c.gloss(blob([(62, 62), (100, 66), (92, 104), (64, 98)]), opacity=0.35, blur=9)


@illustration("cushion-striped", colour="#3f6fb0")
def cushion_striped(c: Canvas) -> None:
    """Linen cushion with broad stripes and tassels."""
    for x, y in ((40, 66), (216, 66), (40, 204), (216, 204)):
        c.tube(f"M{x} {y} L{x + (x - 128) * 0.12:.1f} {y + (14 if y > 128 else -14)}", 11, c.accent)
        c.ball(oval(x, y, 7), shade(c.accent, 0.08), depth=3)
    shape = path(
        "M42 62 Q128 76 214 62 Q224 62 222 74 Q208 134 222 196 Q224 208 214 208 Q128 194 42 208 "
        "Q32 208 34 196 Q48 134 34 74 Q32 62 42 62Z"
    )
    c.ball(shape, PAPER, depth=13)
    with c.inside(shape):
        for x, width in ((50, 26), (92, 10), (116, 24), (154, 10), (180, 26)):
            c.flat(box(x, 40, width, 190), c.main, opacity=0.92)
        c.gloss(blob([(60, 84), (120, 84), (110, 130), (66, 130)]), opacity=0.4, blur=12)
        c.shadow(path("M40 186 Q128 170 216 186 L216 214 L40 214Z"), c.main, opacity=0.3, blur=9)


@illustration("clock", colour="#e8603c")
def clock(c: Canvas) -> None:
    """Wall clock with clear numerals."""
    c.ball(oval(128, 128, 108), c.main, depth=13)
    c.shadow(oval(132, 134, 88), c.main, opacity=0.6, blur=4)
    c.ball(oval(128, 128, 86), PAPER, depth=8)
    for hour in range(12):
        x, y = around(128, 128, 70, hour * 30 - 90)
        if hour % 3 == 0:
            c.text(str(hour or 12), x, y + 7, 20, c.dark)
        else:
            c.ball(oval(x, y, 4), c.main, depth=2)
    c.tube("M128 128 L128 74", 8, c.dark)
    c.tube("M128 128 L166 146", 8, c.dark)
    c.cord("M118 150 L150 82", 2.4, c.main)
    c.ball(oval(128, 128, 9), BRASS, depth=4)


@illustration("mantel-clock", colour="#7a4b32")
def mantel_clock(c: Canvas) -> None:
    """Arched wooden table clock."""
    c.solid(box(24, 204, 208, 24, 9), c.deep, depth=6)
    c.solid(path("M40 206 L40 126 C40 14 216 14 216 126 L216 206Z"), c.main, depth=13, to=c.deep)
    c.ball(oval(128, 122, 68), BRASS, depth=7)
    c.ball(oval(128, 122, 58), PAPER, depth=6)
    for hour in range(12):
        x, y = around(128, 122, 47, hour * 30)
        c.flat(oval(x, y, 4 if hour % 3 == 0 else 2.4), c.dark)
    c.tube("M128 122 L104 94", 6, c.dark)
    c.tube("M128 122 L164 114", 5, c.dark)
    c.ball(oval(128, 122, 7), BRASS, depth=3)
    c.gloss(path("M80 110 Q92 74 128 70 Q100 86 94 120Z"), opacity=0.6, blur=4)


@illustration("basket", colour="#c79a5b")
def basket(c: Canvas) -> None:
    """Woven basket with a throw hanging out."""
    c.ball(blob([(70, 92), (96, 54), (140, 46), (186, 66), (200, 100), (128, 120)]), PAPER, depth=10)
    c.ball(oval(128, 104, 88, 18), shade(c.main, 0.24), depth=4)
    c.ball(blob([(84, 100), (120, 70), (166, 78), (184, 104), (130, 116)]), "#d8776a", depth=9)
    body = path("M38 104 Q128 136 218 104 L200 220 Q128 246 56 220Z")
    c.solid(body, c.main, depth=12, to=c.deep)
    with c.inside(body):
        for row in range(8):
            for column in range(13):
                x = 36 + column * 15.6 + (row % 2) * 7.8
                y = 122 + row * 16 + 14 * (1 - ((x - 128) / 92) ** 2)
                c.solid(box(round(x, 1) - 7, round(y, 1) - 5, 13.6, 9, 4), tint(c.main, 0.03), depth=3)
    c.cord("M38 106 Q128 138 218 106", 10, c.deep)
    c.cord("M38 104 Q128 136 218 104", 6, tint(c.main, 0.06))
    c.solid(path("M150 116 Q180 112 196 108 L190 190 Q170 200 152 194Z"), "#d8776a", depth=8)
    for x in (60, 206):
        c.tube(f"M{x - 12} 126 C{x - 22} 156 {x + 20} 160 {x + 8} 126", 6, c.deep)


@illustration("photo-frames", colour="#5f8f7b")
def photo_frames(c: Canvas) -> None:
    """A pair of standing picture frames."""
    for x, y, width, height, tone, tilt in ((94, 30, 118, 152, OAK, 6), (38, 86, 104, 136, c.main, -5)):
        with c.moved(f"rotate({tilt} {x + width / 2} {y + height})"):
            c.solid(box(x, y, width, height, 7), tone, depth=7)
            c.flat(box(x + 12, y + 12, width - 24, height - 24, 2), PAPER)
            inner = box(x + 22, y + 22, width - 44, height - 44, 2)
            c.flat(inner, c.linear("#cfe6f5", "#f6e3cf", angle=90))
            with c.inside(inner):
                c.ball(oval(x + width * 0.64, y + height * 0.4, 13), GLOW, depth=3)
                c.ball(
                    blob(
                        [(x, y + height), (x + width * 0.3, y + height * 0.52), (x + width * 0.8, y + height)]
                    ),
                    c.main,
                    depth=4,
                )
                c.ball(
                    blob(
                        [
                            (x + 24, y + height + 10),
                            (x + width * 0.7, y + height * 0.62),
                            (x + width, y + height),
                        ]
                    ),
                    c.accent,
                    depth=4,
                )
            c.flat(
                path(
                    f"M{x + 22} {y + height * 0.6} L{x + width * 0.6} {y + 22} "
                    f"L{x + width * 0.78} {y + 22} L{x + 22} {y + height * 0.78}Z"
                ),
                "#ffffff",
                opacity=0.3,
            )


@illustration("bowl", colour="#4f7fb5")
def bowl(c: Canvas) -> None:
    """Glazed fruit bowl."""
    for x, y, colour in (
        (92, 104, "#e8503c"),
        (164, 104, "#f2a23a"),
        (128, 88, "#9cc23f"),
        (118, 112, "#f2a23a"),
        (146, 116, "#e8503c"),
    ):
        c.ball(oval(x, y, 27), colour, depth=7)
    c.tube("M128 64 C128 54 134 48 140 46", 3.5, SOIL)
    c.solid(path("M136 58 C148 44 162 46 170 52 C160 64 146 66 136 58Z"), LEAF, depth=3)
    c.solid(drum(128, 206, 224, 70, 84, 4), c.deep, depth=5)
    body = path("M20 112 Q128 150 236 112 C232 176 188 212 128 212 C68 212 24 176 20 112Z")
    c.ball(body, c.main, depth=13)
    with c.inside(body):
        c.cord("M20 136 Q128 174 236 136", 8, PAPER, opacity=0.75)
        c.cord("M20 152 Q128 190 236 152", 3, PAPER, opacity=0.75)
    c.cord("M22 113 Q128 150 234 113", 4, tint(c.main, 0.2))
    c.gloss(blob([(52, 148), (64, 146), (90, 190), (78, 192)]), opacity=0.5, blur=5)


@illustration("lantern", colour="#39424e")
def lantern(c: Canvas) -> None:
    """Garden lantern with a candle."""
    c.tube("M92 66 C92 6 164 6 164 66", 7, c.main)
    c.gloss(oval(128, 150, 70, 66), opacity=0.6, blur=14, colour=GLOW)
    c.solid(corner([(96, 46), (160, 46), (194, 86), (62, 86)], 8), c.main, depth=7)
    glass = box(72, 84, 112, 132, 4)
    c.flat(glass, c.radial((0, "#fff4c9"), (0.6, "#f7c66b"), (1, "#c98a4a"), cx=0.5, cy=0.6, r=0.7))
    c.solid(box(106, 156, 44, 60, 6), PAPER, depth=7)
    c.flat(
        path("M128 108 C146 130 142 152 128 154 C114 152 110 130 128 108Z"),
        c.radial((0, "#fffbe2"), (0.6, "#ffcf5a"), (1, "#f2803a"), cx=0.5, cy=0.7),
    )
    c.flat(path("M80 96 L110 96 L88 200 L80 200Z"), "#ffffff", opacity=0.3)
    for x in (68, 124, 180):
        c.solid(box(x, 82, 8, 136, 3), c.main, depth=3)
    c.solid(box(58, 212, 140, 20, 7), c.main, depth=6)
