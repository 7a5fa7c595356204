"""What a person did, newest first."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from django_personalize.api.v1 import schemas
from django_personalize.api.v1.operations import operation
from django_personalize.api.v1.paging import paged
from django_personalize.api.v1.people import person
from django_personalize.api.v1.view import ApiView
from django_personalize.consent import gate
from django_personalize.core import clock
from django_personalize.events.models import Event
from django_personalize.profiles import audit
from django_personalize.profiles.models import Profile


class ProfileEvents(ApiView):
    """The events of one person."""

    @operation(
        "profiles.events",
        "Read a person's events",
        scope="profiles:read",
        query=schemas.PAGING,
        gives={200: schemas.page(schemas.EVENT_KEPT, "events")},
        problems=("not_found",),
        description="Newest first. While the person does not allow personalisation, only what is kept on the "
        "contract: orders and what became of them.",
    )
    def get(self, request: Request, id: UUID) -> Response:
        at, profile = clock.now(), person(id)
        # A merger that the tick still finishes has left events with those it takes in.
        owners = [profile.pk, *Profile.objects.filter(merged_into=profile).values_list("pk", flat=True)]
        rows = Event.objects.filter(owner_id__in=owners)
        if not gate.allowed(profile.pk, "personalization", at=at):
            rows = rows.filter(basis=Event.Basis.CONTRACT)
        response = paged(
            request,
            rows,
            name="events",
            order=("-occurred_at", "-id"),
            query=dict(self.query),
            show=_shown,
        )
        extent = {"events": len(response.data["events"])}
        audit.note(self.token.actor, "events.read", profile.uuid, at=at, extent=extent)
        return response


def _shown(event: Event) -> dict[str, Any]:
    value = None if event.value is None else {"amount": str(event.value), "currency": event.currency}
    return {
        "event_id": str(event.event_id),
        "event": event.name,
        "occurred_at": event.occurred_at.isoformat(),
        "properties": event.properties,
        "value": value,
        "source": event.source,
        "basis": event.basis,
    }
