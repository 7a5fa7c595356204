"""Day sums without a person: totals stay true where nobody consented."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from django_personalize.core import clock
from django_personalize.events.models import DaySum

#: Rows per total and day; each process writes its own, so that no row is hot.
_SHARDS = 16


def add(name: str, objects: Iterable[str], *, at: datetime, value: Decimal | int = 0, times: int = 1) -> None:
    """Count one event for itself ("") and for each object, on the day of the shop's zone."""
    day, shard = clock.day_of(at), os.getpid() % _SHARDS
    for name_of_object in dict.fromkeys(["", *(entry[:100] for entry in objects)]):
        where = {"day": day, "name": name[:64], "object": name_of_object, "shard": shard}
        if _bump(where, value, times):
            continue
        with transaction.atomic():
            fresh = DaySum.objects.bulk_create([DaySum(**where, count=0)], ignore_conflicts=True)
        if fresh:
            _bump(where, value, times)


def _bump(where: dict[str, object], value: Decimal | int, times: int) -> int:
    return DaySum.objects.filter(**where).update(count=F("count") + times, value=F("value") + value)
