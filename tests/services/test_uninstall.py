"""Installed, used and uninstalled: the shop's database is what it was before."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.services.servers import ROOT

pytestmark = pytest.mark.services

#: The shop before anybody thought of personalisation.
SHOP = """
from django.contrib.auth.models import Group
from django.utils import timezone
from example_shop import catalogue
from example_shop.models import Customer
catalogue.load(at=timezone.now())
Customer.objects.create_user("ada@example.com", email="ada@example.com", password="x")
staff = Customer.objects.create_superuser("staff@example.com", email="staff@example.com", password="x")
staff.groups.add(Group.objects.create(name="Marketing"))
"""

#: What a year with the app leaves in tables that are not its own.
USE = """
from datetime import timedelta
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django_personalize import schedules
from django_personalize.core import clock
from django_personalize.models import Profile
from django_personalize.profiles import holds
from example_shop.models import Customer
from tests.retention.people import person, viewed, write
at = clock.now()
ada = person(at - timedelta(days=500), user="1")
write(viewed(ada, 1, at - timedelta(days=450)), viewed(ada, 1, at))
holds.place(person(at), reason="claim", by="staff:2", at=at)
assert not [ran for ran in schedules.run_due(all_jobs=True) if ran.error]
ours = Permission.objects.filter(content_type__app_label="django_personalize")
assert ours.exists()
Group.objects.get().permissions.set(ours)
Customer.objects.get(pk=1).user_permissions.set(ours)
LogEntry.objects.create(user_id=2, content_type=ContentType.objects.get_for_model(Profile), object_id="1",
                        object_repr="visitor", action_flag=CHANGE, change_message="seen")
"""


def _django(database: str, *arguments: str, personalized: bool) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "example_shop.settings",
            "EXAMPLE_SHOP_DATABASE_URL": database,
            "EXAMPLE_SHOP_PERSONALIZE": "1" if personalized else "0",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def _dump(database: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_django(database, "tests.services.dump", personalized=False))
    return found


@pytest.mark.row("H5", part="leaves")
@pytest.mark.parametrize("database_url", ["sqlite", "postgres"], indirect=True)
def test_after_the_uninstallation_the_database_is_what_it_was_before(database_url: str) -> None:
    _django(database_url, "django", "migrate", "-v0", personalized=False)
    _django(database_url, "django", "shell", "-v0", "-c", SHOP, personalized=False)
    before = _dump(database_url)
    _django(database_url, "django", "migrate", "-v0", personalized=True)
    _django(database_url, "django", "shell", "-v0", "-c", USE, personalized=True)
    used = _dump(database_url)
    assert set(used) > set(before)
    assert used["django_content_type"] != before["django_content_type"]

    told = _django(database_url, "django", "personalize_prune", "--everything", "--yes", personalized=True)
    assert "admin log entries: 1 removed" in told
    _django(database_url, "django", "migrate", "django_personalize", "zero", "-v0", personalized=True)
    _django(database_url, "django", "migrate", "-v0", personalized=False)
    after = _dump(database_url)
    assert sorted(after) == sorted(before)
    for table, expected in before.items():
        assert after[table] == expected, table
