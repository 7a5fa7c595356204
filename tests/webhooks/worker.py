"""A process of its own for tests: prepares a database with events, or sends until it is killed.

    python -m tests.webhooks.worker prepare|send PORT NUMBER

NUMBER is how many events there are, or how many leases later than now it is.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from datetime import timedelta
from typing import Any


def main(what: str, port: str, number: str) -> None:
    import django
    from django.conf import settings

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from django_personalize.core import clock, outbound
    from django_personalize.core.outbound import Answer
    from django_personalize.events.models import Event
    from django_personalize.webhooks import deliver, signing
    from django_personalize.webhooks.models import WebhookEndpoint
    from tests.webhooks.receiver import CERTIFICATE, HOST

    settings.PERSONALIZE = {
        **settings.PERSONALIZE,
        "WEBHOOK_HOSTS": [HOST],
        "WEBHOOK_NETWORKS": ["127.0.0.0/8"],
        "WEBHOOK_CA_FILE": str(CERTIFICATE),
    }
    if what == "prepare":
        call_command("migrate", verbosity=0)
        at = timezone.now()
        WebhookEndpoint.objects.create(
            name="Store",
            url=f"https://{HOST}:{port}/hook",
            events=["*"],
            created_at=at,
            secret_key_mark=signing.key_mark(),
        )
        Event.objects.bulk_create(
            Event(
                scope="test",
                name="page_viewed",
                source="server",
                basis="analytics",
                occurred_at=at,
                received_at=at,
            )
            for _ in range(int(number))
        )
        return

    def send(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        return outbound.post(url, body, headers, resolve=lambda host, port: ["127.0.0.1"])

    later = int(number) * (deliver.LEASE + timedelta(seconds=5))

    def now() -> Any:
        return timezone.now() + later

    with clock.source(now):
        print("ready", flush=True)
        print(deliver.run(send=send), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
