"""What scripts send: bodies for the collector, and what became of them in the database."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Sum

from django_personalize.events.models import Event, EventCounter
from django_personalize.profiles.models import Affinity, Snapshot
from django_personalize.tracking.models import Session


def rows() -> dict[str, Any]:
    """What is there, in numbers that two databases can be compared by."""
    by_name = Event.objects.values_list("name").annotate(count=Count("pk")).order_by("name")
    return {
        "events": Event.objects.count(),
        "by_name": dict(by_name),
        "counters": EventCounter.objects.count(),
        "counted": EventCounter.objects.aggregate(total=Sum("count"))["total"],
        "affinities": Affinity.objects.count(),
        "affinity_events": Affinity.objects.aggregate(total=Sum("events"))["total"],
        "sessions": Session.objects.count(),
        "snapshots": Snapshot.objects.count(),
    }
