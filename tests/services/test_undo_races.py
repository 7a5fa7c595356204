"""Two members of staff, the tick and the shop's visitors at one merger at once: undone once, nothing lost."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import pytest

from tests.services.servers import ROOT, Answer, Browser, Shop, serve
from tests.services.test_races import ask

pytestmark = pytest.mark.services

#: Rows of the wrong merger: more than a login moves at once, so that most of them wait for the tick.
LOOKS = 1600
OWN = 40

PEOPLE = f"""
from datetime import timedelta
from example_shop.models import Customer, Product
from django_personalize.consent import ledger
from django_personalize.core import clock
from django_personalize.events.draft import EventDraft
from django_personalize.events.ingest import ingest
from django_personalize.profiles import identify, merge

for number in range(4):
    Customer.objects.create_superuser(f"staff{{number}}@example.com", email=f"staff{{number}}@example.com",
                                      password="correct-horse-battery")
at = clock.now()
said = ledger.Evidence("words", "1", "en", "/", "banner")
keys = [str(key) for key in Product.objects.order_by("pk").values_list("pk", flat=True)[:9]]
known, stranger = (identify.create(at=at) for _ in range(2))
identify.attach(stranger, "visitor", "a browser", verified=True, at=at)
for profile, times in ((known, {OWN}), (stranger, {LOOKS})):
    ledger.record(profile.pk, {{"personalization": "granted"}}, at=at, evidence=said)
    ingest([EventDraft("product_viewed", profile.pk, at - timedelta(minutes=number),
                       {{"product": {{"product_id": keys[number % 9]}}}}) for number in range(times)], at=at)
record = merge.merge(known, stranger, reason="login", at=at)
assert record.pending
"""

#: What the tick does with it, in small steps, each of which says so.
MOVING = """
from django_personalize.core import clock
from django_personalize.models import MergeRecord
from django_personalize.profiles import merge

merge.AT_ONCE = 20
record = MergeRecord.objects.get()
while True:
    more = merge.finish(record, at=clock.now())
    print("moved", flush=True)
    if not more:
        break
"""


@contextmanager
def moving(shop: Shop) -> Iterator[None]:
    """Runs while another process moves the rows of the merger, from its first step on."""
    command = [sys.executable, "-m", "django", "shell", "-v0", "-c", MOVING]
    with subprocess.Popen(
        command, cwd=ROOT, env=shop.environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "moved\n"
        yield
        process.communicate()
        assert process.returncode == 0


def staff(shop: Shop, number: int) -> Browser:
    """A member of staff, logged in to the admin."""
    browser = Browser(shop.ports)
    browser.get("/admin/login/")
    name = f"staff{number}@example.com"
    answer = browser.post("/admin/login/", {"username": name, "password": "correct-horse-battery"})
    assert answer.status == 302
    return browser


@pytest.mark.row("A27")
@pytest.mark.trust("T-819")
@pytest.mark.parametrize("cache_url", ["redis"], indirect=True)
@pytest.mark.parametrize("database_url", ["sqlite", "postgres", "mariadb"], indirect=True)
def test_many_clicks_of_several_staff_while_the_tick_moves_undo_a_merger_once(
    database_url: str, cache_url: str
) -> None:
    with serve(database=database_url, cache=cache_url, processes=1, workers=4) as shop:
        shop.manage("shell", "-v0", "-c", PEOPLE)
        url = f"/admin/django_personalize/mergerecord/{ask(shop, 'MergeRecord.objects.get().pk')}/undo/"
        clicking = [staff(shop, number) for number in range(4)]
        assert {browser.get(url).status for browser in clicking} == {200}

        def click(number: int) -> Answer:
            browser = clicking[number % 4]
            return replace(browser, cookies=dict(browser.cookies)).post(url, {})

        with moving(shop), ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(click, range(8)))

        assert {answer.status for answer in answers} == {302}
        assert ask(shop, "[r.state for r in MergeRecord.objects.all()]") == ["undone"]
        log = "__import__('django.contrib.admin.models', fromlist=['x']).LogEntry.objects.count()"
        assert ask(shop, log) == 1
        by_person = "sorted(Event.objects.filter(owner_id=p.pk).count() for p in Profile.objects.all())"
        assert ask(shop, by_person) == [OWN, LOOKS]
        counted = (
            "sorted(sum(EventCounter.objects.filter(profile=p, object='').values_list('count', flat=True)) "
            "for p in Profile.objects.all())"
        )
        assert ask(shop, counted) == [OWN, LOOKS]
        in_snapshots = "sorted(s.data['counts']['product_viewed'] for s in Snapshot.objects.all())"
        assert ask(shop, in_snapshots) == [OWN, LOOKS]
        assert ask(shop, "Profile.objects.exclude(merged_into=None).count()") == 0
        shop.manage("personalize_tick", "--all", "-v0")
        assert ask(shop, by_person) == [OWN, LOOKS]
