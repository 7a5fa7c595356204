"""What a loaded shop tells the app in bulk: who consented to what, and what people did.

Nothing when the shop runs plain, without the app.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django_personalize.shortcuts import PastConsent, PastEvent


def customer(pk: int) -> str:
    """How the app names a customer of the shop."""
    return f"user:{pk}"


def browser(key: str) -> str:
    """How the app names a browser that never signed in."""
    return f"visitor:{key}"


def record_consents(consents: Iterable[PastConsent]) -> int:
    """Write consents with their evidence; the number of declarations that were new."""
    if not settings.PERSONALIZED:
        return 0
    from django_personalize.shortcuts import load_consents

    return load_consents(consents)


def record_events(events: Iterable[PastEvent]) -> int:
    """Write what people did; the number that was new. They must have consented before."""
    if not settings.PERSONALIZED:
        return 0
    from django_personalize.shortcuts import load_events

    return load_events(events).written
