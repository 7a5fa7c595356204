"""Keys that differ in case, accents or trailing blanks are different keys, on every database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db import connection, models

from django_personalize.core import collation
from django_personalize.core.upsert import upsert
from django_personalize.events import daysums
from django_personalize.events.models import DaySum, EventCounter
from django_personalize.insights.databases import database
from django_personalize.insights.health import ERROR, OK
from django_personalize.profiles import identify, traits
from django_personalize.profiles.models import Identity, Trait
from django_personalize.shop.models import CatalogItem, CatalogItemCategory
from django_personalize.testing import NOON, FrozenClock

OURS = apps.get_app_config("django_personalize")
#: Each pair is one and the same to a collation that overlooks what people overlook.
TWINS = [("a1", "A1"), ("rose", "rosé"), ("blank", "blank "), ("strasse", "straße"), ("🌲", "🌳")]

only_mariadb = pytest.mark.skipif(connection.vendor != "mysql", reason="the others compare exactly anyway")


@pytest.mark.django_db
@pytest.mark.parametrize("twins", TWINS)
def test_products_that_differ_only_in_case_or_accents_or_blanks_stay_two(
    twins: tuple[str, str], clock: FrozenClock
) -> None:
    for key in twins:
        item = CatalogItem.objects.create(key=key, title=key, synced_at=clock.now())
        CatalogItemCategory.objects.create(item=item, category_key=f"shelf {key}")
    for key in twins:
        assert CatalogItem.objects.get(key=key).key == key
        assert list(
            CatalogItemCategory.objects.filter(item__key=key).values_list("category_key", flat=True)
        ) == [f"shelf {key}"]


@pytest.mark.django_db
@pytest.mark.parametrize("twins", TWINS)
def test_what_is_counted_of_the_two_is_counted_apart(twins: tuple[str, str], clock: FrozenClock) -> None:
    profile = identify.create(at=clock.now())
    day = date(2026, 6, 15)
    for times, key in enumerate(twins, start=1):
        row = EventCounter(profile=profile, name="product_viewed", object=key, day=day, count=times)
        upsert(EventCounter, [row], key=["profile", "name", "object", "day"], update=["count", "value"])
        daysums.add("product_viewed", [key], at=clock.now(), times=times)
    for times, key in enumerate(twins, start=1):
        assert EventCounter.objects.get(profile=profile, object=key).count == times
        assert DaySum.objects.get(object=key).count == times


@pytest.mark.django_db
def test_customers_whose_keys_differ_only_in_case_are_two_people(clock: FrozenClock) -> None:
    found = identify.profiles_of(Identity.Kind.USER, ["Ada", "ada"], at=clock.now())
    assert len(set(found.values())) == 2


@pytest.mark.django_db
def test_a_trait_says_what_was_said_with_its_case_and_its_emoji(clock: FrozenClock) -> None:
    profile = identify.create(at=clock.now())
    traits.write(profile.pk, {"motto": "Wald 🌲"}, source="declared", at=clock.now())
    assert Trait.objects.filter(text="Wald 🌲").count() == 1
    assert Trait.objects.filter(text__in=["wald 🌲", "Wald 🌳", "Wald 🌲 "]).count() == 0


@pytest.mark.django_db
def test_products_are_still_found_by_title_in_whatever_case(clock: FrozenClock) -> None:
    CatalogItem.objects.create(key="1", title="Angle Bracket", synced_at=clock.now())
    assert CatalogItem.objects.filter(title__icontains="angle br").count() == 1


def test_what_staff_search_by_word_keeps_the_databases_own_collation() -> None:
    """Whatever the admin searches by part of a word, but keys, which are typed as they are."""
    words = set()
    for model, page in admin.site._registry.items():
        if (
            model._meta.app_label != OURS.label
            or type(page).get_search_results is not ModelAdmin.get_search_results
        ):
            continue
        for name in page.search_fields:
            field = None if name[0] in "=^@" or "__" in name else model._meta.get_field(name)
            if isinstance(field, models.CharField | models.TextField) and not (
                field.unique or field.db_index
            ):
                words.add(f"{model._meta.model_name}.{name}")
    assert words == collation.SEARCHED


@pytest.fixture
def loose_tables(transactional_db: None) -> Iterator[list[str]]:
    """The tables as `migrate` makes them where the database overlooks case; mended again after the test."""
    tables = [CatalogItemCategory._meta.db_table, CatalogItem._meta.db_table, DaySum._meta.db_table]
    with connection.cursor() as cursor:
        for (table, _column), name in collation._references(connection, tables).items():
            cursor.execute(collation._drop(connection, table, name))
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci")
    yield sorted(tables)
    CatalogItem.objects.all().delete()
    collation.make_exact("default", OURS.get_models())
    assert collation.plan("default", OURS.get_models()) == collation.Plan()


@only_mariadb
def test_empty_tables_are_made_exact_with_their_references(loose_tables: list[str]) -> None:
    """Also where a first attempt died after it had taken the references away."""
    assert sorted(collation.make_exact("default", OURS.get_models())) == loose_tables
    assert collation.plan("default", OURS.get_models()) == collation.Plan()
    standing = collation._references(connection, [CatalogItemCategory._meta.db_table])
    assert list(standing) == [(CatalogItemCategory._meta.db_table, "item_id")]


@only_mariadb
def test_tables_with_rows_are_left_to_the_operator_and_the_doctor_says_how(
    loose_tables: list[str], clock: FrozenClock
) -> None:
    CatalogItem.objects.create(key="1", title="Bracket", synced_at=clock.now())
    assert collation.make_exact("default", OURS.get_models()) == ()
    (finding,) = [found for found in database(clock.now()) if found.level == ERROR]
    assert finding.text.endswith(", ".join(loose_tables) + ".")
    with connection.cursor() as cursor:
        for statement in finding.fix.rstrip(";").split("; "):
            cursor.execute(statement)
    assert {found.level for found in database(clock.now())} == {OK}
    assert CatalogItem.objects.get().title == "Bracket"
    assert CatalogItem.objects.filter(title__icontains="brack").exists()


@only_mariadb
def test_tables_of_a_database_that_was_made_as_latin1_are_made_exact_too(loose_tables: list[str]) -> None:
    with connection.cursor() as cursor:
        for table in loose_tables:
            cursor.execute(f"ALTER TABLE {table} CONVERT TO CHARACTER SET latin1 COLLATE latin1_swedish_ci")
    assert sorted(collation.make_exact("default", OURS.get_models())) == loose_tables
    assert collation.plan("default", OURS.get_models()) == collation.Plan()
    CatalogItem.objects.create(key="1", title="Größe 🌲", synced_at=NOON)
    assert CatalogItem.objects.filter(title__icontains="größe 🌲").count() == 1
