"""Signals about people. Sent robustly, after the rows are written."""

from django.dispatch import Signal

#: A profile was taken into another: `winner_id`, `loser_id`, `at`. Inside the transaction.
profiles_merged = Signal()
#: A merge was undone: `winner_id`, `loser_id`, `at`. Inside the transaction.
profiles_parted = Signal()
