"""Visits: one row from entry to exit, with where it came from; ends by itself after idle time."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django_personalize.conf import settings
from django_personalize.core import statements
from django_personalize.profiles import traits
from django_personalize.profiles.models import Snapshot, Trait
from django_personalize.profiles.snapshots import seconds
from django_personalize.tracking.arrival import Arrival
from django_personalize.tracking.models import Session

_URL = 500


def touch(row: Snapshot, arrival: Arrival, *, views: int, at: datetime) -> tuple[UUID, bool]:
    """Continue the person's session or begin a new one; its id, and whether it is new.

    `row` is the locked snapshot; the caller saves it. A visit from a new campaign begins a new session at once.
    """
    current: dict[str, Any] = row.data.get("session", {})
    now = seconds(at)
    idle = now - int(current.get("last", 0))
    campaign = arrival.campaign_key
    if (
        current
        and idle < settings.SESSION_TIMEOUT.total_seconds()
        and campaign in ("", current.get("campaign"))
    ):
        session_id = UUID(current["id"])
        changes: dict[str, Any] = {"last_seen_at": at}
        if views:
            current["views"] = current.get("views", 0) + views
            changes |= {"page_views": current["views"], "exit_url": arrival.url[:_URL]}
        current["last"] = max(now, int(current["last"]))
        statements.update(Session, session_id, **changes)
        return session_id, False
    session = _begin(row.pk, arrival, views=views, at=at)
    row.data["session"] = {
        "id": str(session.pk),
        "started": now,
        "last": now,
        "views": views,
        "channel": session.channel,
        "campaign": campaign,
    }
    row.data["sessions"] = row.data.get("sessions", 0) + 1
    _remember_source(row, session, at=at)
    return session.pk, True


def _begin(profile_id: int, arrival: Arrival, *, views: int, at: datetime) -> Session:
    source = arrival.source
    return Session.objects.create(
        id=uuid4(),
        profile_id=profile_id,
        origin_id=profile_id,
        started_at=at,
        last_seen_at=at,
        entry_url=arrival.url[:_URL],
        exit_url=arrival.url[:_URL],
        page_views=views,
        channel=source.channel,
        source=source.source[:120],
        medium=source.medium[:120],
        campaign=source.campaign[:120],
        click_id=source.click_id[:16],
        device=arrival.device,
        os=arrival.os[:32],
        browser=arrival.browser[:32],
        language=arrival.language[:16],
    )


def _remember_source(row: Snapshot, session: Session, *, at: datetime) -> None:
    """First and last touch, and what the person comes with, as observed traits."""
    seen: dict[str, traits.Value | None] = {
        "last_channel": session.channel,
        "last_source": session.source,
        "last_campaign": session.campaign,
        "device": session.device,
        "language": session.language,
    }
    if row.data["sessions"] == 1:
        seen |= {
            "first_channel": session.channel,
            "first_source": session.source,
            "first_campaign": session.campaign,
        }
    observed = {name: value for name, value in seen.items() if value}
    traits.write(row.pk, observed, source=Trait.Source.OBSERVED, at=at)
