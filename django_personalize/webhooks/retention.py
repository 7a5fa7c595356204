"""How long it is kept which event was sent where."""

from __future__ import annotations

from django_personalize.core import retention
from django_personalize.webhooks.models import WebhookDelivery


def connect() -> None:
    """Register the log of deliveries; what still waits is not aged."""
    retention.register(
        retention.aged(
            "webhook_deliveries",
            WebhookDelivery,
            "finished_at",
            "30 days",
            age="the end of the delivery",
            survives="the state of the endpoint",
        )
    )
