"""A request with an `Idempotency-Key` is answered once: who asks again gets the same answer, whoever died between.

The claim is a row of its own; the work and the stored answer are one transaction. A worker that dies takes its work
back with it, and the claim passes to the next who asks when its time is over. One that was only slow finds at the
end that its claim has passed on, and takes its work back as well.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from django_personalize.api.models import ApiToken, IdempotentRequest
from django_personalize.core.errors import PersonalizeError

#: How long an answer counts; `api.retention` removes it later.
KEPT = timedelta(hours=24)
#: How long a worker may be silent before another takes over.
HELD = timedelta(seconds=60)
#: Visible ASCII, 1 to 255 characters.
KEY = re.compile(r"^[\x21-\x7e]{1,255}$")


class InFlight(PersonalizeError):
    """The same request is being answered by another worker."""


class KeyReused(PersonalizeError):
    """The key came with another request before."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and JSON of an answer; `replayed`: it was given before."""

    status: int
    data: Any
    replayed: bool = False


def fingerprint(method: str, path: str, body: Any) -> str:
    """What makes two requests the same one: spaces and the order of keys in the JSON do not."""
    canonical = json.dumps([method, path, body], sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def once(token: ApiToken, key: str, mark: str, act: Callable[[], Answer], *, at: datetime) -> Answer:
    """What `act` answers, or answered before. Raises `InFlight`, `KeyReused`, and whatever `act` raises.

    An `act` that raises leaves nothing behind: the request can be corrected and sent again under the same key.
    """
    row = _claim(token, hashlib.sha256(key.encode()).hexdigest(), mark, at=at)
    if row.status is not None:
        return Answer(row.status, json.loads(row.answer), replayed=True)
    mine = IdempotentRequest.objects.filter(pk=row.pk, claim=row.claim, status=None)
    try:
        with transaction.atomic():
            answer = act()
            text = json.dumps(answer.data, cls=DjangoJSONEncoder)
            if not mine.update(status=answer.status, answer=text):
                raise InFlight("Another worker has taken this request over.")
    except BaseException:
        mine.delete()
        raise
    return answer


def _claim(token: ApiToken, key: str, mark: str, *, at: datetime) -> IdempotentRequest:
    """The row of this request: ours to work on, or answered."""
    fresh = IdempotentRequest(
        token=token, key=key, fingerprint=mark, claim=uuid4(), held_until=at + HELD, created_at=at
    )
    IdempotentRequest.objects.bulk_create([fresh], ignore_conflicts=True)
    row = IdempotentRequest.objects.filter(token=token, key=key).first()
    if row is None:
        raise InFlight("The first request with this key has just failed; send it again.")
    if row.claim == fresh.claim:
        return row
    if row.created_at <= at - KEPT:
        # Forgotten, but not yet deleted: the key begins anew.
        row = _take_over(row, fresh, status=None, answer="", fingerprint=mark, created_at=at)
        return row
    if row.fingerprint != mark:
        raise KeyReused("This key came with another request before; choose a new one.")
    if row.status is not None:
        return row
    if row.held_until > at:
        raise InFlight("The request with this key is being answered; ask again for its answer.")
    return _take_over(row, fresh)


def _take_over(row: IdempotentRequest, fresh: IdempotentRequest, **changes: Any) -> IdempotentRequest:
    """Let the claim pass to us, unless somebody else was faster."""
    taken = IdempotentRequest.objects.filter(pk=row.pk, claim=row.claim, status=row.status).update(
        claim=fresh.claim, held_until=fresh.held_until, **changes
    )
    if not taken:
        raise InFlight("The request with this key is being answered; ask again for its answer.")
    return IdempotentRequest.objects.get(pk=row.pk)
