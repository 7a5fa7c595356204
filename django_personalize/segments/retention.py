"""How long the history of segments is kept; memberships live with the person."""

from __future__ import annotations

from django_personalize.core import retention
from django_personalize.segments.models import SegmentSize


def connect() -> None:
    """Register the classes of this package."""
    retention.register(
        retention.aged("segment_sizes", SegmentSize, "day", "36 months", age="the day of the count")
    )
