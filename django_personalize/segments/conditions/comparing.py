"""Comparing a number, in memory and in SQL, with one set of words."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext_lazy

#: Key to the words, with a place for the number.
COMPARISONS = {
    "at_least": gettext_lazy("at least %s"),
    "at_most": gettext_lazy("at most %s"),
    "more_than": gettext_lazy("more than %s"),
    "less_than": gettext_lazy("less than %s"),
    "equals": gettext_lazy("exactly %s"),
}
_LOOKUPS = {"at_least": "gte", "at_most": "lte", "more_than": "gt", "less_than": "lt", "equals": "exact"}


def holds(comparison: str, left: Decimal | int, right: Decimal | int) -> bool:
    """Whether `left` compares like this with `right`."""
    match comparison:
        case "at_least":
            return left >= right
        case "at_most":
            return left <= right
        case "more_than":
            return left > right
        case "less_than":
            return left < right
    return left == right


def compared(comparison: str, column: str, right: Decimal | int) -> Q:
    """The same of a column that is not null."""
    return Q(**{f"{column}__{_LOOKUPS[comparison]}": right})


def said(comparison: str, right: object) -> str:
    """In words."""
    return str(COMPARISONS[comparison]) % right
