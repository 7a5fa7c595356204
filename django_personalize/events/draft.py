"""An event before it is written."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django_personalize.events.models import Event

#: Name space of event ids that are derived from what happened: the same order makes the same id.
_SPACE = uuid.UUID("6f1c3d2e-5b0a-4e8e-9a57-2f6a1f0c8d11")


@dataclass(frozen=True, slots=True)
class EventDraft:
    """One thing that happened. `profile_id` None: nobody's. Properties follow the vocabulary."""

    name: str
    profile_id: int | None
    occurred_at: datetime
    properties: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)
    #: None: a new one; then no earlier event can be the same.
    event_id: uuid.UUID | None = None
    scope: str = "server"
    session: uuid.UUID | None = None
    source: str = Event.Source.SERVER
    basis: str = Event.Basis.PERSONALIZATION


def derived_id(name: str, key: str) -> uuid.UUID:
    """The event id of something that can happen once only: `derived_id("order_completed", "812")`."""
    return uuid.uuid5(_SPACE, f"{name}:{key}")
