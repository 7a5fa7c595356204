"""How far a load is, for whoever waits."""

from __future__ import annotations

from typing import Protocol


class Advance(Protocol):
    """One step of a load, shown to whoever waits."""

    def advance(self, number: int = 1) -> None: ...
    def done(self) -> None: ...


class Steps(Protocol):
    """Begins a step: `steps("orders", 19_773)`."""

    def __call__(self, label: str, total: int | None = None) -> Advance: ...


class Silent:
    """A step that nobody watches."""

    def __init__(self, label: str, total: int | None = None) -> None:
        pass

    def advance(self, number: int = 1) -> None:
        pass

    def done(self) -> None:
        pass
