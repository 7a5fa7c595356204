"""Shoes, seen from the side with the toe to the right."""

from __future__ import annotations

from example_shop.illustrations.canvas import BRASS, CREAM, RUBBER, Canvas
from example_shop.illustrations.colours import shade, tint
from example_shop.illustrations.registry import illustration
from example_shop.illustrations.shapes import blob, box, corner, oval, path


@illustration("trainer", colour="#8f7be8")
def trainer(c: Canvas) -> None:
    """Running shoe with a thick foam sole."""
    with c.moved("rotate(-14 128 140)"):
        c.solid(
            path("M22 176 Q18 206 34 212 L206 214 Q240 212 240 190 Q240 178 228 174 Z"),
            CREAM,
            depth=8,
            to=tint(c.main, 0.12),
        )
        c.solid(path("M24 196 Q26 216 44 216 L206 218 Q230 216 238 202 Q210 206 170 204Z"), c.deep, depth=4)
        c.ball(path("M34 92 Q30 78 46 80 L64 90 Q80 98 92 84 L98 92 L96 120 L36 130Z"), c.dark, depth=5)
        upper = path(
            "M32 96 Q30 86 40 92 Q66 116 94 86 Q104 76 112 86 C132 116 168 134 204 142 Q236 150 "
            "234 180 Q140 192 24 180 Q24 130 32 96Z"
        )
        c.solid(upper, c.main, depth=11, to=c.deep)
        with c.inside(upper):
            c.solid(path("M168 126 Q196 140 240 140 L240 190 L172 190 Q196 160 168 126Z"), c.soft, depth=6)
            c.solid(path("M20 130 Q56 138 66 190 L16 190Z"), c.deep, depth=6)
            c.flat(path("M70 168 Q110 166 140 132 L152 140 Q120 182 74 182Z"), CREAM, opacity=0.95)
        for i in range(4):
            x, y = 106 + i * 17, 96 + i * 11.5
            c.tube(f"M{x - 10} {y + 10} L{x + 7} {y - 5}", 7, CREAM)
        c.tube("M40 92 Q36 80 28 84", 5, c.deep)
        c.gloss(path("M50 126 Q80 128 98 108 L104 116 Q84 142 52 142Z"), opacity=0.35, blur=4)


@illustration("sneaker", colour="#e9edf2")
def sneaker(c: Canvas) -> None:
    """Low court shoe with a rubber cup sole."""
    upper = path(
        "M38 96 Q36 84 48 86 Q78 92 108 80 Q118 76 124 86 C142 116 170 130 206 138 Q238 146 "
        "236 184 L26 184 Q28 140 38 96Z"
    )
    c.ball(path("M44 92 Q60 74 110 78 L118 92 L60 106Z"), shade(c.main, 0.2), depth=5)
    c.solid(upper, c.main, depth=11, to=shade(c.main, 0.14))
    with c.inside(upper):
        c.solid(path("M20 90 L58 90 Q54 130 72 160 L70 190 L20 190Z"), c.accent, depth=6)
        c.solid(path("M178 128 Q206 152 202 190 L244 190 L244 128Z"), tint(c.main, 0.05), depth=6)
        for x, y in ((212, 152), (222, 160), (210, 166), (222, 174)):
            c.flat(oval(x, y, 2), shade(c.main, 0.3))
    c.cord("M76 174 Q140 176 176 132", 2, shade(c.main, 0.22), dash="4 4")
    for i in range(4):
        c.tube(f"M{106 + i * 15} {108 + i * 9} L{124 + i * 15} {91 + i * 10}", 7, tint(c.main, 0.1))
    c.solid(path("M20 180 L238 180 Q244 206 228 212 L36 212 Q20 210 20 180Z"), CREAM, depth=7, to="#d8c9b3")
    c.cord("M26 196 L236 196", 2.4, c.accent)


@illustration("boot", colour="#e59b35")
def boot(c: Canvas) -> None:
    """Hiking boot with a padded collar and a deep tread."""
    tread = (
        "M34 202 L232 202 L232 214 Q224 230 214 218 Q204 232 194 218 Q184 232 172 218 Q160 232 150 "
        "218 Q138 232 128 218 Q116 232 106 218 L100 218 Q92 230 80 220 Q66 232 58 220 Q44 230 34 214Z"
    )
    c.solid(path(tread), RUBBER, depth=6)
    upper = path("M46 36 Q90 26 136 34 Q142 78 152 108 C176 128 232 130 234 204 L34 204 Q40 120 46 36Z")
    c.solid(upper, c.main, depth=13, to=c.deep)
    with c.inside(upper):
        c.solid(path("M190 120 Q190 170 186 210 L240 210 L240 120Z"), c.dark, depth=7)
        c.solid(path("M30 130 Q78 140 84 210 L20 210Z"), c.dark, depth=7)
    c.solid(box(40, 26, 102, 30, 14), c.dark, depth=7)
    for i in range(5):
        x, y = 132 + i * 7.5, 66 + i * 15
        c.tube(f"M{x - 28} {y + 6} L{x + 4} {y - 2}", 8, RUBBER if i % 2 else shade(c.accent, 0.03))
    c.gloss(path("M60 64 L84 62 Q82 110 76 136 L56 128Z"), opacity=0.4, blur=6)
    c.solid(path("M32 194 L234 194 Q236 206 232 210 L34 210 Q30 202 32 194Z"), tint(RUBBER, 0.1), depth=4)
    c.tube("M50 30 Q38 14 32 34", 7, c.deep)


@illustration("ankle-boot", colour="#7b3f2b")
def ankle_boot(c: Canvas) -> None:
    """Chelsea boot with a block heel and elastic side."""
    c.solid(corner([(36, 190), (96, 190), (90, 230), (42, 230)], 6), shade(c.main, 0.18), depth=5)
    upper = path(
        "M54 38 Q96 28 138 36 Q140 88 160 116 C188 140 236 144 236 196 Q150 212 36 198 Q44 120 54 38Z"
    )
    c.solid(upper, c.main, depth=13, to=c.deep)
    c.ball(path("M62 36 Q96 26 130 36 Q96 46 62 36Z"), shade(c.main, 0.24), depth=3)
    elastic = path("M82 44 L116 44 Q116 96 100 124 Q84 96 82 44Z")
    c.solid(elastic, c.dark, depth=5)
    with c.inside(elastic):
        for y in range(50, 124, 7):
            c.cord(f"M76 {y} L122 {y}", 1.8, shade(c.dark, 0.1))
    c.gloss(path("M150 128 Q190 148 216 164 Q180 166 146 150Z"), opacity=0.5, blur=5)
    c.gloss(path("M60 60 L74 60 Q76 110 66 150 L52 150Z"), opacity=0.25, blur=5)
    c.solid(
        path("M34 192 Q150 208 238 190 Q240 206 228 212 L96 212 L92 200 L36 206Z"),
        shade(c.main, 0.2),
        depth=4,
    )
    c.tube("M56 34 Q44 22 40 42", 7, c.deep)


@illustration("heel", colour="#d6264f")
def heel(c: Canvas) -> None:
    """Pointed pump on a slim heel."""
    c.solid(path("M34 92 Q52 100 62 112 L50 222 Q46 228 42 222 L28 116Z"), c.deep, depth=5)
    c.ball(
        path("M36 86 Q44 60 64 84 Q96 140 150 160 L140 182 Q80 160 36 100Z"), tint("#d9a47c", 0.06), depth=4
    )
    upper = path(
        "M30 88 Q28 72 40 74 C74 128 118 158 156 150 C176 156 220 186 240 208 Q238 220 222 220 "
        "L176 220 C140 214 84 170 64 128 Q42 118 34 108 Q30 98 30 88Z"
    )
    c.solid(upper, c.main, depth=10, to=c.deep)
    c.gloss(path("M160 164 Q190 176 214 200 Q180 200 150 178Z"), opacity=0.55, blur=4)
    c.gloss(path("M38 84 Q56 112 84 138 L76 140 Q48 118 38 96Z"), opacity=0.45, blur=3)
    c.solid(
        path("M66 130 C90 176 140 212 176 216 L238 214 Q238 224 222 224 L172 224 C132 218 82 178 62 134Z"),
        shade(c.main, 0.24),
        depth=3,
    )
    c.ball(oval(152, 152, 9), BRASS, depth=4)


@illustration("sandal", colour="#d9a05b")
def sandal(c: Canvas) -> None:
    """Strappy sandal on a cork wedge."""
    c.solid(
        path(
            "M28 146 Q28 132 42 136 C90 158 150 186 222 188 Q242 190 240 204 Q238 218 220 "
            "218 L46 218 Q32 218 30 204Z"
        ),
        "#d8a873",
        depth=10,
        to="#b98050",
    )
    for x, y in ((60, 190), (84, 200), (110, 196), (70, 172), (140, 206), (50, 206), (170, 204), (98, 180)):
        c.flat(oval(x, y, 2.4, 1.6), "#9c6a41", opacity=0.7)
    c.solid(
        path("M28 140 Q30 130 44 134 C92 156 150 182 224 184 Q238 186 238 194 Q150 200 28 150Z"),
        CREAM,
        depth=4,
    )
    c.solid(
        path("M148 172 C150 130 190 116 212 134 C230 150 232 172 230 188 L206 186 C206 160 176 150 174 182Z"),
        c.main,
        depth=8,
        to=c.deep,
    )
    c.solid(
        path("M108 160 C104 118 140 92 168 112 L182 140 L168 150 C152 128 132 138 132 170Z"),
        c.main,
        depth=8,
        to=c.deep,
    )
    c.solid(path("M36 140 C30 100 40 66 62 58 L76 68 C60 84 58 110 62 148Z"), c.main, depth=7, to=c.deep)
    c.tube("M64 70 Q96 92 132 66", 11, c.main)
    c.tube("M66 66 Q96 30 132 62", 11, c.deep)
    c.tube("M122 56 L142 56 L142 78 L122 78Z", 4.5, BRASS)


@illustration("loafer", colour="#5b2f24")
def loafer(c: Canvas) -> None:
    """Penny loafer in polished leather."""
    c.ball(path("M42 96 Q80 82 130 96 L126 122 L52 128Z"), tint("#c08a5e", 0.04), depth=5)
    upper = path(
        "M32 110 Q30 96 42 98 Q58 124 104 128 Q134 104 152 112 C186 124 238 140 238 "
        "186 L30 188 Q26 144 32 110Z"
    )
    c.solid(upper, c.main, depth=12, to=c.deep)
    c.solid(
        path("M104 128 Q134 100 154 110 C182 120 206 134 212 156 Q170 164 126 152Z"),
        tint(c.main, 0.04),
        depth=6,
    )
    c.cord("M122 154 Q170 170 216 156", 3, shade(c.main, 0.18))
    c.solid(path("M98 126 Q120 112 140 104 L166 158 Q140 176 112 178Z"), tint(c.main, 0.02), depth=7)
    c.flat(path("M126 136 L142 128 L148 142 L132 150Z"), shade(c.main, 0.24))
    c.gloss(path("M176 128 Q206 140 220 160 Q196 156 172 146Z"), opacity=0.6, blur=4)
    c.gloss(path("M42 128 Q60 146 92 150 L86 162 Q54 158 40 144Z"), opacity=0.3, blur=4)
    c.solid(
        path("M26 184 L240 184 Q242 200 230 202 L98 202 L96 218 L32 218 Q26 200 26 184Z"),
        shade(c.main, 0.16),
        depth=5,
    )


@illustration("rain-boot", colour="#2f8f5b")
def rain_boot(c: Canvas) -> None:
    """Rubber boot with a strap."""
    c.ball(oval(98, 36, 46, 12), shade(c.main, 0.26), depth=4)
    upper = path("M50 34 Q98 50 146 34 Q148 100 156 130 C186 146 232 148 234 200 L40 204 Q46 120 50 34Z")
    c.solid(upper, c.main, depth=14, to=c.deep)
    c.gloss(path("M62 62 L82 66 Q84 130 74 180 L58 176Z"), opacity=0.55, blur=5)
    c.gloss(blob([(170, 152), (206, 162), (218, 180), (180, 170)]), opacity=0.5, blur=4)
    c.tube("M52 46 Q98 62 146 46", 6, c.deep)
    c.tube("M126 64 L150 70", 9, c.dark)
    c.ball(oval(126, 66, 8), BRASS, depth=3)
    c.solid(
        path("M34 194 L236 192 Q240 212 228 222 L104 222 L98 214 L92 226 L44 226 Q34 214 34 194Z"),
        c.dark,
        depth=6,
    )
    c.solid(path("M188 144 Q232 156 234 194 L196 194 Q200 164 188 144Z"), c.deep, depth=6)
