"""Bicycles and what belongs to them."""

from __future__ import annotations

from example_shop.illustrations.canvas import BRASS, GLOW, INK, IRON, LEATHER, PAPER, RUBBER, STEEL, Canvas
from example_shop.illustrations.colours import shade, tint
from example_shop.illustrations.registry import illustration
from example_shop.illustrations.shapes import around, blob, box, corner, line, oval, path, ring

_REAR, _FRONT = (58, 178), (198, 178)


def _wheels(c: Canvas, *, tyre: float = 9, spokes: int = 12, knobs: bool = False, wall: str = "") -> None:
    for cx, cy in (_REAR, _FRONT):
        for i in range(spokes):
            x, y = around(cx, cy, 40, i * 360 / spokes + 8)
            c.cord(line([(cx, cy), (x, y)]), 1.1, "#a9adbb")
        if knobs:
            for i in range(30):
                x, y = around(cx, cy, 47 + tyre / 2, i * 12)
                c.flat(oval(x, y, 2.8), RUBBER)
        c.cord(ring(cx, cy, 41), 3, STEEL)
        c.tube(ring(cx, cy, 47), tyre, RUBBER)
        if wall:
            c.cord(ring(cx, cy, 44), 3, wall)
        c.ball(oval(cx, cy, 7), STEEL, depth=3)


def _drive(c: Canvas, x: float, y: float) -> None:
    c.cord(f"M58 171 L{x} {y - 13}", 2.4, IRON)
    c.cord(f"M58 185 L{x} {y + 13}", 2.4, IRON)
    c.ball(oval(x, y, 14), STEEL, depth=4)
    c.flat(oval(x, y, 7), INK)
    c.tube(f"M{x} {y} L{x + 14} {y + 20}", 5, STEEL)
    c.tube(f"M{x + 7} {y + 21} L{x + 23} {y + 21}", 6, INK)


@illustration("city-bike", colour="#e8364f")
def city_bike(c: Canvas) -> None:
    """Step-through bicycle with basket, mudguards and a rack."""
    _wheels(c, wall="#efe3cd")
    c.tube("M14 160 C24 124 66 112 100 140", 6, tint(c.main, 0.04))
    c.tube("M156 150 C172 116 226 122 238 154", 6, tint(c.main, 0.04))
    c.tube("M22 124 L84 124", 5, STEEL)
    c.tube("M58 178 L34 126", 4, STEEL)
    c.tube("M58 178 L116 178", 8, c.main)
    c.tube("M58 178 L92 118", 7, c.main)
    c.tube("M116 178 L88 96", 9, c.main)
    c.tube("M116 178 C136 160 158 132 174 98", 9, c.main)
    c.tube("M104 150 C130 140 152 122 170 100", 7, c.main)
    c.tube("M166 76 L178 116 L198 178", 8, c.main)
    _drive(c, 116, 178)
    c.ball(path("M66 88 Q64 76 80 76 Q104 80 114 86 Q108 98 92 96 Q72 98 66 88Z"), LEATHER, depth=5)
    c.tube("M166 78 L160 58 Q140 46 126 58", 7, STEEL)
    c.tube("M134 54 L122 60", 9, LEATHER)
    c.solid(path("M182 72 L240 72 L230 118 L188 118Z"), "#c99a5b", depth=6)
    for x in (194, 206, 218, 229):
        c.cord(f"M{x} 76 L{x - 1} 116", 2, "#96683a")
    for y in (84, 95, 106):
        c.cord(f"M185 {y} L236 {y}", 2, "#96683a")
    c.tube("M181 72 L241 72", 5, "#b5803f")


@illustration("mountain-bike", colour="#2f9e6e")
def mountain_bike(c: Canvas) -> None:
    """Hardtail with a suspension fork and knobbly tyres."""
    _wheels(c, tyre=12, knobs=True)
    c.tube("M58 178 L116 180", 8, c.deep)
    c.tube("M58 178 L96 112", 7, c.deep)
    c.tube("M116 180 L90 92", 11, c.main)
    c.tube("M116 180 L172 106", 14, c.main)
    c.tube("M94 108 L166 92", 11, c.main)
    c.tube("M162 78 L174 116", 14, c.main)
    c.tube("M174 114 L184 142", 9, STEEL)
    c.tube("M182 136 L198 178", 13, INK)
    c.cord("M128 162 L160 120", 4, c.accent)
    _drive(c, 116, 180)
    c.ball(path("M60 86 Q60 76 76 76 Q104 78 116 82 Q110 92 90 92 Q66 94 60 86Z"), INK, depth=4)
    c.tube("M162 80 L166 66", 8, INK)
    c.tube("M146 62 L182 66", 8, INK)
    c.tube("M142 60 L154 62", 10, c.accent)


@illustration("e-bike", colour="#3f5fd9")
def e_bike(c: Canvas) -> None:
    """Trekking e-bike with a battery in the down tube."""
    _wheels(c, tyre=10)
    c.ball(oval(58, 178, 17), IRON, depth=4)
    c.tube("M12 164 C20 124 70 114 100 142", 6, INK)
    c.tube("M20 126 L82 126", 6, INK)
    c.tube("M58 178 L36 128", 4, INK)
    c.solid(box(22, 104, 52, 22, 7), c.deep, depth=5)
    c.tube("M58 178 L116 180", 8, c.deep)
    c.tube("M58 178 L94 116", 7, c.main)
    c.tube("M116 180 L86 88", 11, c.main)
    c.tube("M116 180 L174 104", 21, c.main)
    c.tube("M124 166 L164 114", 12, INK)
    c.cord("M131 158 L137 150", 4, "#5fe39a")
    c.tube("M96 126 L166 96", 10, c.main)
    c.tube("M160 74 L176 118 L198 178", 10, c.main)
    c.ball(oval(116, 180, 22), INK, depth=6)
    _drive(c, 116, 180)
    c.ball(path("M58 82 Q58 72 74 72 Q100 74 112 80 Q106 90 86 90 Q64 92 58 82Z"), INK, depth=4)
    c.tube("M160 76 L154 58 L134 54", 7, INK)
    c.solid(corner([(146, 42), (166, 46), (162, 60), (144, 56)], 4), "#2b3a55", depth=3)
    c.gloss(oval(192, 96, 12), opacity=0.8, blur=5, colour=GLOW)
    c.ball(oval(182, 96, 10, 9), STEEL, depth=3)


@illustration("road-bike", colour="#f0b429")
def road_bike(c: Canvas) -> None:
    """Light road bicycle with drop bars."""
    _wheels(c, tyre=5.5, spokes=16)
    c.tube("M58 178 L116 180", 5, c.deep)
    c.tube("M58 178 L94 104", 4.5, c.deep)
    c.tube("M116 180 L88 84", 8, c.main)
    c.tube("M116 180 L172 98", 10, c.main)
    c.tube("M92 96 L168 88", 8, c.main)
    c.tube("M166 74 L174 104", 10, c.main)
    c.tube("M174 102 Q182 140 198 178", 7, INK)
    c.cord("M128 160 L156 120", 3.4, PAPER)
    _drive(c, 116, 180)
    c.ball(path("M60 78 Q62 70 76 71 Q104 74 116 77 Q108 84 90 84 Q64 86 60 78Z"), INK, depth=4)
    c.tube("M166 76 L186 70", 7, INK)
    c.tube("M186 70 Q214 70 208 90 Q202 104 184 100", 7, c.dark)
    c.solid(box(132, 104, 12, 34, 5), PAPER, depth=3, turned="rotate(38 138 120)")


@illustration("cargo-bike", colour="#5b8f3f")
def cargo_bike(c: Canvas) -> None:
    """Long cargo bicycle with a wooden box."""
    for cx, cy, r in ((40, 186, 34), (220, 194, 26)):
        for i in range(12):
            c.cord(line([(cx, cy), around(cx, cy, r - 4, i * 30 + 8)]), 1.1, "#a9adbb")
        c.tube(ring(cx, cy, r), 9, RUBBER)
        c.ball(oval(cx, cy, 6), STEEL, depth=3)
    c.tube("M40 186 L84 194", 7, c.main)
    c.tube("M40 186 L66 126", 6, c.main)
    c.tube("M84 194 L62 104", 9, c.main)
    c.tube("M84 194 L116 118", 9, c.main)
    c.tube("M84 194 L186 206 L220 194", 9, c.main)
    c.tube("M108 92 L122 140 L132 196", 8, c.main)
    c.cord("M46 180 L84 184", 2.4, IRON)
    c.ball(oval(84, 194, 13), STEEL, depth=4)
    c.tube("M84 194 L98 212", 5, STEEL)
    c.ball(path("M40 98 Q40 88 56 88 Q78 92 88 97 Q82 106 66 106 Q46 108 40 98Z"), LEATHER, depth=4)
    c.tube("M108 94 L104 80 L84 76", 7, INK)
    c.solid(path("M126 112 L244 112 L232 190 L146 190Z"), "#c9965c", depth=9, to="#a06d3a")
    for y in (130, 150, 170):
        c.cord(f"M{128 + (y - 112) * 0.25:.0f} {y} L{242 - (y - 112) * 0.15:.0f} {y}", 2, "#8d5f33")
    c.tube("M124 112 L246 112", 7, "#b07c45")
    c.ball(blob([(150, 110), (158, 84), (182, 76), (196, 108)]), c.accent, depth=6)
    c.ball(blob([(190, 110), (200, 88), (224, 90), (230, 110)]), "#5fa83f", depth=6)


@illustration("kids-bike", colour="#f26fa0")
def kids_bike(c: Canvas) -> None:
    """Small bicycle with training wheels and streamers."""
    with c.moved("translate(6 -6)"):
        _wheels(c, tyre=13, spokes=10, wall=PAPER)
        c.tube("M62 178 L62 214", 5, STEEL)
        c.ball(oval(62, 218, 13), RUBBER, depth=4)
        c.tube("M58 178 L116 178", 9, c.main)
        c.tube("M116 178 L92 108", 11, c.main)
        c.tube("M116 178 C140 172 160 140 168 100", 13, c.main)
        c.tube("M162 78 L176 122 L198 178", 10, c.soft)
        _drive(c, 116, 178)
        c.ball(path("M64 102 Q64 90 80 90 Q104 92 116 98 Q110 110 92 110 Q70 112 64 102Z"), c.deep, depth=5)
        c.tube("M162 80 L154 52 Q136 44 124 56", 8, STEEL)
        for i, tone in enumerate((c.accent, "#5fc9d9", PAPER)):
            c.cord(f"M124 58 Q{108 - i * 5} {66 + i * 8} {112 - i * 7} {84 + i * 6}", 3.4, tone)
        c.tube("M132 52 L122 58", 11, c.accent)
        c.ball(oval(188, 84, 12), BRASS, depth=4)


@illustration("helmet", colour="#2fa8d9")
def helmet(c: Canvas) -> None:
    """Bicycle helmet with vents and a strap."""
    c.tube("M76 166 L112 224 L168 176", 6, INK)
    c.solid(box(104, 216, 20, 14, 5), INK, depth=3)
    c.ball(path("M34 172 Q128 196 222 160 Q222 178 196 182 Q100 204 40 186Z"), c.dark, depth=5)
    shell = path(
        "M26 166 C20 92 76 40 140 44 C204 48 236 98 234 152 Q238 168 222 166 Q120 190 44 180 Q28 180 26 166Z"
    )
    c.solid(shell, c.main, depth=15, to=c.deep)
    for data in (
        "M56 134 C62 94 90 70 118 62 C96 92 86 116 84 144Z",
        "M104 146 C104 106 122 78 148 62 C138 98 136 124 138 148Z",
        "M160 146 C162 110 168 88 180 72 C192 96 196 122 194 142Z",
    ):
        c.ball(path(data), c.dark, depth=5)
    c.gloss(path("M44 128 Q56 78 108 56 Q66 88 58 128Z"), opacity=0.5, blur=5)
    c.cord("M36 164 Q128 186 228 154", 5, PAPER, opacity=0.85)


@illustration("bike-lamp", colour="#39424e")
def bike_lamp(c: Canvas) -> None:
    """Front light with a bright beam."""
    c.gloss(path("M150 90 L256 30 L256 220 L150 160Z"), opacity=0.7, blur=12, colour=GLOW)
    c.tube("M84 170 L84 214", 18, RUBBER)
    c.cord(ring(84, 222, 16), 9, RUBBER)
    c.solid(
        path("M30 100 Q30 86 44 86 L140 76 Q162 74 164 92 L164 156 Q162 176 140 174 L44 164 Q30 164 30 150Z"),
        c.main,
        depth=12,
        to=c.deep,
    )
    c.ball(oval(160, 125, 26, 50), STEEL, depth=7)
    c.flat(
        oval(164, 125, 19, 41),
        c.radial((0, "#ffffff"), (0.5, "#fff2b8"), (1, "#ffc94a"), cx=0.5, cy=0.5, r=0.6),
    )
    c.solid(box(66, 74, 34, 16, 7), c.accent, depth=4)
    for i in range(4):
        c.cord(f"M{46 + i * 14} 150 L{46 + i * 14} 138", 3, tint(c.main, 0.2))
    c.gloss(path("M48 98 L130 90 L130 98 L48 106Z"), opacity=0.4, blur=3)


@illustration("bike-lock", colour="#f0802f")
def bike_lock(c: Canvas) -> None:
    """Shackle lock with a coated bow and a key."""
    c.tube("M76 150 L76 96 C76 14 180 14 180 96 L180 150", 26, IRON)
    c.cord("M72 150 L72 96 C72 20 170 16 176 84", 5, tint(STEEL, 0.12), opacity=0.8)
    c.solid(box(40, 134, 176, 62, 20), c.main, depth=12, to=c.deep)
    for x in (40, 186):
        c.solid(box(x, 134, 30, 62, 14), INK, depth=7)
    c.ball(oval(128, 165, 18), STEEL, depth=5)
    c.flat(box(125, 155, 6, 20, 3), INK)
    c.tube("M128 176 L128 212", 6, BRASS)
    c.cord(ring(128, 226, 12), 8, BRASS)
    c.gloss(path("M78 142 L180 142 L176 150 L80 150Z"), opacity=0.5, blur=3)


@illustration("pannier", colour="#d8573c")
def pannier(c: Canvas) -> None:
    """Roll-top pannier with a reflective sign."""
    c.solid(box(62, 20, 132, 34, 16), c.deep, depth=8)
    body = path("M56 44 L200 44 L212 212 Q212 232 192 232 L64 232 Q44 232 44 212Z")
    c.solid(body, c.main, depth=13, to=c.deep)
    c.solid(path("M54 74 Q128 88 202 74 L200 40 Q128 28 56 40Z"), tint(c.main, 0.03), depth=7)
    for x in (92, 152):
        c.solid(box(x, 26, 14, 92, 4), INK, depth=3)
        c.solid(box(x - 5, 96, 24, 18, 5), IRON, depth=4)
    c.flat(oval(128, 166, 24), tint(STEEL, 0.16))
    c.flat(path("M128 150 L141 176 L115 176Z"), c.dark)
    c.gloss(path("M62 92 L78 96 L76 206 L60 204Z"), opacity=0.4, blur=5)


@illustration("bike-pump", colour="#5b4bd6")
def bike_pump(c: Canvas) -> None:
    """Floor pump with a gauge."""
    c.tube("M120 214 C40 220 30 120 66 60 C78 40 92 52 88 72", 7, INK)
    c.solid(box(70, 214, 120, 18, 8), IRON, depth=5)
    c.tube("M130 30 L130 70", 8, STEEL)
    c.solid(box(116, 60, 28, 160, 10), c.main, depth=7, angle=0, to=c.deep)
    c.ball(oval(130, 192, 30), STEEL, depth=6)
    c.ball(oval(130, 192, 23), PAPER, depth=4)
    c.cord("M130 192 L142 180", 3, "#d8573c")
    c.solid(box(76, 18, 108, 22, 11), OAK_GRIP, depth=6)


#: Handle of the pump: stained beech.
OAK_GRIP = shade("#d9a76c", 0.06)
