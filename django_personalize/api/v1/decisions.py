"""What a visitor or a person would be shown."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from django_personalize.api import decisions, visitors
from django_personalize.api.schema import Fault
from django_personalize.api.v1 import schemas
from django_personalize.api.v1.operations import operation
from django_personalize.api.v1.people import person
from django_personalize.api.v1.problems import Problem
from django_personalize.api.v1.view import ApiView
from django_personalize.core import clock
from django_personalize.profiles import audit
from django_personalize.tracking.visitor import Visitor

_LIMIT = 8


class _Decisions(ApiView):
    def decided(self, visitor: Visitor) -> Response:
        """The answers of the places that were asked for."""
        asked = self.query.get("names")
        names = asked.split(",") if asked else list(decisions.DECISIONS)
        unknown = [name for name in names if name not in decisions.DECISIONS]
        if unknown:
            known = ", ".join(decisions.DECISIONS)
            detail = f"has {unknown[0][:80]!r}, must be among: {known}"
            raise Problem("invalid", f"names {detail}.", faults=[Fault("names", "choice", detail)])
        found = decisions.decide(visitor, dict.fromkeys(names), limit=int(self.query.get("limit", _LIMIT)))
        return Response(
            {
                "decisions": [
                    {
                        "name": one.name,
                        "personal": one.content is not None,
                        "reason": one.reason,
                        "content": one.content,
                    }
                    for one in found
                ]
            }
        )


class OwnDecisions(_Decisions):
    """For the visitor whose token came along; for nobody without one."""

    @operation(
        "visitor.decisions",
        "Read what this visitor is shown",
        scope="visitors:use",
        query=schemas.DECISION_QUERY,
        gives={200: schemas.DECISIONS},
        problems=("visitor_token",),
        visitor=True,
    )
    def get(self, request: Request) -> Response:
        return self.decided(self.visitor)


class ProfileDecisions(_Decisions):
    """For a person, wherever they are; names and purchases only with the scope personal:read."""

    @operation(
        "profiles.decisions",
        "Read what a person would be shown",
        scope="decisions:read",
        query=schemas.DECISION_QUERY,
        gives={200: schemas.DECISIONS},
        problems=("not_found",),
    )
    def get(self, request: Request, id: UUID) -> Response:
        profile, personal = person(id), self.may("personal:read")
        response = self.decided(visitors.stand_in(request._request, profile, signed_in=personal))
        if personal and any(one["personal"] for one in response.data["decisions"]):
            audit.note(self.token.actor, "decisions.read", profile.uuid, at=clock.now())
        return response
