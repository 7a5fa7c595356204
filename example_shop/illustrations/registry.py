"""Which drawings there are; a drawing registers itself under its kind."""

from __future__ import annotations

from collections.abc import Callable

from example_shop.illustrations.canvas import Canvas

Drawing = Callable[[Canvas], None]

#: kind -> (drawing, its colour when none is asked for)
DRAWINGS: dict[str, tuple[Drawing, str]] = {}


class UnknownIllustration(LookupError):
    """Nobody has drawn this kind."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(f"Unknown illustration {kind!r}, must be one of: {', '.join(sorted(DRAWINGS))}")


def illustration(kind: str, *, colour: str) -> Callable[[Drawing], Drawing]:
    """Register the decorated drawing; `colour` is what it looks best in."""

    def register(drawing: Drawing) -> Drawing:
        if kind in DRAWINGS:
            raise ValueError(f"Illustration {kind!r} is drawn twice")
        DRAWINGS[kind] = (drawing, colour)
        return drawing

    return register
