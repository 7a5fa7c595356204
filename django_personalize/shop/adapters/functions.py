"""What a hand-written shop does itself: the dotted functions of PERSONALIZE["SHOP_FUNCTIONS"]."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django_personalize.conf import settings
from django_personalize.shop.adapters.keys import FUNCTIONS
from django_personalize.shop.adapters.mapping import Fault
from django_personalize.shop.adapters.paths import PathError, dotted_function, nearest
from django_personalize.shop.ports import AdapterError


class Functions:
    """The configured functions, each imported when it is first asked for."""

    @cached_property
    def capabilities(self) -> frozenset[str]:
        """What the configured functions add to the shop's capabilities."""
        return frozenset(FUNCTIONS[name][0] for name in settings.SHOP_FUNCTIONS if name in FUNCTIONS)

    def get(self, name: str) -> Callable[..., Any] | None:
        """The function under that name, None where none is configured. Raises `AdapterError`."""
        given = settings.SHOP_FUNCTIONS.get(name)
        if given is None or callable(given):
            return given
        try:
            return dotted_function(str(given))
        except PathError as error:
            raise AdapterError(f"PERSONALIZE['SHOP_FUNCTIONS'][{name!r}]: {error}.") from error

    def faults(self) -> list[Fault]:
        """Everything wrong with the setting."""
        found: list[Fault] = []
        for name, given in settings.SHOP_FUNCTIONS.items():
            if name not in FUNCTIONS:
                near = nearest(str(name), FUNCTIONS)
                meant = f"; did you mean {near!r}?" if near else "."
                text = f"PERSONALIZE['SHOP_FUNCTIONS'] has an unknown key {name!r}{meant}"
                hint = f"Write {near!r}: {given!r}," if near else f"It may hold: {', '.join(FUNCTIONS)}."
                found.append(Fault("E103", text, hint))
                continue
            try:
                self.get(name)
            except AdapterError as error:
                hint = f"Name a function that is called as {FUNCTIONS[name][1]}: {name!r}: 'module.function',"
                found.append(Fault("E107", str(error), hint))
        return found
