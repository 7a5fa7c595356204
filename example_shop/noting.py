"""What a view tells the app that the app cannot see by itself; nothing when the shop runs plain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest


def note(request: HttpRequest, name: str, properties: Mapping[str, Any]) -> None:
    """Record one act of this visitor, if consent allows it."""
    if settings.PERSONALIZED:
        from django_personalize import shortcuts

        shortcuts.track(request, name, properties)
