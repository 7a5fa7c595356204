"""Finding people by what staff type into a search box: exact values only, each served by an index."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.db.models import Q

from django_personalize.profiles import identify
from django_personalize.profiles.models import Identity, Profile

#: Profiles found at most by one user key: merged ones keep theirs.
_FOUND = 50


def profiles_matching(text: str, *, by_address: bool) -> list[int]:
    """Ids of the profiles with this UUID, user key or (with `by_address`) e-mail address.

    `by_address` links an address to a history: only for readers who may see personal data.
    """
    text = text.strip()
    if not text or "\x00" in text:
        return []
    wanted = Q(user_key=text) if len(text) <= 64 else Q(pk__in=())
    with suppress(ValueError):
        wanted |= Q(uuid=UUID(text))
    found = list(Profile.objects.filter(wanted).order_by("-pk").values_list("pk", flat=True)[:_FOUND])
    if by_address and "@" in text:
        keys = identify.keys_of(Identity.Kind.EMAIL, text)
        found += Identity.objects.filter(pk__in=keys).values_list("profile_id", flat=True)
    return list(dict.fromkeys(found))
