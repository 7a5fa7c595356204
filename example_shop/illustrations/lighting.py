"""Lamps: floor, table, pendant, wall."""

from __future__ import annotations

from example_shop.illustrations.canvas import BRASS, GLOW, INK, OAK, PAPER, STEEL, Canvas
from example_shop.illustrations.colours import shade, tint
from example_shop.illustrations.registry import illustration
from example_shop.illustrations.shapes import corner, drum, oval, path


@illustration("floor-lamp", colour="#f0a63a")
def floor_lamp(c: Canvas) -> None:
    """Arc lamp with a dome shade."""
    c.gloss(oval(76, 132, 58, 36), opacity=0.55, blur=16, colour=GLOW)
    c.ball(oval(188, 228, 44, 12), c.deep, depth=5)
    c.tube("M188 226 L188 72 C188 2 84 2 78 62", 8, STEEL)
    c.ball(oval(76, 118, 44, 12), GLOW, depth=3)
    c.ball(path("M28 118 C28 78 50 58 76 58 C102 58 124 78 124 118 Q76 136 28 118Z"), c.main, depth=10)
    c.flat(oval(76, 119, 38, 7), tint(GLOW, 0.12))
    c.gloss(oval(56, 84, 10, 16), opacity=0.6, blur=4)
    c.solid(path("M68 54 L86 54 L88 66 L66 66Z"), BRASS, depth=3)


@illustration("floor-lamp-tripod", colour="#e7d8bd")
def floor_lamp_tripod(c: Canvas) -> None:
    """Linen drum shade on three wooden legs."""
    c.gloss(oval(128, 120, 80, 40), opacity=0.6, blur=16, colour=GLOW)
    c.tube("M128 112 L128 226", 8, shade(OAK, 0.14))
    c.tube("M124 116 L66 240", 9, OAK)
    c.tube("M132 116 L190 240", 9, OAK)
    c.ball(oval(128, 124, 15, 12), BRASS, depth=4)
    shade_shape = drum(128, 22, 106, 104, 150, 7)
    c.solid(shade_shape, c.main, depth=10, angle=0)
    with c.inside(shade_shape):
        c.gloss(oval(128, 80, 52, 46), opacity=0.75, blur=14, colour=tint(GLOW, 0.1))
        for x in range(58, 204, 12):
            c.cord(f"M{128 + (x - 128) * 0.7:.1f} 16 L{x} 124", 1.2, c.deep, opacity=0.35)


@illustration("table-lamp", colour="#3f8fa3")
def table_lamp(c: Canvas) -> None:
    """Ceramic table lamp with a pleated shade."""
    c.gloss(oval(128, 110, 84, 44), opacity=0.6, blur=16, colour=GLOW)
    c.solid(drum(128, 214, 228, 84, 92, 5), OAK, depth=5)
    c.tube("M128 100 L128 150", 9, BRASS)
    c.ball(
        path("M112 142 L144 142 C192 158 196 206 160 218 L96 218 C60 206 64 158 112 142Z"), c.main, depth=12
    )
    c.gloss(oval(98, 172, 9, 18), opacity=0.65, blur=4)
    c.cord("M76 190 Q128 208 180 190", 3, c.soft, opacity=0.8)
    hood = path("M86 26 Q128 34 170 26 L206 114 Q128 134 50 114Z")
    c.solid(hood, PAPER, depth=10, to="#ecd6ac")
    with c.inside(hood):
        c.gloss(oval(128, 96, 52, 40), opacity=0.8, blur=14, colour=GLOW)
        for i in range(12):
            c.cord(f"M{89 + i * 7.2:.1f} 24 L{54 + i * 13.6:.1f} 130", 2, "#caa774", opacity=0.5)


@illustration("table-lamp-mushroom", colour="#e8603c")
def table_lamp_mushroom(c: Canvas) -> None:
    """Portable mushroom lamp in lacquered metal."""
    c.gloss(oval(128, 152, 90, 34), opacity=0.65, blur=16, colour=GLOW)
    c.ball(oval(128, 222, 58, 14), c.deep, depth=6)
    c.solid(path("M108 120 L148 120 Q146 190 176 222 L80 222 Q110 190 108 120Z"), c.main, depth=10, to=c.deep)
    c.ball(oval(128, 130, 88, 18), tint(GLOW, 0.1), depth=4)
    c.ball(
        path("M24 128 C24 64 72 28 128 28 C184 28 232 64 232 128 Q180 150 128 150 Q76 150 24 128Z"),
        c.main,
        depth=14,
    )
    c.flat(path("M40 134 Q128 158 216 134 Q180 152 128 152 Q76 152 40 134Z"), tint(GLOW, 0.1))
    c.gloss(path("M52 104 Q62 62 108 48 Q74 78 70 108Z"), opacity=0.6, blur=5)


@illustration("pendant-lamp", colour="#2f5d50")
def pendant_lamp(c: Canvas) -> None:
    """Enamelled factory pendant."""
    c.tube("M128 0 L128 62", 4, INK)
    c.gloss(oval(128, 200, 96, 40), opacity=0.6, blur=16, colour=GLOW)
    c.solid(corner([(114, 54), (142, 54), (148, 90), (108, 90)], 5), BRASS, depth=4)
    c.ball(oval(128, 190, 42, 26), tint(GLOW, 0.08), depth=6)
    c.ball(oval(128, 184, 106, 20), tint(c.main, 0.4), depth=4)
    c.solid(
        path("M104 82 Q128 74 152 82 C160 130 232 136 236 182 Q128 206 20 182 C24 136 96 130 104 82Z"),
        c.main,
        depth=13,
        to=c.deep,
    )
    c.cord("M22 183 Q128 206 234 183", 4, tint(c.main, 0.2))
    c.gloss(path("M108 96 L118 96 Q112 140 60 164 Q48 168 44 164 Q98 142 108 96Z"), opacity=0.5, blur=4)


@illustration("pendant-paper", colour="#f3e3c7")
def pendant_paper(c: Canvas) -> None:
    """Paper globe with bamboo ribs."""
    c.tube("M128 0 L128 52", 4, INK)
    c.gloss(oval(128, 140, 110), opacity=0.5, blur=14, colour=GLOW)
    globe = oval(128, 140, 98, 92)
    c.flat(globe, c.radial((0, "#fffdf2"), (0.45, c.main), (1, shade(c.main, 0.14)), cx=0.5, cy=0.55))
    with c.inside(globe):
        for i in range(-5, 6):
            y = 140 + i * 16.5
            c.cord(f"M20 {y} Q128 {y + i * 7} 236 {y}", 2, shade(c.main, 0.12), opacity=0.75)
        c.gloss(oval(98, 100, 34, 26), opacity=0.6, blur=12)
    c.solid(path("M106 46 L150 46 L146 58 L110 58Z"), OAK, depth=3)
    c.solid(path("M112 226 L144 226 L140 236 L116 236Z"), OAK, depth=3)


@illustration("wall-lamp", colour="#c9a046")
def wall_lamp(c: Canvas) -> None:
    """Wall light with two opal globes."""
    c.ball(oval(128, 132, 34, 44), c.main, depth=8)
    c.tube("M128 134 C92 150 62 150 62 122", 9, c.main)
    c.tube("M128 134 C164 150 194 150 194 122", 9, c.main)
    for x in (62, 194):
        c.gloss(oval(x, 82, 58), opacity=0.55, blur=12, colour=GLOW)
        c.solid(path(f"M{x - 22} 112 L{x + 22} 112 L{x + 14} 130 L{x - 14} 130Z"), c.main, depth=4)
        c.flat(oval(x, 80, 44), c.radial((0, "#ffffff"), (0.55, "#fff4d6"), (1, "#e9c27a"), cx=0.45, cy=0.4))
        c.gloss(oval(x - 14, 62, 9, 12), opacity=0.9, blur=3)
    c.ball(oval(128, 132, 12), tint(c.main, 0.1), depth=4)
