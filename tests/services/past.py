"""A shop's past, made and read by a process of its own: `python -m tests.services.past fill|state`."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from typing import Any

import django


def fill() -> dict[str, int]:
    """150 people, 20 events each, half of them older than their class allows; every third was two browsers once."""
    from django_personalize.core import clock
    from django_personalize.core.retention import CLASSES
    from django_personalize.events.ingest import ingest
    from django_personalize.profiles import merge
    from django_personalize.shop.models import CatalogItem
    from django_personalize.shop.sync import reconcile
    from example_shop import catalogue
    from tests.retention.people import ordered, person, viewed

    at = clock.now()
    catalogue.load(at=at)
    reconcile(at=at)
    kept = CLASSES["events"].kept
    assert kept is not None
    limit = kept.before(at)
    products = list(CatalogItem.objects.order_by("pk").values_list("pk", flat=True)[:40])
    drafts = []
    for number in range(150):
        browser = person(at - timedelta(days=700), browser=f"b{number}")
        for act in range(20):
            moment = limit + timedelta(days=(act - 10) * 9 + 1, seconds=number)
            product = products[(number * 7 + act) % len(products)]
            drafts.append(
                ordered(browser, f"{number}-{act}", [product], moment)
                if act % 7 == 3
                else viewed(browser, product, moment)
            )
        if number % 3 == 0:
            known = person(at - timedelta(days=700), user=str(number))
            drafts.append(viewed(known, products[number % len(products)], limit - timedelta(days=30)))
            ingest(drafts, at=at)
            drafts = []
            merge.merge(known, browser, reason="login", at=at)
    ingest(drafts, at=at)
    return {"old": CLASSES["events"].count(limit, at)}


def state() -> dict[str, Any]:
    """Everything that must not change when events go."""
    from django_personalize.core import clock
    from django_personalize.events import rollup
    from django_personalize.events.rebuild import rebuild
    from django_personalize.models import Event, EventCounter, Profile
    from tests.retention.people import known_of

    people = list(Profile.objects.filter(merged_into=None).order_by("pk"))
    rebuild([one.pk for one in people], at=clock.now())
    today = clock.day_of(clock.now())
    return {
        "months": [
            sorted(
                (str(key), sums.count, f"{sums.value:.4f}") for key, sums in rollup.months([one.pk]).items()
            )
            for one in people
        ],
        "totals": sorted(
            (str(key), sums.count, f"{sums.value:.4f}")
            for key, sums in rollup.totals(
                today - timedelta(days=900),
                today,
                counted=EventCounter.objects.values_list("object", flat=True).distinct(),
            ).items()
        ),
        "known": [_plain(known_of(one)) for one in people],
        "orders": {code: f"{total:.4f}" for code, total in rollup.order_sums().items()},
        "events": Event.objects.count(),
    }


def _plain(value: Any) -> Any:
    """As JSON, whatever the order in which it was put together."""
    if isinstance(value, dict):
        return sorted([str(key), _plain(entry)] for key, entry in value.items())
    return str(value)


if __name__ == "__main__":
    django.setup()
    print(json.dumps({"fill": fill, "state": state}[sys.argv[1]]()))
