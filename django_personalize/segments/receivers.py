"""What becomes of list memberships when people merge, part, leave or ask; and the shipped conditions, registered."""

from __future__ import annotations

from django_personalize.profiles import lifecycle
from django_personalize.segments.conditions import shipped  # noqa: F401  importing registers them
from django_personalize.segments.models import ListMember, SegmentMembership


def connect() -> None:
    """Called by `apps.ready`."""
    lifecycle.register(
        lifecycle.Handler(
            ListMember,
            "profile",
            lifecycle.repoint(ListMember, "profile"),
            lifecycle.return_by_origin(ListMember, "profile"),
            also=("origin",),
        )
    )
    # A refresh judges both people anew, because their snapshots changed.
    lifecycle.register(
        lifecycle.Handler(
            SegmentMembership, "profile", lifecycle.nothing_to_move, lifecycle.nothing_to_give_back
        )
    )
