"""Signals about events."""

from django.dispatch import Signal

#: Events were written: `events` (list of Event, in the order of their drafts). Sent on commit, robustly.
events_recorded = Signal()
