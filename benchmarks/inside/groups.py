"""A crowd of any size on PostgreSQL, made in SQL, and twelve rules beside the best SQL a hand would write for each."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.core.management import call_command
from django.db import connection

from django_personalize.core import clock
from django_personalize.segments import authoring, facts, members
from django_personalize.segments.members import matching
from django_personalize.segments.models import Segment, SegmentMembership
from django_personalize.segments.refresh import refresh_people, refresh_segment
from django_personalize.segments.tree import parse

_PEOPLE = """
INSERT INTO django_personalize_profile (uuid, bucketing_key, user_key, created_at)
SELECT gen_random_uuid(), gen_random_uuid(), CASE WHEN i %% 3 = 0 THEN i::text ELSE '' END, now()
FROM generate_series(1, %(people)s) i
"""
_EVENTS = """
INSERT INTO django_personalize_event
  (scope, event_id, name, owner_id, origin_id, product, category, value, currency, properties, context, source, basis,
   occurred_at, received_at, schema_version)
SELECT 'bench', gen_random_uuid(), name, owner, owner, '', category,
       CASE WHEN name = 'order_completed' THEN round((random() * 200)::numeric, 2) END,
       CASE WHEN name = 'order_completed' THEN 'EUR' ELSE '' END,
       '{}', '{}', 'import', 'personalization', at, at, 1
FROM (
  SELECT p.id AS owner,
         (ARRAY['product_viewed', 'product_viewed', 'product_viewed', 'product_viewed', 'product_viewed',
                'session_started', 'session_started', 'product_added', 'products_searched',
                CASE WHEN p.id %% 4 = 0 THEN 'order_completed' ELSE 'page_viewed' END])[1 + n %% 10] AS name,
         (1 + floor(random() * 20))::int::text AS category,
         now() - (power(random(), 2) * 700) * interval '1 day' AS at
  FROM django_personalize_profile p, generate_series(1, 20) n
) made
"""
_COUNTERS = """
INSERT INTO django_personalize_eventcounter (profile_id, name, object, day, count, value)
SELECT owner_id, name, object, day, count(*), coalesce(sum(value), 0)
FROM (
  SELECT owner_id, name, (occurred_at AT TIME ZONE 'Europe/Berlin')::date AS day, value,
         unnest(ARRAY['', 'category:' || category]
                || CASE WHEN name = 'order_completed' THEN ARRAY['currency:EUR'] ELSE ARRAY[]::text[] END) AS object
  FROM django_personalize_event
) counted
GROUP BY owner_id, name, object, day
"""
_TRAITS = """
INSERT INTO django_personalize_trait (profile_id, name, source, text, observed_at)
SELECT id, 'gender', 'shop', (ARRAY['f', 'm', 'd'])[1 + floor(random() * 3)::int], now()
FROM django_personalize_profile WHERE id % 5 < 3
"""
_AFFINITIES = """
INSERT INTO django_personalize_affinity (profile_id, kind, value, weight, events, last_at)
SELECT id, 'category', ((id + n * 7) % 20 + 1)::text, random() * 1e6, 3, now()
FROM django_personalize_profile, generate_series(1, 3) n
"""
_CONSENTS = """
INSERT INTO django_personalize_consentrecord
  (profile_id, origin_id, purpose, status, at, wording, wording_version, language, source, method, actor, evidence)
SELECT id, id, 'marketing_email', CASE WHEN id % 4 = 0 THEN 'withdrawn' ELSE 'granted' END, now(), '', '', '', '', '',
       'person', '{}'
FROM django_personalize_profile WHERE id % 2 = 0
"""
_TABLES = ("profile", "event", "eventcounter", "trait", "affinity", "consentrecord")


def prepare(people: int) -> dict[str, float]:
    """An empty database with so many people and twenty events each; seconds and rows."""
    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute(_PEOPLE, {"people": people})
        cursor.execute(_EVENTS, {})
        for statement in (_COUNTERS, _TRAITS, _AFFINITIES, _CONSENTS):
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT pg_database_size(current_database())")
        size = cursor.fetchone()[0]
    return {"seconds": time.perf_counter() - began, "bytes": size}


def _days(n: int) -> Any:
    return {"n": n, "unit": "days"}


def _viewed(category: str, times: int, days: int) -> Any:
    about = {"events": ["product_viewed"], "about": "category", "value": category}
    return {"did": {**about, "times": times, "within": _days(days)}}


_ORDERED = {"events": ["order_completed"]}
_MAIL = {"allows": {"purpose": "marketing_email"}}
_GENDER = {"trait_text": {"name": "gender", "values": ["f"]}}


def _rules() -> dict[str, tuple[Any, str]]:
    """Name to rule and the hand's SQL for the ids, over our tables and counters."""
    today = clock.day_of(clock.now())

    def since(days: int) -> date:
        return today - timedelta(days=days - 1)

    counters = "SELECT profile_id FROM django_personalize_eventcounter WHERE"
    viewed = f"{counters} name = 'product_viewed' AND object = 'category:4' AND day >= '{since(30)}'"
    female = (
        "SELECT profile_id FROM (SELECT DISTINCT ON (profile_id) profile_id, text FROM django_personalize_trait "
        "WHERE name = 'gender' AND (expires_at IS NULL OR expires_at > now()) ORDER BY profile_id, "
        "array_position(ARRAY['declared', 'shop', 'api', 'observed', 'computed'], source::text)) t WHERE text = 'f'"
    )
    mail = (
        "SELECT profile_id FROM (SELECT DISTINCT ON (profile_id) profile_id, status FROM "
        "django_personalize_consentrecord WHERE purpose = 'marketing_email' ORDER BY profile_id, id DESC) c "
        "WHERE status = 'granted'"
    )
    orders = f"{counters} name = 'order_completed' AND object = ''"
    everybody = "SELECT id AS profile_id FROM django_personalize_profile"
    account = f"{everybody} WHERE user_key <> ''"
    likes = (
        "SELECT profile_id FROM (SELECT profile_id, value, rank() OVER (PARTITION BY profile_id ORDER BY weight DESC) "
        "FROM django_personalize_affinity WHERE kind = 'category') a WHERE value = '4' AND rank <= 3"
    )
    return {
        "viewed a category": (_viewed("4", 1, 30), f"{viewed} GROUP BY profile_id"),
        "viewed it twice": (_viewed("4", 2, 30), f"{viewed} GROUP BY profile_id HAVING sum(count) >= 2"),
        "never ordered": ({"orders": {"compare": "at_most", "number": 0}}, f"{everybody} EXCEPT {orders}"),
        "two orders or more": (
            {"orders": {"number": 2}},
            f"{orders} GROUP BY profile_id HAVING sum(count) >= 2",
        ),
        "spent 150 or more": (
            {"spend": {"amount": "150", "currency": "EUR"}},
            f"{counters} name = 'order_completed' AND object = 'currency:EUR' GROUP BY profile_id "
            "HAVING sum(value) >= 150",
        ),
        "last order long ago": (
            {"last_did": {**_ORDERED, "ago": _days(300)}},
            f"{orders} GROUP BY profile_id HAVING max(day) < '{today - timedelta(days=300)}'",
        ),
        "no visit for half a year": (
            {"none": [{"did": {"events": ["session_started"], "within": _days(182)}}]},
            f"{everybody} EXCEPT {counters} name = 'session_started' AND object = '' AND day >= '{since(182)}'",
        ),
        "women": (_GENDER, female),
        "allow e-mail": (_MAIL, mail),
        "drawn to a category": (
            {"likes": {"kind": "category", "value": "4", "top": 3}},
            likes,
        ),
        "women with an account who viewed twice": (
            {"all": [_GENDER, {"account": {}}, _viewed("4", 2, 30)]},
            f"{viewed} GROUP BY profile_id HAVING sum(count) >= 2 INTERSECT {female} INTERSECT {account}",
        ),
        "reachable, viewed or drawn, never ordered": (
            {"all": [_MAIL, {"any": [_viewed("4", 1, 30), {"likes": {"kind": "category", "value": "4", "top": 3}}]},
                     {"none": [{"orders": {"number": 1}}]}]},
            f"({viewed} UNION {likes}) INTERSECT ({mail}) EXCEPT {orders}",
        ),
    }  # fmt: skip


def names() -> list[str]:
    """The twelve."""
    return list(_rules())


def compare(name: str, rounds: int) -> dict[str, Any]:
    """Best seconds of a count and of a reconciling refresh, ours and the hand's; whether the ids are identical."""
    data, sql = _rules()[name]
    rule = parse(data)
    at = clock.now()
    segment = authoring.save_rule("measured", data, actor="bench", at=at)
    SegmentMembership.objects.all().delete()
    mine = set(matching(rule, at=at).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(sql)
        theirs = {row[0] for row in cursor.fetchall()}
        cursor.execute(
            "INSERT INTO django_personalize_segmentmembership (segment_id, profile_id, since) "  # noqa: S608
            f"SELECT %s, profile_id, now() FROM ({sql}) ids",
            [segment.pk],
        )
        cursor.execute("ANALYZE django_personalize_segmentmembership")

    def hand_counts() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM ({sql}) ids")  # noqa: S608

    def hand_reconciles() -> None:
        standing = "SELECT profile_id FROM django_personalize_segmentmembership WHERE segment_id = %s"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM (({sql}) EXCEPT {standing}) ids", [segment.pk])  # noqa: S608
            cursor.execute(f"SELECT count(*) FROM ({standing} EXCEPT ({sql})) ids", [segment.pk])  # noqa: S608

    best = {"count": 9e9, "hand_count": 9e9, "refresh": 9e9, "hand_refresh": 9e9}
    moved = 0
    for _ in range(rounds):
        best["hand_count"] = min(best["hand_count"], _seconds(hand_counts))
        best["count"] = min(best["count"], _seconds(lambda: matching(rule, at=at).count()))
        best["hand_refresh"] = min(best["hand_refresh"], _seconds(hand_reconciles))
        began = time.perf_counter()
        done = refresh_segment(segment, at=at)
        best["refresh"] = min(best["refresh"], time.perf_counter() - began)
        moved += done.entered + done.left
    Segment.objects.all().delete()
    return {
        **best,
        "people": len(mine),
        "different": len(mine ^ theirs) + moved,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def plan(name: str) -> str:
    """EXPLAIN of our count."""
    data, _ = _rules()[name]
    return str(matching(parse(data), at=clock.now()).explain(analyze=True))


def one_person(segments: int, rounds: int) -> dict[str, Any]:
    """Best seconds to judge one person by so many segments: with facts loaded, and as a refresh of that person."""
    at = clock.now()
    rules = [data for data, _ in _rules().values()]
    for number in range(segments):
        authoring.save_rule(f"s{number}", rules[number % len(rules)], actor="bench", at=at)
    person = members.people().order_by("-pk")[5].pk
    known = facts.of_person(person, at=at)
    members.segments_of(known)
    judged = min(_seconds(lambda: members.segments_of(known)) for _ in range(rounds))
    refreshed = min(_seconds(lambda: refresh_people([person], at=at)) for _ in range(rounds))
    Segment.objects.all().delete()
    return {"judged": judged, "refreshed": refreshed}


def _seconds(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began
