"""Segments that most shops want, ready to install. Within a set each person is in exactly one, or in none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from django_personalize.segments.parameters import Json


@dataclass(frozen=True, slots=True)
class Ready:
    """One segment to install."""

    slug: str
    name: str | Promise
    rule: Mapping[str, Json]


def _days(n: int) -> Json:
    return {"n": n, "unit": "days"}


def _visits(often: str, times: int) -> Json:
    return {"did": {"events": ["session_started"], "often": often, "times": times}}


def _orders(compare: str, number: int) -> Json:
    return {"orders": {"compare": compare, "number": number}}


def _last_order(when: str, days: int) -> Json:
    return {"last_did": {"events": ["order_completed"], "when": when, "ago": _days(days)}}


_RECENT, _LONG = 90, 365

#: New visitor, returning visitor, returning customer: everybody is one of the three.
ACQUAINTANCE = (
    Ready("new-visitors", _("New visitors"), {"all": [_orders("at_most", 0), _visits("at_most", 1)]}),
    Ready(
        "returning-visitors",
        _("Returning visitors"),
        {"all": [_orders("at_most", 0), _visits("at_least", 2)]},
    ),
    Ready("returning-customers", _("Returning customers"), {"all": [_orders("at_least", 1)]}),
)

#: By orders that stand and the day of the last one.
LIFECYCLE = (
    Ready(
        "leads",
        _("Leads: reachable, no order yet"),
        {
            "all": [
                _orders("at_most", 0),
                {"any": [{"account": {}}, {"allows": {"purpose": "marketing_email"}}]},
            ]
        },
    ),
    Ready(
        "first-time-customers",
        _("First-time customers"),
        {"all": [_orders("equals", 1), _last_order("less_than", _RECENT)]},
    ),
    Ready(
        "active-customers",
        _("Active customers"),
        {"all": [_orders("at_least", 2), _orders("at_most", 3), _last_order("less_than", _RECENT)]},
    ),
    Ready(
        "loyal-customers",
        _("Loyal customers"),
        {"all": [_orders("at_least", 4), _last_order("less_than", _RECENT)]},
    ),
    Ready(
        "lapsing-customers",
        _("Lapsing customers"),
        {
            "all": [
                _orders("at_least", 1),
                {"none": [_last_order("less_than", _RECENT), _last_order("more_than", _LONG)]},
            ]
        },
    ),
    Ready(
        "lapsed-customers",
        _("Lapsed customers"),
        {"all": [_orders("at_least", 1), _last_order("more_than", _LONG)]},
    ),
)

INACTIVITY = (
    Ready(
        "inactive",
        _("Inactive: no visit for half a year"),
        {"all": [{"last_did": {"events": ["session_started"], "when": "more_than", "ago": _days(182)}}]},
    ),
)

READY = {ready.slug: ready for ready in (*ACQUAINTANCE, *LIFECYCLE, *INACTIVITY)}
