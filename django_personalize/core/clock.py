"""The only reader of the time. Everything else takes `at=` or asks `now()`, so one fixture moves the whole house."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, tzinfo

from django.utils import timezone

_source: Callable[[], datetime] = timezone.now


def now() -> datetime:
    """The current moment, aware and in UTC."""
    return _source()


def local(at: datetime, *, zone: tzinfo | None = None) -> datetime:
    """`at` on the wall clock of `zone`; without a zone the shop's (`TIME_ZONE`)."""
    return timezone.localtime(at, zone or timezone.get_default_timezone())


def day_of(at: datetime, *, zone: tzinfo | None = None) -> date:
    """The calendar day of `at` in `zone`; without a zone in the shop's (`TIME_ZONE`)."""
    return local(at, zone=zone).date()


@contextmanager
def source(read: Callable[[], datetime]) -> Iterator[None]:
    """Replace the clock of the whole process while the block runs (tests, simulations)."""
    global _source
    before, _source = _source, read
    try:
        yield
    finally:
        _source = before
