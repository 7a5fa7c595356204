"""A named collection that plug-ins join: refuses doubles, and an unknown key's error lists the valid ones."""

import difflib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

from django_personalize.core.errors import PersonalizeError

T = TypeVar("T")


class AlreadyRegistered(PersonalizeError):
    """Two plug-ins claim one key."""


class NotRegistered(PersonalizeError, KeyError):
    """Nobody registered this key; the text lists those that exist."""

    def __str__(self) -> str:
        return str(self.args[0])


class Registry(Generic[T]):
    """Keys to plug-ins of one kind; `kind` names it in errors ("event", "condition")."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._items: dict[str, T] = {}

    def register(self, key: str, item: T) -> T:
        """Add `item`; raises `AlreadyRegistered` when the key is taken by another."""
        if key in self._items and self._items[key] is not item:
            raise AlreadyRegistered(
                f"The {self.kind} {key!r} is registered already, by {self._items[key]!r}."
            )
        self._items[key] = item
        return item

    def get(self, key: str) -> T | None:
        """The plug-in of that key, or None."""
        return self._items.get(key)

    def __getitem__(self, key: str) -> T:
        try:
            return self._items[key]
        except KeyError:
            close = difflib.get_close_matches(key, self._items, n=1)
            hint = f" Did you mean {close[0]!r}?" if close else ""
            allowed = ", ".join(sorted(self._items))
            raise NotRegistered(f"Unknown {self.kind} {key!r}, must be one of: {allowed}.{hint}") from None

    def __contains__(self, key: object) -> bool:
        return key in self._items

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def values(self) -> list[T]:
        """The plug-ins in the order in which they registered."""
        return list(self._items.values())

    @contextmanager
    def temporarily(self, key: str, item: T) -> Iterator[T]:
        """Register for the length of a block (tests)."""
        self.register(key, item)
        try:
            yield item
        finally:
            del self._items[key]
