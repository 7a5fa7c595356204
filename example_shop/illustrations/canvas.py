"""The drawing board: paints shapes so that they look rounded, lit from the upper left.

A drawing asks for `solid` bodies (gradient plus a lit and a shaded edge), `tube`s (rods, cables, frames),
`gloss` and `shadow`; the canvas collects gradients, filters and clips under ids of its own picture, so that
many pictures can stand inline in one page.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from xml.sax.saxutils import escape

from example_shop.illustrations.colours import normalise, shade, tint, to_lch, turn
from example_shop.illustrations.shapes import number

#: Materials that keep their colour whatever the main colour is.
STEEL, IRON, INK, RUBBER = "#b9c0ca", "#6d7482", "#2c2f3a", "#3a3547"
WOOD, OAK, LEATHER, BRASS = "#b9794a", "#d9a76c", "#8a5136", "#e3b04b"
PAPER, CREAM, GLASS, LEAF = "#fbf8f2", "#f1e6d3", "#d3e6f2", "#5fa83f"
GLOW, SOIL, CLAY = "#ffd873", "#5d3a2c", "#d98a62"


class Canvas:
    """One picture being drawn. `main` is its colour, `soft`, `deep` and `accent` are derived from it."""

    def __init__(self, kind: str, colour: str) -> None:
        self.main = normalise(colour)
        digest = hashlib.blake2s(f"{kind} {self.main}".encode(), digest_size=4).hexdigest()
        self._prefix = f"i{digest}"
        self._definitions: dict[str, str] = {}
        self._body: list[str] = []

    @property
    def soft(self) -> str:
        """The main colour, clearly lighter."""
        return tint(self.main, 0.14)

    @property
    def deep(self) -> str:
        """The main colour, clearly darker."""
        return shade(self.main, 0.16)

    @property
    def dark(self) -> str:
        """Almost ink, tinged with the main colour (plum for yellows, which turn to mud): soles, seams."""
        _, chroma, hue = to_lch(self.main)
        return turn(self.main, -60 if 40 < hue < 125 else 0, lightness=0.33, chroma=min(chroma, 0.08))

    @property
    def pale(self) -> str:
        """Almost white, tinged with the main colour: linings, labels."""
        _, chroma, _ = to_lch(self.main)
        return turn(self.main, 0, lightness=0.95, chroma=min(chroma, 0.03))

    @property
    def accent(self) -> str:
        """A second colour that goes with the main one: gold, or coral where that is golden itself."""
        _, chroma, hue = to_lch(self.main)
        return "#f0705a" if chroma > 0.06 and 45 < hue < 115 else "#ffb938"

    # -- definitions ---------------------------------------------------------------------------------------

    def _define(self, template: str) -> str:
        """Store a definition whose id is written `@`; the same definition is stored once. Returns its id."""
        if template not in self._definitions:
            self._definitions[template] = f"{self._prefix}-{len(self._definitions) + 1}"
        return self._definitions[template]

    def linear(self, *stops: str | tuple[float, str], angle: float = 65) -> str:
        """Paint: a gradient through the colours; angle 0 runs to the right, 90 downwards."""
        return f"url(#{self._define(_gradient(stops, angle))})"

    def radial(
        self, *stops: str | tuple[float, str], cx: float = 0.38, cy: float = 0.32, r: float = 0.75
    ) -> str:
        """Paint: a gradient from an inner point outwards; centre and radius are shares of the shape's box."""
        head = f'<radialGradient id="@" cx="{number(cx)}" cy="{number(cy)}" r="{number(r)}">'
        return f"url(#{self._define(head + _stops(stops) + '</radialGradient>')})"

    def _relief(self, colour: str, depth: float) -> str:
        reach, blur = number(depth * 0.5), number(depth * 0.55)
        back = number(-depth * 0.5)
        strength = "0.75" if to_lch(colour)[0] < 0.85 else "0.55"
        return self._define(
            '<filter id="@" x="-10%" y="-10%" width="120%" height="120%" color-interpolation-filters="sRGB">'
            f'<feOffset in="SourceAlpha" dx="{back}" dy="{back}"/>'
            f'<feGaussianBlur stdDeviation="{blur}" result="a"/>'
            '<feComposite in="SourceAlpha" in2="a" operator="out" result="b"/>'
            f'<feFlood flood-color="{shade(colour, 0.2)}" flood-opacity="{strength}"/>'
            '<feComposite in2="b" operator="in" result="low"/>'
            f'<feOffset in="SourceAlpha" dx="{reach}" dy="{reach}"/>'
            f'<feGaussianBlur stdDeviation="{blur}" result="c"/>'
            '<feComposite in="SourceAlpha" in2="c" operator="out" result="d"/>'
            f'<feFlood flood-color="{tint(colour, 0.24)}" flood-opacity="0.85"/>'
            '<feComposite in2="d" operator="in" result="high"/>'
            '<feMerge><feMergeNode in="SourceGraphic"/><feMergeNode in="low"/><feMergeNode in="high"/></feMerge>'
            "</filter>"
        )

    def _blur(self, radius: float) -> str:
        return self._define(
            '<filter id="@" x="-60%" y="-60%" width="220%" height="220%">'
            f'<feGaussianBlur stdDeviation="{number(radius)}"/></filter>'
        )

    # -- painting ------------------------------------------------------------------------------------------

    def flat(self, shape: str, fill: str, *, opacity: float = 1, turned: str = "") -> None:
        """A plain patch; `fill` is a colour or one of the paints above, `turned` an SVG transform."""
        see = f' opacity="{number(opacity)}"' if opacity < 1 else ""
        self._body.append(f'<{shape} fill="{fill}"{see}{_transform(turned)}/>')

    def solid(
        self, shape: str, colour: str, *, depth: float = 7, angle: float = 65, to: str = "", turned: str = ""
    ) -> None:
        """A body with volume: `depth` is how wide its lit and shaded edges are, `to` another end of the gradient."""
        end = to or shade(colour, 0.1)
        fill = self.linear((0, tint(colour, 0.09)), (0.5, colour), (1, end), angle=angle)
        self._body.append(
            f'<{shape} fill="{fill}" filter="url(#{self._relief(colour, depth)})"{_transform(turned)}/>'
        )

    def ball(self, shape: str, colour: str, *, depth: float = 6) -> None:
        """A body lit like a sphere: fruit, pots, cushions, lamps."""
        fill = self.radial((0, tint(colour, 0.17)), (0.5, colour), (1, shade(colour, 0.15)))
        self._body.append(f'<{shape} fill="{fill}" filter="url(#{self._relief(colour, depth)})"/>')

    def tube(self, data: str, width: float, colour: str, *, cap: str = "round") -> None:
        """A rod along the path data; layered strokes, because a filter has no box on a straight line."""
        drop = width * 0.1
        for share, tone, lift in (
            (1.0, shade(colour, 0.16), 0.0),
            (0.8, colour, -0.6),
            (0.42, tint(colour, 0.1), -1.5),
            (0.16, tint(colour, 0.26), -2.0),
        ):
            move = f' transform="translate({number(lift * drop)} {number(lift * drop)})"' if lift else ""
            self._stroke(data, width * share, tone, cap=cap, extra=move)

    def cord(self, data: str, width: float, colour: str, *, opacity: float = 1, dash: str = "") -> None:
        """A thin line without volume: seams, spokes, strings."""
        extra = f' stroke-dasharray="{dash}"' if dash else ""
        extra += f' opacity="{number(opacity)}"' if opacity < 1 else ""
        self._stroke(data, width, colour, cap="round", extra=extra)

    def _stroke(self, data: str, width: float, colour: str, *, cap: str, extra: str) -> None:
        self._body.append(
            f'<path d="{data}" fill="none" stroke="{colour}" stroke-width="{number(width)}" '
            f'stroke-linecap="{cap}" stroke-linejoin="round"{extra}/>'
        )

    def gloss(self, shape: str, *, opacity: float = 0.5, blur: float = 2, colour: str = "#ffffff") -> None:
        """A reflection of the window."""
        self._body.append(
            f'<{shape} fill="{colour}" opacity="{number(opacity)}" filter="url(#{self._blur(blur)})"/>'
        )

    def shadow(self, shape: str, colour: str, *, opacity: float = 0.4, blur: float = 4) -> None:
        """A soft dark place: under a fold, behind a strap."""
        self.gloss(shape, opacity=opacity, blur=blur, colour=shade(colour, 0.25))

    def text(self, words: str, x: float, y: float, size: float, colour: str, *, weight: int = 700) -> None:
        """A short centred word on a label, in whatever sans serif the reader has."""
        self._body.append(
            f'<text x="{number(x)}" y="{number(y)}" font-family="Arial, Helvetica, sans-serif" '
            f'font-size="{number(size)}" font-weight="{weight}" letter-spacing="0.5" text-anchor="middle" '
            f'fill="{colour}">{escape(words)}</text>'
        )

    @contextmanager
    def inside(self, shape: str) -> Iterator[None]:
        """What is drawn in the block shows only within the shape."""
        clip = self._define(f'<clipPath id="@"><{shape}/></clipPath>')
        self._body.append(f'<g clip-path="url(#{clip})">')
        yield
        self._body.append("</g>")

    @contextmanager
    def moved(self, transform: str) -> Iterator[None]:
        """What is drawn in the block is transformed, for example "rotate(-12 128 128)"."""
        self._body.append(f'<g transform="{transform}">')
        yield
        self._body.append("</g>")

    def svg(self) -> str:
        """The finished standalone picture."""
        definitions = "".join(
            text.replace('id="@"', f'id="{key}"') for text, key in self._definitions.items()
        )
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 256 256" width="256" height="256">'
            f"<defs>{definitions}</defs>{''.join(self._body)}</svg>"
        )


def _transform(text: str) -> str:
    return f' transform="{text}"' if text else ""


def _stops(stops: tuple[str | tuple[float, str], ...]) -> str:
    last = max(len(stops) - 1, 1)
    pairs = [stop if isinstance(stop, tuple) else (i / last, stop) for i, stop in enumerate(stops)]
    return "".join(f'<stop offset="{number(at)}" stop-color="{colour}"/>' for at, colour in pairs)


def _gradient(stops: tuple[str | tuple[float, str], ...], angle: float) -> str:
    head = f'<linearGradient id="@" gradientTransform="rotate({number(angle)} 0.5 0.5)">'
    return head + _stops(stops) + "</linearGradient>"
