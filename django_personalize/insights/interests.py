"""What a person is drawn to, with the events behind each interest and the part that each has in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from django_personalize.conf import settings
from django_personalize.events import reasons
from django_personalize.insights.sentences import Titles, sentence
from django_personalize.profiles import affinities
from django_personalize.profiles.affinities import Score

#: Interests shown of each kind, and reasons of each interest.
_PER_KIND = 6
_REASONS = 3
#: Affinities read at most: a person who looked at everything has thousands, and a tail that says nothing.
_READ = 200


@dataclass(frozen=True, slots=True)
class Because:
    """One event behind an interest; `percent` of the whole interest."""

    text: str
    at: datetime
    percent: int


@dataclass(frozen=True, slots=True)
class Interest:
    """One interest now: `score` in views (a view of today counts 1), `percent` of the person's strongest."""

    title: str
    score: float
    percent: int
    events: int
    last_at: datetime
    because: tuple[Because, ...]
    #: Percent that the events named in `because` leave to others.
    rest: int


@dataclass(frozen=True, slots=True)
class Group:
    """The interests of one kind, strongest first."""

    title: str
    interests: tuple[Interest, ...]


def read(profile_id: int, *, at: datetime) -> tuple[Group, ...]:
    """The person's interests by kind, in five queries however many there are."""
    found = affinities.scores(profile_id, at=at, limit=_READ)
    if not found:
        return ()
    shown: dict[str, list[Score]] = {}
    for score in found:
        members = shown.setdefault(score.kind, [])
        if len(members) < _PER_KIND:
            members.append(score)
    explained = reasons.explain_all(profile_id, at=at, limit=_REASONS)
    titles = Titles.of(
        [reason.event for members in shown.values() for score in members for reason in _of(explained, score)],
        categories=[score.value for score in shown.get("category", ())],
    )
    strongest = found[0].score or 1.0
    return tuple(
        Group(
            _kind(kind),
            tuple(_interest(score, _of(explained, score), titles, strongest) for score in members),
        )
        for kind, members in shown.items()
    )


def half_life() -> str:
    """The time in which an interest loses half of its weight, for people: "30 days", "12 hours"."""
    days = round(settings.AFFINITY_HALF_LIFE / timedelta(days=1))
    if days:
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    hours = max(1, round(settings.AFFINITY_HALF_LIFE / timedelta(hours=1)))
    return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}


def _of(
    explained: Mapping[tuple[str, str], Sequence[reasons.Reason]], score: Score
) -> Sequence[reasons.Reason]:
    return explained.get((score.kind, score.value), ())


def _interest(score: Score, because: Sequence[reasons.Reason], titles: Titles, strongest: float) -> Interest:
    # Parts of the stored score, not of what was found: events that retention removed still weigh in it.
    whole = score.score or 1.0
    parts = tuple(
        Because(
            sentence(reason.event, titles),
            reason.event.occurred_at,
            min(100, round(100 * reason.score / whole)),
        )
        for reason in because
    )
    return Interest(
        title=titles.categories.get(score.value, score.value) if score.kind == "category" else score.value,
        score=score.score,
        percent=max(1, round(100 * score.score / strongest)),
        events=score.events,
        last_at=score.last_at,
        because=parts,
        rest=max(0, 100 - sum(part.percent for part in parts)),
    )


def _kind(kind: str) -> str:
    if kind == "category":
        return _("Categories")
    if kind == "brand":
        return _("Brands")
    return kind.removeprefix("attribute:").replace("_", " ").capitalize()
