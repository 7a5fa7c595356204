"""What the doctor looks at: the catalogue, the tick, orders, pages, consent, refused events, the cache, cookies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from statistics import median, quantiles
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings as django_settings
from django.db import connection
from django.db.models import Sum
from django.urls import Resolver404, resolve

from django_personalize.conf import settings
from django_personalize.core import clock, page_cache
from django_personalize.events.models import DaySum, Event
from django_personalize.insights.databases import database
from django_personalize.insights.health import ERROR, NOTE, OK, PROBES, WARNING, Finding
from django_personalize.profiles.models import Profile
from django_personalize.shop.adapter import get_adapter
from django_personalize.shop.models import CatalogItem
from django_personalize.shop.problems import collecting
from django_personalize.shop.tree import broken_free
from django_personalize.tracking import accounts, cookies
from django_personalize.tracking.models import Heartbeat, PendingOrder
from django_personalize.tracking.views_once import VIEWS

_TICK = "python manage.py personalize_tick"
_CRON = "* * * * * cd /path/to/project && python manage.py personalize_tick"
_SYNC = "python manage.py personalize_sync"
#: The tick is meant to run every minute; this long without one and something is wrong.
_SILENT = timedelta(minutes=15)
#: The catalogue is compared once an hour.
_STALE = timedelta(hours=24)
#: An order is written in seconds; one that waits this long does not come by itself.
_STUCK = timedelta(minutes=10)
#: Reports about visitors look this far back, and at so many views at most.
_WINDOW = timedelta(days=7)
_SAMPLE = 2000
#: Above this share of views without a type, rules about pages begin to miss people.
_UNRESOLVED = 0.2
_ROUNDS = 20
#: Accounts of customers that are read to see whether they can be.
_ACCOUNTS_READ = 50
#: Of the products that were read for their time: unreadable ones named at most.
_PROBLEMS_SHOWN = 5
#: With fewer products their queries do not tell how they grow.
_TELLING = 5
_PROBE_KEY = "personalize_doctor"


def catalogue(at: datetime) -> Iterator[Finding]:
    """How many products we know, and how long ago we compared them with the shop's."""
    here = CatalogItem.objects.filter(removed_at=None).count()
    if not here:
        yield Finding(ERROR, "The catalogue is empty: nothing can be shown or concluded.", _SYNC)
        return
    gone = CatalogItem.objects.filter(removed_at__isnull=False).count()
    yield Finding(OK, f"{here} products" + (f", {gone} removed ones kept for the history." if gone else "."))
    beat = Heartbeat.objects.filter(job="catalogue.reconcile").first()
    compared = beat.finished_at if beat is not None else None
    if compared is None:
        yield Finding(NOTE, "No tick has compared it with the shop yet; only signals keep it current.", _TICK)
    elif at - compared > _STALE:
        yield Finding(WARNING, f"Last compared with the shop {_ago(at - compared)} ago.", _SYNC)
    else:
        yield Finding(OK, f"Compared with the shop {_ago(at - compared)} ago.")


def categories(at: datetime) -> Iterator[Finding]:
    """Circles, missing parents and whatever else the shop's categories have that could not be read."""
    with collecting() as unreadable:
        known, tree = broken_free(get_adapter().iter_categories())
    problems = [str(problem) for problem in (*unreadable, *tree.problems)]
    for text in dict.fromkeys(problems):
        yield Finding(WARNING, text, "Mend it in the shop or in PERSONALIZE, then: " + _SYNC)
    if not problems:
        yield Finding(OK, f"{len(known)} categories, each with a way to the root.")


def adapter(at: datetime) -> Iterator[Finding]:
    """What one page pays for ten live products."""
    keys = list(CatalogItem.objects.filter(removed_at=None).order_by("pk").values_list("pk", flat=True)[:10])
    if not keys:
        return
    shop = get_adapter()
    queries = 0

    def count(execute: Callable[..., Any], *call: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*call)

    with connection.execute_wrapper(count), collecting() as unreadable:
        found = shop.get_products(keys)
    for problem in unreadable[:_PROBLEMS_SHOWN]:
        yield Finding(WARNING, str(problem), "Mend it in the shop or in PERSONALIZE, then: " + _SYNC)
    if len(unreadable) > _PROBLEMS_SHOWN:
        more = len(unreadable) - _PROBLEMS_SHOWN
        yield Finding(WARNING, f"{more} more of these {len(keys)} products.", _SYNC + " --all-problems")
    absent = len(keys) - len(found)
    if absent:
        yield Finding(
            WARNING, f"{absent} of {len(keys)} products of the catalogue are gone from the shop.", _SYNC
        )
    times = []
    for _round in range(_ROUNDS):
        begun = perf_counter()
        shop.get_products(keys)
        times.append(1000 * (perf_counter() - begun))
    middle, slow = median(times), quantiles(times, n=20)[-1]
    budget = settings.PAGE_BUDGET.total_seconds() * 1000
    text = (
        f"get_products of {len(keys)} products: {middle:.1f} ms in the middle, {slow:.1f} ms at the 95th "
        f"percentile, {queries} queries."
    )
    if middle > budget / 2:
        yield Finding(
            WARNING,
            f"{text} That is more than half of PAGE_BUDGET ({budget:.0f} ms).",
            "Follow foreign keys in one query: select_related and prefetch_related in the adapter's queryset.",
        )
    elif queries >= len(keys) >= _TELLING:
        yield Finding(
            WARNING,
            f"{text} Each product costs a query of its own.",
            "Read all keys at once in the adapter's get_products.",
        )
    else:
        yield Finding(OK, text)


def tick(at: datetime) -> Iterator[Finding]:
    """When the periodic work last ran, and which part of it fails."""
    beats = list(Heartbeat.objects.order_by("job"))
    moments = [beat.finished_at for beat in beats if beat.finished_at is not None]
    if not moments:
        yield Finding(WARNING, "The tick has never run.", f"In the crontab: {_CRON}")
        return
    since = at - max(moments)
    if since > _SILENT:
        yield Finding(WARNING, f"The tick last ran {_ago(since)} ago.", f"In the crontab: {_CRON}")
    else:
        yield Finding(OK, f"The tick ran {_ago(since)} ago.")
    for beat in beats:
        if beat.error:
            yield Finding(
                ERROR, f"The job {beat.job} fails: {beat.error}", f"Mend the cause, then: {_TICK} --all"
            )


def orders(at: datetime) -> Iterator[Finding]:
    """Orders that were placed and never became an event."""
    stuck = PendingOrder.objects.filter(created_at__lte=at - _STUCK).order_by("created_at")
    count = stuck.count()
    if not count:
        yield Finding(OK, "No order waits to be read.")
        return
    for order in stuck[:5]:
        why = order.last_error or (
            "the shop does not show it as placed" if order.attempts else "no tick has tried it"
        )
        text = f"Order {order.order_key} waits for {_ago(at - order.created_at)}: {why}."
        yield Finding(ERROR if order.last_error else WARNING, text, _TICK)
    if count > 5:
        yield Finding(WARNING, f"{count - 5} more orders wait.", _TICK)


def customers(at: datetime) -> Iterator[Finding]:
    """What `PERSONALIZE["CUSTOMER"]` names and nobody could compare, looked for in the newest accounts."""
    newest = Profile.objects.filter(merged_into=None).exclude(user_key="").order_by("-pk")
    keys = list(newest.values_list("user_key", flat=True)[:_ACCOUNTS_READ])
    users = accounts.users(keys)
    if not users:
        return
    faults = Counter(pair for user in users.values() for pair in accounts.read(user).faults.items())
    for (name, fault), count in faults.most_common():
        path = settings.CUSTOMER[name]
        yield Finding(
            WARNING,
            f"PERSONALIZE['CUSTOMER'][{name!r}] = {path!r} is left out for {count} of the newest {len(users)} "
            f"customers: {fault}.",
            "Name a path that leads to a text, a number, a date or a boolean, or mend the property.",
        )
    if not faults:
        yield Finding(OK, f"The accounts of the newest {len(users)} customers can be read.")


def pages(at: datetime) -> Iterator[Finding]:
    """How many of the latest views happened on pages whose kind nobody told us."""
    views = list(
        Event.objects.filter(name__in=VIEWS, occurred_at__gte=at - _WINDOW)
        .order_by("-occurred_at")
        .values_list("name", "context")[:_SAMPLE]
    )
    if not views:
        yield Finding(NOTE, f"No page view in the last {_WINDOW.days} days.")
        return
    unresolved = [
        context.get("page", {}).get("url", "")
        for name, context in views
        if name == "page_viewed" and not context.get("page", {}).get("type")
    ]
    share = len(unresolved) / len(views)
    text = f"{share:.0%} of the latest {len(views)} views happened on pages of unknown type"
    if not unresolved:
        yield Finding(OK, f"Every one of the latest {len(views)} views has a page type.")
        return
    names = Counter(_url_name(url) for url in unresolved).most_common(5)
    most = ", ".join(f"{name or 'no URL name'} ({count})" for name, count in names)
    fix = "; ".join(f'PERSONALIZE["PAGES"]["{name}"] = {{"type": "…"}}' for name, _count in names[:3] if name)
    yield Finding(WARNING if share > _UNRESOLVED else NOTE, f"{text}: {most}.", fix)


def consent(at: datetime) -> Iterator[Finding]:
    """Which part of the visits may be looked at by person; the rest is day sums."""
    since = clock.day_of(at - _WINDOW)
    personal = Event.objects.filter(
        name__in=VIEWS, occurred_at__gte=at - _WINDOW, owner__isnull=False
    ).count()
    summed = DaySum.objects.filter(day__gte=since, name__in=VIEWS, object="").aggregate(total=Sum("count"))
    total = personal + (summed["total"] or 0)
    if not total:
        yield Finding(NOTE, f"No view in the last {_WINDOW.days} days.")
        return
    yield Finding(
        NOTE, f"{personal / total:.0%} of {total} views of the last {_WINDOW.days} days have consent."
    )


def refused(at: datetime) -> Iterator[Finding]:
    """What the collector turned away."""
    since = clock.day_of(at - _WINDOW)
    rows = (
        DaySum.objects.filter(name="events_refused", day__gte=since)
        .exclude(object="")
        .values("object")
        .annotate(total=Sum("count"))
        .order_by("-total", "object")[:10]
    )
    found = [(str(row["object"]), int(row["total"])) for row in rows]
    if not found:
        yield Finding(OK, f"No event was refused in the last {_WINDOW.days} days.")
    for reason, count in found:
        kind, _separator, name = reason.partition(":")
        fix = f'If it is yours: PERSONALIZE["EVENTS"]["{name}"] = {{"properties": {{…}}}}'
        yield Finding(
            NOTE,
            f"{count} × {kind.replace('_', ' ')}" + (f": {name}" if name else ""),
            fix if name and "unknown" in kind else "",
        )


def cache(at: datetime) -> Iterator[Finding]:
    """Whether processes share a cache, and what it means for a page."""
    shared = page_cache.shared()
    if shared is None:
        backend = django_settings.CACHES["default"]["BACKEND"].rpartition(".")[2]
        yield Finding(
            NOTE,
            f"No cache is shared by all processes ({backend}): a personal page costs one query by primary key, "
            "and rate limits count in each process for itself.",
            'CACHES["default"] = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://…"}',
        )
        return
    try:
        shared.set(_PROBE_KEY, at.isoformat(), 60)
        answered = shared.get(_PROBE_KEY) == at.isoformat()
    except Exception as error:  # whatever a cache client raises
        yield Finding(ERROR, f"The shared cache fails: {type(error).__name__}: {error}", "Start its server.")
        return
    if answered:
        yield Finding(OK, "A cache is shared by all processes: a warm personal page costs no query.")
    else:
        yield Finding(
            ERROR,
            "The shared cache forgets what it is given.",
            'PERSONALIZE["SHARED_CACHE"] = ""  (to do without)',
        )


def cookie_flags(at: datetime) -> Iterator[Finding]:
    """The cookies that browsers get, and whether they can travel in the clear."""
    for cookie in cookies.declared():
        readable = "readable by the script" if cookie.readable else "HttpOnly"
        yield Finding(
            OK, f"{cookie.name}: {cookie.purpose}, {_ago(cookie.lifetime)}, {readable}, SameSite=Lax."
        )
    if settings.COOKIE_SECURE is False and not django_settings.DEBUG:
        yield Finding(
            WARNING,
            "Cookies also travel over plain http.",
            '"COOKIE_SECURE": None  (follows the request) or True',
        )
    behind = settings.TRUSTED_PROXIES > 0 and not django_settings.SECURE_PROXY_SSL_HEADER
    if settings.COOKIE_SECURE is None and behind:
        yield Finding(
            WARNING,
            "Behind a proxy Django takes every request for plain http, so cookies are sent without Secure.",
            'SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")',
        )


def _url_name(url: str) -> str:
    """The host's name for an address; "" when none of its URLs fits."""
    try:
        return resolve(urlsplit(url).path).view_name or ""
    except (Resolver404, ValueError):
        return ""


def _ago(span: timedelta) -> str:
    """A span as people say it: "40 s", "12 min", "5 h", "3 days"."""
    seconds = max(0, int(span.total_seconds()))
    for size, unit, until in ((1, "s", 120), (60, "min", 7200), (3600, "h", 172_800)):
        if seconds < until:
            return f"{seconds // size} {unit}"
    return f"{seconds // 86_400} days"


for _title, _probe in (
    ("Database", database),
    ("Catalogue", catalogue),
    ("Categories", categories),
    ("Shop adapter", adapter),
    ("Tick", tick),
    ("Orders", orders),
    ("Customers", customers),
    ("Pages", pages),
    ("Consent", consent),
    ("Refused events", refused),
    ("Cache", cache),
    ("Cookies", cookie_flags),
):
    PROBES.register(_title, _probe)
