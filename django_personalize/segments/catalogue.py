"""All segments as one compiled copy per process, never older than the revision that was read with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django_personalize.core import page_cache
from django_personalize.core.errors import PersonalizeError
from django_personalize.segments.models import Segment
from django_personalize.shop.models import Revision

if TYPE_CHECKING:
    from django_personalize.segments.tree import Rule

#: Name of the revision that every change of a segment's rule renews, and its key in the shared cache.
SEGMENTS = "segments"
CACHE_KEY = "pz:r:segments"


class UnknownSegment(PersonalizeError, LookupError):
    """No segment has this slug; the text lists those that exist."""


class BrokenSegment(PersonalizeError):
    """A segment whose rule cannot be read or told now; nobody is counted in or out."""


@dataclass(frozen=True, slots=True)
class Published:
    """One segment as it stands: its rule (None: a list kept by hand), or why it cannot be read."""

    slug: str
    name: str
    rule: Rule | None
    fault: str = ""


Catalogue = Mapping[str, Published]

#: Segments inside segments: levels, and conditions when each is written out where it stands.
DEEPEST = 10
MOST_CONDITIONS = 2000
_TOO_DEEP = (
    f"segments stand inside each other more than {DEEPEST} levels deep, or come to more than {MOST_CONDITIONS} "
    "conditions; use a list kept by hand for the inner ones."
)

_copy: tuple[str, Catalogue] | None = None


def published() -> Catalogue:
    """All segments by slug, fresh: one query when one has changed since this process read them last."""
    global _copy
    revision = page_cache.remembered(CACHE_KEY, _revision, keep=bool)
    copy = _copy
    if copy is None or not revision or copy[0] != revision:
        # Conditions look other segments up here while faults are looked for.
        _copy = copy = revision, _read()
        _copy = copy = revision, _with_faults(copy[1])
    return copy[1]


def current() -> Catalogue:
    """The copy that `published` gave last: what the leaves of one evaluation use, without a look at the revision."""
    return published() if _copy is None else _copy[1]


def now() -> Catalogue:
    """All segments as the database has them, past every copy: for whoever holds the lock of `hold`."""
    global _copy
    _copy = "", _read()  # conditions look other segments up here while faults are looked for
    found = _with_faults(_copy[1])
    _copy = None
    return found


def hold() -> None:
    """Let nobody else change a segment until this transaction ends."""
    Revision.objects.get_or_create(name=SEGMENTS, defaults={"token": uuid4()})
    Revision.objects.select_for_update().get(name=SEGMENTS)


def get(slug: str) -> Published:
    """A segment that can be read, fresh. Raises `UnknownSegment` and `BrokenSegment`."""
    found = published().get(slug)
    if found is None:
        known = ", ".join(sorted(published())) or "none exist yet"
        raise UnknownSegment(f"Unknown segment {slug!r:.80}, must be one of: {known}.")
    if found.fault:
        raise BrokenSegment(f"The segment {slug!r} cannot be read: {found.fault}")
    return found


def renew() -> None:
    """Call inside the transaction that changes segments."""
    global _copy
    page_cache.forget([CACHE_KEY])
    Revision.objects.update_or_create(name=SEGMENTS, defaults={"token": uuid4()})
    _copy = None


def choices() -> Iterator[tuple[str, str]]:
    """(slug, name) of every segment, for forms."""
    for segment in published().values():
        yield segment.slug, segment.name


def inner_slugs(rule: Rule) -> set[str]:
    """The segments that a rule names."""
    return {leaf.condition.slug for leaf in rule.leaves() if leaf.condition.key == "in_segment"}  # type: ignore[attr-defined]


def circle(slug: str, inner: Iterable[str], among: Catalogue) -> list[str]:
    """The way on which a segment comes back to itself when it names `inner`: ["a", "b", "a"], [] when there is none."""
    stack = [(name, [slug, name]) for name in sorted(inner)]
    seen: set[str] = set()
    while stack:
        name, way = stack.pop()
        if name == slug:
            return way
        found = among.get(name)
        if name in seen or found is None or found.rule is None:
            continue
        seen.add(name)
        stack += [(deeper, [*way, deeper]) for deeper in sorted(inner_slugs(found.rule))]
    return []


def _read() -> dict[str, Published]:
    from django_personalize.segments.tree import BadRule, parse

    found = {}
    for segment in Segment.objects.order_by("slug"):
        rule, fault = None, ""
        if segment.kind == Segment.Kind.RULE:
            try:
                rule = parse(segment.rule)
            except BadRule as bad:
                fault = str(bad)
        found[segment.slug] = Published(segment.slug, segment.name, rule, fault)
    return found


def _with_faults(read: Catalogue) -> dict[str, Published]:
    """Circles first, because whoever walks one never comes back; then what the conditions themselves say."""
    sound = {}
    for slug, one in read.items():
        way = circle(slug, inner_slugs(one.rule), read) if one.rule is not None else []
        fault = one.fault or (f"it goes in a circle: {' → '.join(way)}." if way else "")
        sound[slug] = Published(slug, one.name, None if fault else one.rule, fault)
    settled: dict[str, tuple[int, int]] = {}
    for slug in sound:
        _settle(slug, sound, settled, 1)
    return sound


def _settle(slug: str, among: dict[str, Published], settled: dict[str, tuple[int, int]], level: int) -> None:
    """Find the fault of a segment after those of the segments inside it; each once: (levels, conditions in all)."""
    one = among.get(slug)
    if one is None or slug in settled:
        return
    levels = conditions = 1
    fault = one.fault
    for inner in sorted(inner_slugs(one.rule)) if one.rule is not None else ():
        if level <= DEEPEST:
            _settle(inner, among, settled, level + 1)
        if inner not in among or among[inner].fault:
            why = among[inner].fault if inner in among else "there is no such segment."
            fault = fault or f"the segment {inner!r} inside it: {why}"
        elif inner not in settled:
            fault = fault or _TOO_DEEP
        else:
            levels = max(levels, settled[inner][0] + 1)
            conditions += settled[inner][1]
    for leaf in one.rule.leaves() if one.rule is not None else ():
        conditions += 1
        try:
            if leaf.condition.key != "in_segment":
                leaf.condition.ready()
        except PersonalizeError as trouble:
            fault = fault or f"{leaf.path}: {trouble}"
    if levels > DEEPEST or conditions > MOST_CONDITIONS:
        fault = fault or _TOO_DEEP
    settled[slug] = levels, conditions
    if fault:
        among[slug] = Published(slug, one.name, None, fault)


def _revision() -> str:
    token: UUID | None = Revision.objects.filter(name=SEGMENTS).values_list("token", flat=True).first()
    return str(token or "")
