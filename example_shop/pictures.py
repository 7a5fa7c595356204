"""The shop's own drawings: their addresses "/art/<kind>/<rrggbb>.svg", their text and the colour behind them.

The drawings themselves load when the first picture is asked for; commands that show none do not pay for them.
"""

from __future__ import annotations

import re

from django.urls import reverse

_HEX = re.compile(r"^#?([0-9a-fA-F]{6})$")
_COLOUR_IN_ADDRESS = re.compile(r"/([0-9a-f]{6})\.svg$")

#: The brand's green, where a row names no colour.
DEFAULT_COLOUR = "1f5c4a"
#: Behind a missing picture.
NEUTRAL_BACKGROUND = "#ece8e1"


class UnknownPicture(LookupError):
    """Nobody draws this kind."""


def picture_url(kind: str, colour: str) -> str:
    """Address of the drawing ``kind`` in ``colour`` ("#rrggbb"), "" for a kind that nobody draws."""
    from example_shop.illustrations import KINDS

    if kind not in KINDS:
        return ""
    found = _HEX.match(colour)
    return reverse("illustration", args=(kind, found.group(1).lower() if found else DEFAULT_COLOUR))


def drawn(kind: str, colour: str) -> str:
    """The SVG text of a kind in a colour ("rrggbb"). Raises UnknownPicture."""
    from example_shop.illustrations import UnknownIllustration, draw

    try:
        return draw(kind, f"#{colour}")
    except UnknownIllustration as error:
        raise UnknownPicture(str(error)) from error


def background_of(image_url: str) -> str:
    """The pastel ("#rrggbb") that suits the picture at this address; neutral where it names no colour."""
    from example_shop.illustrations import pastel

    found = _COLOUR_IN_ADDRESS.search(image_url)
    return pastel(f"#{found.group(1)}") if found else NEUTRAL_BACKGROUND
