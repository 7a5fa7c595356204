"""Events of other systems."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from django_personalize.api import batch
from django_personalize.api.v1 import schemas
from django_personalize.api.v1.operations import operation
from django_personalize.api.v1.problems import Problem
from django_personalize.api.v1.view import ApiView
from django_personalize.core import clock

_ANSWERS = {200: schemas.TAKEN, 207: schemas.TAKEN}


class Events(ApiView):
    """What people did, told by another server."""

    @operation(
        "events.create",
        "Report events",
        scope="events:write",
        takes=schemas.EVENTS,
        checks=schemas.BATCH,
        gives=_ANSWERS,
        problems=("refused",),
        idempotent=True,
        longest=4 * 1024 * 1024,
        description="200 when all events are taken, 207 when some are refused, 422 when all are. An event that was "
        "taken before counts once. Consent is asked at this moment: without it an event counts in the day sums.",
    )
    def post(self, request: Request) -> Response:
        self.must_be_on()
        at = clock.now()
        taken = batch.read(self.given["events"], schemas.EVENT, at=at, server_only=self.may("events:server"))
        if not taken.entries:
            raise refused(taken)
        batch.write(taken, at=at)
        return answer(taken)


def answer(taken: batch.Taken) -> Response:
    """Counts, and what was refused or dropped by index."""
    body = {
        "written": taken.written,
        "known": taken.known,
        "counted": taken.counted,
        "refused": [
            {"index": index, "errors": [fault.plain() for fault in found[:20]]}
            for index, found in sorted(taken.refused.items())
        ],
        "dropped": [{"index": index, "fields": fields} for index, fields in sorted(taken.dropped.items())],
    }
    return Response(body, status=207 if taken.refused else 200)


def refused(taken: batch.Taken) -> Problem:
    """Not one event of the batch can be taken."""
    found = [fault for index in sorted(taken.refused) for fault in taken.refused[index]]
    return Problem("refused", f"{found[0].field} {found[0].detail}.", faults=found[:100])
