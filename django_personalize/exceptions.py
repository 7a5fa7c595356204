"""Public exceptions, each raised where its package says so."""

from django_personalize.api.tokens import BadToken
from django_personalize.consent.ledger import BadDeclaration
from django_personalize.consent.models import LedgerIsAppendOnly
from django_personalize.consent.purposes import UnknownPurpose
from django_personalize.core.errors import PersonalizeError
from django_personalize.core.registry import AlreadyRegistered, NotRegistered
from django_personalize.events.dialects import UnreadableEvent
from django_personalize.profiles.identify import IdentityTaken
from django_personalize.profiles.merge import CannotMerge
from django_personalize.profiles.traits import BadTrait
from django_personalize.shop.money import CurrencyMismatch, NotMoney
from django_personalize.shop.ports import AdapterError, NotSupported
from django_personalize.shortcuts import BadEvent
from django_personalize.tracking.fragments import KeptForOthers
from django_personalize.tracking.past import UnknownPerson

__all__ = [
    "AdapterError",
    "AlreadyRegistered",
    "BadDeclaration",
    "BadEvent",
    "BadToken",
    "BadTrait",
    "CannotMerge",
    "CurrencyMismatch",
    "IdentityTaken",
    "KeptForOthers",
    "LedgerIsAppendOnly",
    "NotMoney",
    "NotRegistered",
    "NotSupported",
    "PersonalizeError",
    "UnknownPerson",
    "UnknownPurpose",
    "UnreadableEvent",
]
