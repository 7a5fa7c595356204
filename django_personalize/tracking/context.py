"""The visitor of the request that this thread or task is serving: for signals that come without a request."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_personalize.tracking.visitor import Visitor

current: ContextVar[Visitor | None] = ContextVar("personalize_visitor", default=None)
