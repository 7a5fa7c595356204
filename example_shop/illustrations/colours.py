"""Colour arithmetic in OKLCH, so that lighter, darker and warmer look even on every hue.

OKLab: Ottosson 2020, "A perceptual color space for image processing". Colours travel as "#rrggbb" text.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache

_HEX = re.compile(r"#[0-9a-f]{6}")

#: Hue (degrees) that shadows drift to; violet shadows read as daylight, grey ones as dirt.
SHADOW_HUE = 300.0
#: Hues that highlights drift to: sunlight for warm colours, sky for cold ones.
SUN_HUE, SKY_HUE = 95.0, 215.0


class InvalidColour(ValueError):
    """The text is not a colour of the form "#rrggbb"."""


def normalise(colour: str) -> str:
    """The colour in lower case with its hash; accepts "2F6FED" and "#2f6fed". Raises InvalidColour."""
    text = colour.lower()
    text = text if text.startswith("#") else f"#{text}"
    if not _HEX.fullmatch(text):
        raise InvalidColour(f"Not a colour: {colour!r}, must be six hexadecimal digits such as '#2f6fed'")
    return text


def _linear(channel: int) -> float:
    value = channel / 255
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _gamma(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else float(1.055 * value ** (1 / 2.4) - 0.055)


@lru_cache(maxsize=4096)
def to_lch(colour: str) -> tuple[float, float, float]:
    """Lightness 0..1, chroma 0..0.4, hue 0..360 of a "#rrggbb" colour."""
    red, green, blue = (_linear(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


@lru_cache(maxsize=4096)
def from_lch(lightness: float, chroma: float, hue: float) -> str:
    """The nearest "#rrggbb"; chroma is reduced until the colour fits into sRGB."""
    lightness = min(max(lightness, 0.0), 1.0)
    angle = math.radians(hue)
    for step in range(21):
        c = chroma * (1 - step / 20)
        a, b = c * math.cos(angle), c * math.sin(angle)
        long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
        medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
        short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
        channels = (
            4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
        )
        if step == 20 or all(-0.001 <= value <= 1.001 for value in channels):
            break
    return "#" + "".join(f"{round(255 * _gamma(min(max(value, 0.0), 1.0))):02x}" for value in channels)


def _towards(hue: float, target: float, degrees: float) -> float:
    distance = (target - hue + 180) % 360 - 180
    return hue + max(-degrees, min(degrees, distance))


def tint(colour: str, amount: float) -> str:
    """Lighter by `amount` (0..1 of OKLCH lightness) and a little towards sun or sky."""
    lightness, chroma, hue = to_lch(colour)
    target = SKY_HUE if 150 < hue < 330 else SUN_HUE
    fade = chroma * (1 - max(0.0, lightness + amount - 0.9) * 3)
    return from_lch(lightness + amount, max(fade, 0.0), _towards(hue, target, 70 * amount))


def shade(colour: str, amount: float) -> str:
    """Darker by `amount` (0..1 of OKLCH lightness) and a little towards violet."""
    lightness, chroma, hue = to_lch(colour)
    fresh = chroma * (1 + 0.5 * amount)
    return from_lch(max(lightness - amount, 0.08), fresh, _towards(hue, SHADOW_HUE, 80 * amount))


def turn(colour: str, degrees: float, *, lightness: float | None = None, chroma: float | None = None) -> str:
    """Another hue, `degrees` further round the wheel; optionally another lightness or chroma."""
    was_lightness, was_chroma, hue = to_lch(colour)
    return from_lch(
        was_lightness if lightness is None else lightness,
        was_chroma if chroma is None else chroma,
        hue + degrees,
    )


def mix(first: str, second: str, share: float) -> str:
    """`share` (0..1) of the second colour in the first one."""
    pairs = zip(
        (int(first[i : i + 2], 16) for i in (1, 3, 5)),
        (int(second[i : i + 2], 16) for i in (1, 3, 5)),
        strict=True,
    )
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def is_light(colour: str) -> bool:
    """Whether dark details show better on it than light ones."""
    return to_lch(colour)[0] > 0.68


def pastel(colour: str) -> str:
    """The background of a product tile: the picture's hue, almost white. Greys give a cool paper tone."""
    _, chroma, hue = to_lch(normalise(colour))
    return from_lch(0.938, min(0.028, 0.005 + chroma * 0.2), hue)
