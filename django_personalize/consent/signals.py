"""Signals about consent."""

from django.dispatch import Signal

#: Somebody declared something: `profile_id`, `purposes` (set of keys), `at`. Inside the transaction.
consent_changed = Signal()
