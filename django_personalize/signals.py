"""Public signals; each is documented where it is defined."""

from django_personalize.consent.signals import consent_changed
from django_personalize.events.signals import events_recorded
from django_personalize.profiles.signals import profiles_merged, profiles_parted

__all__ = ["consent_changed", "events_recorded", "profiles_merged", "profiles_parted"]
