"""Fragments that `{% cache %}` keeps: nothing personal may stand in one that others will be shown.

What is being rendered does not know what stands around it: an include, an inclusion tag, another app's template. The
calls that wait for it do, so they are looked through.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.templatetags.cache import CacheNode

from django_personalize.core.errors import PersonalizeError

if TYPE_CHECKING:
    from django_personalize.tracking.visitor import Visitor

logger = logging.getLogger("django_personalize")

_SEPARATORS = re.compile(r"[.|:]")
#: Parts of a key's variables that may name one visitor: "request.visitor.cache_key", "user.pk".
_PERSONS = frozenset({"visitor", "user", "session"})


class KeptForOthers(PersonalizeError):
    """Something personal stands in a fragment that other visitors will be shown; raised under `DEBUG` only."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A fragment that is being filled now and will be shown to others than this visitor."""

    name: str
    place: str
    #: Its key names visitors, and only says nothing of this one: all of whom nothing is known share it.
    names_visitors: bool

    def complain(self) -> None:
        """Say so, where the template is wrong: under `DEBUG` by raising `KeptForOthers`, otherwise in the log."""
        if self.names_visitors:
            return
        advice = (
            f"{{% cache … {self.name} %}} in {self.place} holds something personal: what it shows to one visitor, "
            "all would see. Move that out, or let the key tell visitors apart: "
            f"{{% cache 60 {self.name} request.visitor.cache_key %}}."
        )
        if settings.DEBUG:
            raise KeptForOthers(advice)
        logger.error("%s Its default is shown.", advice)


def shared_with_others(visitor: Visitor) -> Fragment | None:
    """The fragment around what is being rendered that is kept for more than this visitor, None where there is none."""
    for node, context in _being_filled():
        keys = [key for key in getattr(node, "vary_on", ()) if _PERSONS & set(_SEPARATORS.split(str(key)))]
        told = (
            {str(value) for key in keys if (value := key.resolve(context))} if context is not None else set()
        )
        if not told & _names_of(visitor, " ".join(map(str, keys))):
            origin, token = getattr(node, "origin", None), getattr(node, "token", None)
            place = f"{getattr(origin, 'template_name', None) or 'a template'}, line {getattr(token, 'lineno', '?')}"
            return Fragment(str(getattr(node, "fragment_name", "")), place, names_visitors=bool(keys))
    return None


def key_of(visitor: Visitor) -> str:
    """What no other visitor's fragments are kept under; "" for all of whom nothing is known."""
    return f"{visitor.visitor_id or ''}/{visitor.user_key}".removesuffix("/")


def _names_of(visitor: Visitor, keys: str) -> set[str]:
    """What stands for this visitor and nobody else; session and user are looked at only where the keys do."""
    found = {visitor.visitor_id or "", key_of(visitor)}
    if "user" in keys and visitor.user_key:
        user = visitor.request.user
        found |= {visitor.user_key, user.get_username(), str(user), str(getattr(user, "email", ""))}
    if "session" in keys:
        session = getattr(visitor.request, "session", None)
        found.add(str(getattr(session, "session_key", None) or ""))
    return found - {""}


def _being_filled() -> Iterator[tuple[CacheNode, Any]]:
    """The cache tags that wait for what is being rendered, innermost first, each with its context."""
    codes = _codes(CacheNode)
    frame = sys._getframe(1)
    while frame is not None:
        if frame.f_code in codes:
            node = frame.f_locals.get("self")
            if isinstance(node, CacheNode):
                yield node, frame.f_locals.get("context")
        frame = frame.f_back  # type: ignore[assignment]


def _codes(kind: type[CacheNode]) -> set[CodeType]:
    """The code of `render` of the tag and of those that other packages derive from it."""
    found = {kind.render.__code__}
    for derived in kind.__subclasses__():
        found |= _codes(derived)
    return found
