"""The conditions that come with the app: importing this module registers them."""

from django_personalize.segments.conditions.behaviour import Did, FirstDid, LastDid
from django_personalize.segments.conditions.calendar import Between, Hours, Season, Weekday
from django_personalize.segments.conditions.interests import Likes
from django_personalize.segments.conditions.membership import InSegment
from django_personalize.segments.conditions.orders import Orders, Spend
from django_personalize.segments.conditions.person import (
    Account,
    Allows,
    Anniversary,
    TraitDay,
    TraitFlag,
    TraitKnown,
    TraitNumber,
    TraitText,
)
from django_personalize.segments.conditions.visits import CameBy, Uses

__all__ = [
    "Account",
    "Allows",
    "Anniversary",
    "Between",
    "CameBy",
    "Did",
    "FirstDid",
    "Hours",
    "InSegment",
    "LastDid",
    "Likes",
    "Orders",
    "Season",
    "Spend",
    "TraitDay",
    "TraitFlag",
    "TraitKnown",
    "TraitNumber",
    "TraitText",
    "Uses",
    "Weekday",
]
