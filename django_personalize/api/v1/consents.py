"""What a person allows: read, and recorded with its proof."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from django_personalize.api.v1 import schemas
from django_personalize.api.v1.operations import operation
from django_personalize.api.v1.people import consents_of, person
from django_personalize.api.v1.view import ApiView
from django_personalize.consent import ledger
from django_personalize.core import clock

#: Declarations shown of one person, newest first.
_SHOWN = 200


class ProfileConsents(ApiView):
    """The ledger of one person."""

    @operation(
        "profiles.consents",
        "Read a person's consents",
        scope="profiles:read",
        gives={200: schemas.CONSENT_LOG},
        problems=("not_found",),
    )
    def get(self, request: Request, id: UUID) -> Response:
        profile = person(id)
        history = [
            {
                "at": row.at.isoformat(),
                "purpose": row.purpose,
                "status": row.status,
                "method": row.method,
                "source": row.source,
                "wording_version": row.wording_version,
                "actor": row.actor,
            }
            for row in ledger.history(profile.pk)[:_SHOWN]
        ]
        return Response({"consents": consents_of(profile.pk, at=clock.now()), "history": history})

    @operation(
        "profiles.consents.record",
        "Record what a person said",
        scope="consents:write",
        takes=schemas.CONSENT_GIVEN,
        gives={201: schemas.CONSENT_STATE},
        problems=("not_found",),
        idempotent=True,
        description="The newest declaration of a purpose counts; none is ever changed. The words that the person "
        "read are kept as the proof.",
    )
    def post(self, request: Request, id: UUID) -> Response:
        at, profile = clock.now(), person(id)
        details = {"reference": self.given["reference"]} if "reference" in self.given else {}
        ledger.record(
            profile.pk,
            self.given["choices"],
            at=at,
            evidence=ledger.Evidence(
                wording=self.given["wording"],
                wording_version=self.given["wording_version"],
                language=self.given["language"],
                source="api",
                method=self.given["method"],
                actor=self.token.actor,
                details=details,
            ),
        )
        return Response({"consents": consents_of(profile.pk, at=at)}, status=201)
