"""An upgrade keeps every row, and stops nobody from writing to a large table while it runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

APP = "django_personalize"
FIRST = (APP, "0001_initial")
#: Tables that grow with every visit or with the catalogue: even a quick rewrite of one stops the shop.
LARGE = {
    "affinity", "cartstate", "catalogitem", "catalogitemcategory", "consentrecord", "daysum", "event",
    "eventcounter", "identity", "profile", "session", "snapshot", "trait",
}  # fmt: skip

#: What may be done to a table that exists: it changes the catalogue of the database, not the rows, and waits for no
#: scan. A new column is nullable or has a constant default, which PostgreSQL 11+ and MariaDB 10.6+ do not write out.
QUICK = (
    r"ALTER TABLE \S+ ADD COLUMN .+",
    r"ALTER TABLE \S+ ALTER COLUMN \S+ DROP DEFAULT",
    r"CREATE (UNIQUE )?INDEX CONCURRENTLY .+",
    r"DROP TABLE .+",
)
#: A new column that is filled or checked row by row all the same.
SLOW = re.compile(
    r"\b(UNIQUE|PRIMARY KEY|REFERENCES|CHECK|GENERATED|gen_random_uuid|now|CURRENT_TIMESTAMP)\b", re.I
)


def later_migrations() -> list[tuple[str, str]]:
    """Ours after the first release, in their order."""
    graph = MigrationLoader(connection).graph
    (leaf,) = graph.leaf_nodes(APP)
    return [key for key in graph.forwards_plan(leaf) if key[0] == APP and key != FIRST]


def statements_of(key: tuple[str, str]) -> list[str]:
    """What `sqlmigrate` prints for this database, one statement each, without comments."""
    loader = MigrationLoader(connection, replace_migrations=False)
    printed = loader.collect_sql([(loader.graph.nodes[key], False)])
    code = "\n".join(line for line in printed if not line.startswith("--"))
    return [" ".join(one.split()) for one in code.split(";\n") if one.strip(" ;\n")]


def table_of(statement: str) -> str:
    """The table that a statement changes, "" when it changes none."""
    found = re.match(
        r"(?:ALTER TABLE|UPDATE|DELETE FROM|INSERT INTO|DROP TABLE) [\"`]?(\w+)", statement, re.I
    )
    found = found or re.search(r"INDEX .*? ON [\"`]?(\w+)", statement, re.I)
    return found[1] if found else ""


def slow_statements(statements: list[str], *, vendor: str) -> list[str]:
    """Those that lock or rewrite a table that was there before."""
    made = {found[1] for one in statements if (found := re.match(r"CREATE TABLE [\"`]?(\w+)", one, re.I))}
    if vendor == "sqlite":  # Django makes such a table anew, which is fine for small ones
        return [one for one in statements if one.startswith("CREATE TABLE") and _remade(one) in LARGE]
    slow = []
    for one in statements:
        table = table_of(one)
        if not table or table in made:
            continue
        quick = any(re.fullmatch(pattern, one.rstrip(";"), re.I) for pattern in QUICK)
        if not quick or (" ADD COLUMN " in one and SLOW.search(one)):
            slow.append(one)
    return slow


def _remade(statement: str) -> str:
    found = re.match(rf'CREATE TABLE "new__{APP}_(\w+)"', statement)
    return found[1] if found else ""


@pytest.mark.trust("T-828")
@pytest.mark.django_db(transaction=True)
def test_no_migration_locks_or_rewrites_a_table_that_has_rows() -> None:
    migrations = later_migrations()
    assert migrations, "there is nothing to look at"
    slow = {
        name: slow_statements(statements_of((app, name)), vendor=connection.vendor)
        for app, name in migrations
    }
    assert {name: found for name, found in slow.items() if found} == {}


@pytest.mark.parametrize(
    ("statement", "is_slow"),
    [
        ('ALTER TABLE "django_personalize_event" ADD COLUMN "note" varchar(8) NULL', False),
        ('ALTER TABLE "django_personalize_event" ADD COLUMN "note" varchar(8) DEFAULT \'\' NOT NULL', False),
        ('ALTER TABLE "django_personalize_event" ALTER COLUMN "note" DROP DEFAULT', False),
        ('CREATE INDEX CONCURRENTLY "i" ON "django_personalize_event" ("note")', False),
        ('CREATE INDEX "i" ON "django_personalize_event" ("note")', True),
        ('CREATE UNIQUE INDEX "i" ON "django_personalize_event" ("note")', True),
        (
            'ALTER TABLE "django_personalize_event" ADD COLUMN "key" uuid DEFAULT gen_random_uuid() NOT NULL',
            True,
        ),
        ('ALTER TABLE "django_personalize_event" ADD COLUMN "key" varchar(8) NULL UNIQUE', True),
        ('ALTER TABLE "django_personalize_event" ADD CONSTRAINT "c" UNIQUE ("note")', True),
        ('ALTER TABLE "django_personalize_event" ALTER COLUMN "name" TYPE text', True),
        ('ALTER TABLE "django_personalize_event" ALTER COLUMN "name" SET NOT NULL', True),
        ('UPDATE "django_personalize_event" SET "note" = \'\' WHERE "note" IS NULL', True),
        ("ALTER TABLE `django_personalize_event` MODIFY `name` longtext NOT NULL", True),
    ],
)
def test_the_rule_knows_what_is_quick(statement: str, is_slow: bool) -> None:
    assert bool(slow_statements([statement], vendor="postgresql")) is is_slow


def test_on_sqlite_a_large_table_is_not_made_anew() -> None:
    remade = 'CREATE TABLE "new__django_personalize_event" ("id" integer NOT NULL PRIMARY KEY)'
    assert slow_statements([remade], vendor="sqlite") == [remade]
    assert slow_statements([remade.replace("event", "mergerecord")], vendor="sqlite") == []


def test_every_large_table_exists() -> None:
    assert {model._meta.model_name for model in apps.get_app_config(APP).get_models()} >= LARGE


@pytest.fixture
def as_first_released(transactional_db: None) -> Iterator[Any]:
    """The database as 0.1 left it; whatever happens, the newest tables are there again afterwards."""
    call_command("migrate", APP, FIRST[1], verbosity=0)
    try:
        yield MigrationLoader(connection).project_state(FIRST).apps
    finally:
        call_command("migrate", verbosity=0)


@pytest.mark.trust("T-828")
def test_the_way_from_the_first_release_keeps_every_row(as_first_released: Any) -> None:
    old = {model._meta.model_name: model for model in as_first_released.get_app_config(APP).get_models()}
    assert old.keys() >= LARGE
    filled: dict[str, list[Any]] = {}
    for model in old.values():
        fill(model, filled)
    before = {name: everything(model) for name, model in old.items()}
    assert {name: len(rows) for name, rows in before.items()} == dict.fromkeys(old, 3)
    call_command("migrate", verbosity=0)
    now = apps.get_app_config(APP)
    for name, rows in before.items():
        columns = [field.attname for field in old[name]._meta.concrete_fields]
        assert everything(now.get_model(name), columns) == rows
    assert {name for _app, name in later_migrations()} <= {
        migration.name for migration in MigrationRecorder.Migration.objects.filter(app=APP)
    }


def everything(model: type[models.Model], columns: list[str] | None = None) -> list[tuple[Any, ...]]:
    """All rows, all columns, in the order of their keys."""
    columns = columns or [field.attname for field in model._meta.concrete_fields]
    return list(models.QuerySet(model).order_by("pk").values_list(*columns))


def fill(model: type[models.Model], filled: dict[str, list[Any]]) -> list[Any]:
    """Three rows with a value in every column; what they refer to first."""
    name = str(model._meta.model_name)
    if name in filled:
        return filled[name]
    filled[name] = []
    for number in range(3):
        values = {}
        for field in model._meta.concrete_fields:
            if field.remote_field is not None:
                target = field.remote_field.model
                rows = filled[name] if target is model else fill(target, filled)
                values[field.name] = rows[number] if number < len(rows) else None
            elif not isinstance(field, models.AutoField):
                values[field.name] = value_for(field, number)
        filled[name].append(models.QuerySet(model).create(**values))
    return filled[name]


def value_for(field: models.Field[Any, Any], number: int) -> Any:
    match field:
        case models.BooleanField():
            return number % 2 == 0
        case models.CharField():
            return (
                f"{field.name} {number} é🌲"[: field.max_length]
                if (field.max_length or 9) > 8
                else str(number)
            )
        case models.TextField():
            return f"{field.name} {number}"
        case models.UUIDField():
            return uuid5(
                UUID(int=1 << 78 | 4 << 76 | 2 << 62), f"{field.model._meta.model_name} {field.name} {number}"
            )
        case models.DecimalField():
            return Decimal(f"{number}.25")
        case models.DateTimeField():
            return datetime(2026, 1, 1, 12, 30, 15, 123456, tzinfo=UTC) + timedelta(days=number)
        case models.DateField():
            return date(2026, 1, 1) + timedelta(days=number)
        case models.JSONField():
            return {"number": number, "list": ["a", None, 1.5], "text": "é🌲"}
        case models.FloatField():
            return number + 0.5
        case models.IntegerField():
            return number + 1
    raise AssertionError(f"{field!r} needs a value")
