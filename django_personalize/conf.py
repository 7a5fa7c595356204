"""Settings: one dict `PERSONALIZE` in the host's settings, one typed property per key, read live."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings as django_settings


class Settings:
    """What the host configured, with defaults. Property names are the keys of `PERSONALIZE`."""

    def _get(self, key: str, default: Any) -> Any:
        given = getattr(django_settings, "PERSONALIZE", {})
        # The exact type first: a page asks for dozens of settings, and abstract classes are slow to ask.
        return given.get(key, default) if type(given) is dict or isinstance(given, Mapping) else default

    @property
    def ENABLED(self) -> bool:
        """Everything on or off at once: off, tags show their defaults and nothing is recorded. Default True."""
        return bool(self._get("ENABLED", True))

    # -- the shop

    @property
    def SHOP_ADAPTER(self) -> str:
        """Dotted path of the `ShopAdapter` class. Default: the one that is driven by the keys below."""
        return str(self._get("SHOP_ADAPTER", "django_personalize.shop.adapters.model.ModelShopAdapter"))

    @property
    def CURRENCY(self) -> str:
        """ISO 4217 code of prices whose model has no currency field. Default "EUR"."""
        return str(self._get("CURRENCY", "EUR"))

    @property
    def PRODUCT(self) -> Mapping[str, Any] | None:
        """How to read a product: `{"model": "shop.Product", "title": "name", "price": "price", …}`."""
        return self._mapping("PRODUCT")

    @property
    def CATEGORY(self) -> Mapping[str, Any] | None:
        """How to read a category."""
        return self._mapping("CATEGORY")

    @property
    def CART(self) -> Mapping[str, Any] | None:
        """How to read a cart and its lines."""
        return self._mapping("CART")

    @property
    def ORDER(self) -> Mapping[str, Any] | None:
        """How to read an order and its lines."""
        return self._mapping("ORDER")

    @property
    def SHOP_FUNCTIONS(self) -> Mapping[str, Any]:
        """What the shop does itself, as dotted functions: `{"add_to_cart": "shop.cart.add_by_key"}`.

        Names: current_cart, search, add_to_cart, restore_cart, returns, open_ticket, loyalty_tier, delivery_days,
        shop_mails, issue_coupon, apply_coupon; each makes the capability of the shop that it stands for.
        """
        return self._mapping("SHOP_FUNCTIONS") or {}

    @property
    def OSCAR(self) -> Mapping[str, Any]:
        """For django-oscar: codes of product attributes, and order statuses in which nothing was sold after all.

        `{"brand": "brand", "cost": "purchase_price", "cancelled_statuses": ["Cancelled"]}`. Default: the attribute
        "brand", no cost, statuses with "cancel" or "refund" in their names.
        """
        return self._mapping("OSCAR") or {}

    @property
    def CUSTOMER(self) -> Mapping[str, str]:
        """Trait name to path on the user model: `{"first_name": "first_name", "country": "address.country"}`."""
        return self._mapping("CUSTOMER") or {
            "first_name": "first_name",
            "last_name": "last_name",
            "email": "email",
        }

    @property
    def PAGES(self) -> Mapping[str, Mapping[str, str]]:
        """URL name to page kind: `{"product": {"type": "product"}, "search": {"type": "search", "query": "q"}}`."""
        return self._mapping("PAGES") or {}

    # -- visitors

    @property
    def HASH_KEYS(self) -> Sequence[str]:
        """Keys of identity digests: the first writes, all read. Default: `SECRET_KEY` and its fallbacks."""
        keys = self._get("HASH_KEYS", None)
        if keys:
            return [str(key) for key in keys]
        return [django_settings.SECRET_KEY, *(str(key) for key in django_settings.SECRET_KEY_FALLBACKS)]

    @property
    def VISITOR_COOKIE(self) -> str:
        """Name of the visitor cookie. Default "pz_visitor"."""
        return str(self._get("VISITOR_COOKIE", "pz_visitor"))

    @property
    def VISITOR_COOKIE_AGE(self) -> timedelta:
        """Life of the visitor cookie; at most 13 months (396 days). Default 396 days."""
        return self._duration("VISITOR_COOKIE_AGE", timedelta(days=396))

    @property
    def CONSENT_COOKIE(self) -> str:
        """Name of the cookie that remembers the choice itself. Default "pz_consent"."""
        return str(self._get("CONSENT_COOKIE", "pz_consent"))

    @property
    def FRESHNESS_COOKIE(self) -> str:
        """Name of the ten-second cookie by which the next request sees this one's views. Default "pz_seen"."""
        return str(self._get("FRESHNESS_COOKIE", "pz_seen"))

    @property
    def COOKIE_DOMAIN(self) -> str | None:
        """Domain of all cookies; None keeps them on the host that set them. Default None."""
        value = self._get("COOKIE_DOMAIN", None)
        return str(value) if value else None

    @property
    def COOKIE_SECURE(self) -> bool | None:
        """Send cookies over https only; None follows the request (`request.is_secure()`). Default None."""
        value = self._get("COOKIE_SECURE", None)
        return None if value is None else bool(value)

    @property
    def SESSION_TIMEOUT(self) -> timedelta:
        """Idle time after which the next view begins a new session. Default 30 minutes."""
        return self._duration("SESSION_TIMEOUT", timedelta(minutes=30))

    @property
    def SHARED_CACHE(self) -> str | None:
        """Alias of a cache that all processes share; None finds out whether "default" is one. "" turns it off."""
        value = self._get("SHARED_CACHE", None)
        return None if value is None else str(value)

    @property
    def TRUSTED_PROXIES(self) -> int:
        """How many proxies in front of us append to `X-Forwarded-For`. Default 0: the header is ignored."""
        return int(self._get("TRUSTED_PROXIES", 0))

    # -- consent

    @property
    def PURPOSES(self) -> Sequence[str]:
        """Purposes the banner asks for. Default analytics and personalization."""
        return list(self._get("PURPOSES", ["analytics", "personalization"]))

    @property
    def CONSENT_WORDING_VERSION(self) -> str:
        """Change it when the banner's text changes its meaning: everybody is asked again. Default "1"."""
        return str(self._get("CONSENT_WORDING_VERSION", "1"))

    @property
    def CONSENT_LIFETIME(self) -> timedelta:
        """How long a grant counts. Default 730 days."""
        return self._duration("CONSENT_LIFETIME", timedelta(days=730))

    @property
    def CHOICE_LIFETIME(self) -> timedelta:
        """How long the browser remembers a choice, accepting and refusing alike. Default 182 days."""
        return self._duration("CHOICE_LIFETIME", timedelta(days=182))

    @property
    def GPC_STOPS_PERSONALIZATION(self) -> bool:
        """Whether `Sec-GPC: 1` also turns first-party personalisation off. Default False (it denies ads)."""
        return bool(self._get("GPC_STOPS_PERSONALIZATION", False))

    # -- events

    @property
    def UNKNOWN_EVENTS(self) -> str:
        """ "refuse" drops and counts events that no schema knows; "flag" keeps them marked. Default "refuse"."""
        return str(self._get("UNKNOWN_EVENTS", "refuse"))

    @property
    def EVENTS(self) -> Mapping[str, Mapping[str, Any]]:
        """The host's own events: `{"quiz_finished": {"properties": {"score": "number"}}}`."""
        return self._mapping("EVENTS") or {}

    @property
    def URL_PARAMETERS(self) -> Sequence[str]:
        """Query parameters that may be stored besides `utm_*`. Default none."""
        return list(self._get("URL_PARAMETERS", []))

    @property
    def AFFINITY_ATTRIBUTES(self) -> Sequence[str]:
        """Product attributes that affinities are kept for. Default colour, style, material."""
        return list(self._get("AFFINITY_ATTRIBUTES", ["colour", "style", "material"]))

    @property
    def AFFINITY_HALF_LIFE(self) -> timedelta:
        """Time in which an interest loses half its weight. Default 30 days."""
        return self._duration("AFFINITY_HALF_LIFE", timedelta(days=30))

    @property
    def COLLECTOR_VISITOR_RATE(self) -> int:
        """Collector requests per visitor and minute. Default 120."""
        return int(self._get("COLLECTOR_VISITOR_RATE", 120))

    @property
    def COLLECTOR_ADDRESS_RATE(self) -> int:
        """Collector requests per address (IPv6: /64) and minute. Default 600."""
        return int(self._get("COLLECTOR_ADDRESS_RATE", 600))

    @property
    def COLLECTOR_ORIGINS(self) -> Sequence[str]:
        """Other origins that may post events, exact: `["https://app.example.com"]`. Default none."""
        return list(self._get("COLLECTOR_ORIGINS", []))

    @property
    def SEARCH_WORDS_PER_DAY(self) -> int:
        """Different search words counted by name each day without consent; all others count as one. Default 2000."""
        return int(self._get("SEARCH_WORDS_PER_DAY", 2000))

    # -- how long data is kept

    @property
    def RETENTION(self) -> Mapping[str, Any]:
        """Class of data to how long it is kept, where that differs from the default: `{"events": "6 months"}`.

        Lengths are "13 months", "400 days", "3 years", a timedelta or a number of days; None keeps a class without
        an end, which `ALLOW_UNLIMITED` has to name. Classes and defaults: see "Keep data tidy".
        """
        return self._mapping("RETENTION") or {}

    @property
    def ALLOW_UNLIMITED(self) -> Sequence[str]:
        """Classes of data that `RETENTION` may keep without an end: `["day_sums"]`. Default none."""
        return list(self._get("ALLOW_UNLIMITED", []))

    # -- the API

    @property
    def API_RATE(self) -> int:
        """Requests of one server token per minute, where the token has no rate of its own. Default 600."""
        return int(self._get("API_RATE", 600))

    # -- on the page

    @property
    def PAGE_BUDGET(self) -> timedelta:
        """Time personalisation may take of one page before defaults are shown. Default 100 ms."""
        return self._duration("PAGE_BUDGET", timedelta(milliseconds=100))

    @property
    def BREAKER_PAUSE(self) -> timedelta:
        """How long a process shows defaults after an overrun. Default 30 s."""
        return self._duration("BREAKER_PAUSE", timedelta(seconds=30))

    # -- what leaves the shop

    @property
    def WEBHOOK_HOSTS(self) -> Sequence[str]:
        """Hosts that events may be sent to, by https: `["crm.example.com"]`. Default none: nothing leaves the shop."""
        return list(self._get("WEBHOOK_HOSTS", []))

    @property
    def WEBHOOK_PARAMETERS(self) -> Mapping[str, Mapping[str, str]]:
        """Secret parameters by host: `{"stats.example.com": {"api_secret": os.environ["…"]}}`. Default none."""
        return self._mapping("WEBHOOK_PARAMETERS") or {}

    @property
    def WEBHOOK_NETWORKS(self) -> Sequence[str]:
        """Private networks of your own that such a host may stand in: `["10.20.0.0/16"]`. Default none."""
        return list(self._get("WEBHOOK_NETWORKS", []))

    @property
    def WEBHOOK_CA_FILE(self) -> str | None:
        """Path of the certificates of your own authority, in PEM. Default None: those of the system."""
        value = self._get("WEBHOOK_CA_FILE", None)
        return str(value) if value else None

    @property
    def METRICS(self) -> str | None:
        """Dotted path of a `core.metrics.Sink` class that takes counters and timings. Default None: nobody does."""
        value = self._get("METRICS", None)
        return str(value) if value else None

    def _mapping(self, key: str) -> Mapping[str, Any] | None:
        value = self._get(key, None)
        return value if isinstance(value, Mapping) else None

    def _duration(self, key: str, default: timedelta) -> timedelta:
        value = self._get(key, default)
        return value if isinstance(value, timedelta) else timedelta(seconds=float(value))


settings = Settings()

#: Every key that `PERSONALIZE` may hold.
KEYS = tuple(name for name in vars(Settings) if name.isupper())
