"""What an element looks like to a person: its size, its colours, how well its text stands out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator

_MEASURE = """(element) => {
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    const clear = (place) => /, 0\\)$/.test(getComputedStyle(place).backgroundColor);
    let under = element;
    while (under && clear(under)) under = under.parentElement;
    return {
        width: box.width, height: box.height, top: box.top,
        size: parseFloat(style.fontSize), weight: style.fontWeight,
        ink: style.color, paper: under ? getComputedStyle(under).backgroundColor : "rgb(255, 255, 255)",
    };
}"""


@dataclass(frozen=True)
class Look:
    """Lengths in CSS pixels; `contrast` as WCAG 2 defines it, 1 to 21."""

    width: float
    height: float
    top: float
    font_size: float
    weight: str
    ink: str
    paper: str

    @property
    def contrast(self) -> float:
        lighter, darker = sorted((_luminance(self.ink), _luminance(self.paper)), reverse=True)
        return (lighter + 0.05) / (darker + 0.05)


def look(element: Locator) -> Look:
    """How an element is drawn now."""
    found = element.evaluate(_MEASURE)
    return Look(
        found["width"],
        found["height"],
        found["top"],
        found["size"],
        found["weight"],
        found["ink"],
        found["paper"],
    )


def _luminance(colour: str) -> float:
    channels = [int(value) / 255 for value in re.findall(r"\d+", colour)[:3]]
    assert len(channels) == 3, f"no plain colour: {colour}"
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
