"""Several processes that count for the same people and products at once: exact sums, and nobody gives up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.services

ROOT = Path(__file__).resolve().parents[2]
PROCESSES, TURNS = 4, 60


@pytest.mark.trust("T-819")
@pytest.mark.parametrize("database_url", ["sqlite", "postgres", "mariadb"], indirect=True)
def test_no_process_meets_a_deadlock_and_no_count_is_lost(database_url: str) -> None:
    """Each turn writes views of one to three of the same forty people, of the same fifty products."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.services.settings",
        "EXAMPLE_SHOP_DATABASE_URL": database_url,
        "EXAMPLE_SHOP_CACHE_URL": "locmem",
    }
    _run(environment, _PREPARE).check_returncode()
    running = [_start(environment, _WRITE.format(seed=seed, turns=TURNS)) for seed in range(PROCESSES)]
    answers = [json.loads(process.communicate()[0].splitlines()[-1]) for process in running]
    assert [answer["errors"] for answer in answers] == [[]] * PROCESSES
    counted = json.loads(_run(environment, _COUNT).stdout.splitlines()[-1])
    written = sum(answer["written"] for answer in answers)
    assert written > PROCESSES * TURNS
    assert counted == {"events": written, "counters": written, "snapshots": written}


def _run(environment: dict[str, str], code: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-c", _DJANGO + code],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return done


def _start(environment: dict[str, str], code: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _DJANGO + code], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )


_DJANGO = """
import json, random
import django
django.setup()
from django.core.management import call_command
from django.db import DatabaseError
from django.db.models import Sum
from django_personalize.core import clock
from django_personalize.events.draft import EventDraft
from django_personalize.events.ingest import ingest
from django_personalize.models import Event, EventCounter, Profile, Snapshot
from django_personalize.profiles import identify
"""
_PREPARE = """
call_command("migrate", verbosity=0)
for number in range(40):
    identify.create(at=clock.now())
"""
_WRITE = """
chance = random.Random({seed})
people = list(Profile.objects.order_by("pk").values_list("pk", flat=True))
errors, written = [], 0
for turn in range({turns}):
    at = clock.now()
    drafts = [
        EventDraft(
            "product_viewed", person, at, {{"product": {{"product_id": str(chance.randrange(50))}}}}, basis="contract"
        )
        for person in chance.sample(people, chance.choice([1, 1, 3]))
        for _ in range(chance.choice([1, 5]))
    ]
    try:
        written += ingest(drafts, at=at).written
    except DatabaseError as error:
        errors.append(str(error)[:200])
print(json.dumps({{"errors": errors, "written": written}}))
"""
_COUNT = """
print(json.dumps({
    "events": Event.objects.count(),
    "counters": EventCounter.objects.filter(object="").aggregate(found=Sum("count"))["found"],
    "snapshots": sum(row.data["counts"]["product_viewed"] for row in Snapshot.objects.all()),
}))
"""
