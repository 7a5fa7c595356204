"""Framed prints: abstract, landscape, botanical, line art, typographic sun, sets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from example_shop.illustrations.canvas import INK, OAK, PAPER, WOOD, Canvas
from example_shop.illustrations.colours import mix, shade, tint, turn
from example_shop.illustrations.registry import illustration
from example_shop.illustrations.shapes import around, blob, box, oval, path, ring


@contextmanager
def _framed(
    c: Canvas,
    x: float,
    y: float,
    width: float,
    height: float,
    wood: str,
    *,
    ground: str = PAPER,
    mat: float = 12,
) -> Iterator[None]:
    """A frame with a passe-partout; the block paints the print. The glass is laid over it at the end."""
    c.solid(box(x, y, width, height, 5), wood, depth=6)
    c.flat(box(x + 9, y + 9, width - 18, height - 18, 1), PAPER)
    sheet = box(x + 9 + mat, y + 9 + mat, width - 18 - mat * 2, height - 18 - mat * 2, 1)
    c.flat(sheet, ground)
    with c.inside(sheet):
        yield
    with c.inside(box(x + 9, y + 9, width - 18, height - 18, 1)):
        c.shadow(
            path(
                f"M{x} {y} L{x + width} {y} L{x + width} {y + 14} L{x + 14} {y + 14} L{x + 14} "
                f"{y + height} L{x} {y + height}Z"
            ),
            "#8d8577",
            opacity=0.55,
            blur=3,
        )
        c.flat(
            path(f"M{x} {y + height * 0.66} L{x + width * 0.7} {y} L{x + width} {y} L{x} {y + height}Z"),
            "#ffffff",
            opacity=0.13,
        )


@illustration("wall-art-abstract", colour="#e0663f")
def abstract(c: Canvas) -> None:
    """Cut-paper shapes in warm colours."""
    with _framed(c, 40, 12, 176, 232, OAK, ground="#f4e9d8"):
        c.flat(blob([(60, 60), (120, 44), (150, 92), (112, 130), (64, 112)]), c.main)
        c.flat(
            blob([(124, 104), (186, 90), (200, 150), (150, 172), (118, 146)]),
            turn(c.main, 170, lightness=0.5, chroma=0.07),
        )
        c.flat(blob([(58, 148), (104, 136), (132, 180), (100, 220), (56, 206)]), c.accent)
        c.flat(oval(168, 66, 18), c.dark)
        c.flat(path("M140 224 C140 180 176 180 200 200 L200 236 L140 236Z"), tint(c.main, 0.14))
        c.cord("M70 128 C100 110 140 190 186 128", 3.5, INK)
        for i in range(6):
            c.cord(f"M{150 + i * 7} 184 L{146 + i * 7} 206", 2.6, INK)


@illustration("wall-art-arches", colour="#c7745a")
def arches(c: Canvas) -> None:
    """Mid-century arches and a sun."""
    with _framed(c, 40, 12, 176, 232, WOOD, ground="#f5ead9"):
        c.flat(oval(150, 82, 26), c.accent)
        for radius, tone in (
            (62, c.main),
            (48, "#f5ead9"),
            (40, turn(c.main, 150, lightness=0.55, chroma=0.06)),
            (26, "#f5ead9"),
            (18, c.dark),
        ):
            c.flat(
                path(
                    f"M{112 - radius} 240 L{112 - radius} 158 A{radius} {radius} 0 0 1 "
                    f"{112 + radius} 158 L{112 + radius} 240Z"
                ),
                tone,
            )
        c.flat(path("M150 240 L150 190 A28 28 0 0 1 206 190 L206 240Z"), c.deep)


@illustration("wall-art-landscape", colour="#3f7fa8")
def landscape(c: Canvas) -> None:
    """Mountain lake in layers of mist."""
    sky = c.linear("#fde4c8", "#f7c9b5", tint(c.main, 0.2), angle=90)
    with _framed(c, 12, 44, 232, 168, OAK, ground=sky, mat=10):
        c.flat(oval(166, 96, 20), "#fff3d6")
        for height, tone in (
            (0, mix(c.main, "#f3d9cd", 0.6)),
            (18, mix(c.main, "#f3d9cd", 0.35)),
            (38, c.main),
            (60, c.deep),
        ):
            y = 96 + height
            c.flat(
                path(
                    f"M20 {y + 36} Q60 {y - 26 + height / 3} 92 {y + 14} Q124 "
                    f"{y - 30 + height / 2} 160 {y + 20} Q196 {y - 16} 240 {y + 30} L240 220 L20 220Z"
                ),
                tone,
            )
        c.flat(path("M20 186 Q128 174 240 186 L240 220 L20 220Z"), c.dark)
        for x, size in ((60, 1.0), (76, 0.7), (196, 1.1), (210, 0.7), (182, 0.6)):
            c.flat(
                path(f"M{x} {186 - 34 * size} L{x + 9 * size} 190 L{x - 9 * size} 190Z"), shade(c.dark, 0.08)
            )


@illustration("wall-art-sea", colour="#2f8fa8")
def sea(c: Canvas) -> None:
    """Coast at evening with a small sail."""
    sky = c.linear("#ffd9a0", "#ffb08a", "#f2887d", angle=90)
    with _framed(c, 12, 44, 232, 168, PAPER, ground=sky, mat=8):
        c.flat(oval(90, 120, 30), "#fff0c2")
        c.flat(box(20, 122, 220, 90), c.linear(tint(c.main, 0.1), c.main, c.deep, angle=90))
        for i, y in enumerate((130, 138, 148, 160, 174)):
            c.cord(f"M{66 - i * 6} {y} L{114 + i * 5} {y}", 3, "#ffe3b0", opacity=0.8)
            c.cord(f"M{140 + i * 9} {y + 5} L{176 + i * 7} {y + 5}", 2, tint(c.main, 0.2), opacity=0.6)
        c.flat(path("M170 142 L170 86 L198 138Z"), PAPER)
        c.flat(path("M164 140 L164 98 L148 138Z"), "#f6e7d2")
        c.flat(path("M142 142 L204 142 Q196 156 180 156 L158 156 Q146 154 142 142Z"), c.dark)


@illustration("wall-art-botanical", colour="#4f8a5b")
def botanical(c: Canvas) -> None:
    """Pressed fern."""
    with _framed(c, 46, 12, 164, 232, WOOD, ground="#f7f1e3"):
        c.cord("M128 218 C124 170 134 110 126 50", 3.4, c.deep)
        for i in range(9):
            y = 200 - i * 17
            length = 46 - abs(i - 2.5) * 4.6
            for side in (-1, 1):
                tip_x, tip_y = 128 + side * length, y - 22 + i
                tone = c.main if (i + side) % 3 else tint(c.main, 0.08)
                c.solid(
                    path(
                        f"M128 {y} Q{128 + side * length * 0.4} {y - 26} {tip_x} {tip_y} "
                        f"Q{128 + side * length * 0.6} {y + 4} 128 {y}Z"
                    ),
                    tone,
                    depth=3,
                )
        c.solid(path("M126 56 Q116 40 127 30 Q138 40 126 56Z"), c.main, depth=3)


@illustration("wall-art-poppies", colour="#d8432f")
def poppies(c: Canvas) -> None:
    """Three poppies in watercolour."""
    with _framed(c, 46, 12, 164, 232, INK, ground="#fbf5ea"):
        for x, y, bend in ((98, 92, -14), (156, 80, 14), (128, 132, 4)):
            c.cord(f"M{x} {y} Q{x + bend} {y + 60} {128 + bend / 2} 226", 3, "#6f8f4f")
        for x, y, angle in ((110, 176, -40), (146, 170, 44), (140, 196, 62)):
            c.solid(
                path("M0 0 C-12 -14 -10 -34 0 -44 C10 -34 12 -14 0 0Z"),
                "#7fa05c",
                depth=3,
                turned=f"translate({x} {y}) rotate({angle})",
            )
        for x, y, size in ((98, 88, 1.0), (156, 76, 0.9), (128, 128, 1.1)):
            for dx, dy, tone in (
                (-13, 4, c.deep),
                (13, 4, c.deep),
                (0, -8, c.main),
                (0, 10, tint(c.main, 0.06)),
            ):
                c.ball(oval(x + dx * size, y + dy * size, 19 * size, 16 * size), tone, depth=5)
            c.flat(oval(x, y + 1, 6.5 * size), "#2d2430")
            for angle in range(0, 360, 45):
                px, py = around(x, y + 1, 9.5 * size, angle)
                c.flat(oval(px, py, 1.4), "#2d2430")


@illustration("wall-art-line", colour="#d9a38c")
def line_art(c: Canvas) -> None:
    """A face in one line over a soft shape."""
    with _framed(c, 46, 12, 164, 232, OAK, ground="#faf4ea"):
        c.flat(
            blob([(84, 70), (150, 56), (180, 120), (150, 190), (92, 176), (72, 120)]), c.main, opacity=0.85
        )
        c.cord(
            "M150 52 C104 40 84 76 92 104 C94 114 82 124 84 132 C88 138 96 134 94 142 C90 148 96 150 94 154 "
            "C92 160 98 160 98 166 C98 180 116 182 128 174 C134 190 128 206 118 220",
            3.4,
            INK,
        )
        c.cord("M104 106 Q114 98 126 106 Q116 114 104 106", 3, INK)
        c.cord("M100 92 Q114 82 132 90", 3, INK)
        c.cord("M150 52 C190 66 184 130 166 148 C176 170 172 200 178 222", 3.4, INK)
        c.flat(oval(152, 142, 6), c.accent)


@illustration("wall-art-moon", colour="#3a3f7d")
def moon(c: Canvas) -> None:
    """Phases of the moon over hills."""
    with _framed(c, 46, 12, 164, 232, INK, ground=c.linear(c.deep, c.main, tint(c.main, 0.2), angle=90)):
        c.gloss(oval(128, 96, 42), opacity=0.45, blur=12, colour="#fff1c4")
        c.ball(oval(128, 96, 32), "#f7e4b0", depth=7)
        for x, y, r in ((118, 88, 6), (138, 104, 8), (134, 82, 4)):
            c.flat(oval(x, y, r), "#d9bf85", opacity=0.6)
        for i in range(22):
            c.flat(
                oval(68 + (i * 47.3) % 120, 40 + (i * 31.7) % 130, 1.2 + i % 2 * 0.7), "#fff6da", opacity=0.9
            )
        c.flat(path("M50 190 Q96 150 140 186 Q170 166 210 184 L210 250 L50 250Z"), tint(c.main, 0.1))
        c.flat(path("M50 208 Q110 180 206 212 L206 250 L50 250Z"), c.dark)


@illustration("wall-art-city", colour="#e3a13b")
def city(c: Canvas) -> None:
    """Roofs of an old town."""
    with _framed(c, 40, 12, 176, 232, INK, ground="#dcebf0"):
        c.flat(oval(162, 70, 20), "#fff1c9")
        houses = (
            (60, 40, 92, c.main),
            (98, 34, 120, "#d8573c"),
            (130, 36, 84, "#4f8a8b"),
            (164, 34, 108, "#f1d9b0"),
        )
        for x, width, height, tone in houses:
            top = 226 - height
            c.flat(
                path(f"M{x} {top} L{x + width / 2} {top - 26} L{x + width} {top} L{x + width} 240 L{x} 240Z"),
                tone,
            )
            c.flat(path(f"M{x} {top} L{x + width / 2} {top - 26} L{x + width} {top}Z"), shade(tone, 0.14))
            for row in range(3):
                for column in range(2):
                    c.flat(
                        box(x + 7 + column * (width - 22), top + 12 + row * 24, 8, 13, 4),
                        "#3a3547" if (row + column) % 2 else "#fff1c9",
                    )
        c.flat(path("M40 222 Q128 208 216 222 L216 244 L40 244Z"), "#7fae92")


@illustration("wall-art-waves", colour="#1f5f8b")
def waves(c: Canvas) -> None:
    """Concentric waves after a woodblock pattern."""
    with _framed(c, 40, 12, 176, 232, WOOD, ground="#f3ead7"):
        for row in range(7):
            for column in range(-1, 5):
                x, y = 52 + column * 46 + (row % 2) * 23, 66 + row * 27
                for radius, tone in (
                    (25, c.main),
                    (21, "#f3ead7"),
                    (17, tint(c.main, 0.1)),
                    (12.5, "#f3ead7"),
                    (8.5, c.accent),
                ):
                    c.flat(oval(x, y, radius), tone)
                c.cord(ring(x, y, 25), 1.2, c.deep)


@illustration("wall-art-set", colour="#8a6fb5")
def frame_set(c: Canvas) -> None:
    """Gallery wall of four small prints."""
    with _framed(c, 14, 18, 104, 132, OAK, ground="#f4e9d8", mat=7):
        c.flat(oval(66, 74, 26), c.main)
        c.flat(box(20, 96, 100, 60), c.deep)
    with _framed(c, 128, 18, 114, 88, INK, ground="#dcebf0", mat=7):
        c.flat(path("M140 100 L176 48 L198 78 L212 58 L240 100Z"), c.main)
        c.flat(oval(210, 46, 8), c.accent)
    with _framed(c, 14, 162, 104, 78, WOOD, ground="#fbf5ea", mat=7):
        c.cord("M34 216 C50 180 60 230 74 196 C82 178 92 210 100 190", 3.4, c.deep)
    with _framed(c, 128, 118, 114, 122, PAPER, ground="#f7f1e3", mat=7):
        c.cord("M185 226 L185 148", 3, "#5f8a4f")
        for i in range(4):
            for side in (-1, 1):
                y = 214 - i * 18
                c.flat(
                    path(
                        f"M185 {y} Q{185 + side * 14} {y - 18} {185 + side * 28} {y - 14} "
                        f"Q{185 + side * 18} {y + 2} 185 {y}Z"
                    ),
                    "#5f8a4f" if i % 2 else "#7fae6a",
                )


@illustration("wall-art-triptych", colour="#c9963c")
def triptych(c: Canvas) -> None:
    """One dune landscape on three canvases."""
    sky = c.linear("#fbe7cf", "#f3c79a", angle=90)
    for x in (10, 92, 174):
        panel = box(x, 44, 72, 168, 4)
        c.solid(panel, "#f3d9b0", depth=4)
        with c.inside(box(x + 2, 46, 68, 164, 3)):
            c.flat(box(0, 40, 256, 180), sky)
            c.ball(oval(152, 92, 26), "#fff3d6", depth=6)
            c.flat(path("M0 150 Q70 104 140 146 Q190 170 256 120 L256 220 L0 220Z"), tint(c.main, 0.08))
            c.flat(path("M0 176 Q90 128 160 178 Q210 200 256 160 L256 220 L0 220Z"), c.main)
            c.flat(path("M0 200 Q110 158 256 206 L256 220 L0 220Z"), c.deep)
        c.shadow(box(x + 66, 48, 6, 162, 2), "#8d6a3a", opacity=0.4, blur=2)
