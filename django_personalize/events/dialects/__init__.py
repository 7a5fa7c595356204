"""Other tools' words: GA4, Segment and Matomo become the vocabulary's (`resolve`, `read`), and back (`compose`).

Resolve first, then ask the schema: an event that only the server may report stays refused under every name.
"""

from django_personalize.core.registry import Registry
from django_personalize.events.dialects.ga4 import GA4
from django_personalize.events.dialects.matomo import Matomo
from django_personalize.events.dialects.names import ALIASES
from django_personalize.events.dialects.native import Native
from django_personalize.events.dialects.resolving import resolve
from django_personalize.events.dialects.segment import Segment
from django_personalize.events.dialects.told import Dialect, Told, UnreadableEvent

#: Every dialect that events can be sent in and read from.
DIALECTS: Registry[Dialect] = Registry("dialect")
for _dialect in (Native(), GA4(), Segment(), Matomo()):
    DIALECTS.register(_dialect.key, _dialect)

__all__ = ["ALIASES", "DIALECTS", "Dialect", "Told", "UnreadableEvent", "resolve"]
