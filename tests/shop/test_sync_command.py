"""personalize_sync, and the progress that commands show."""

from __future__ import annotations

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import OutputWrapper
from django.test import override_settings

from django_personalize.management.progress import Progress
from django_personalize.shop.models import CatalogItem
from django_personalize.testing import FrozenClock
from example_shop.models import Product
from tests import factories


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def shown(stream: StringIO, *, total: int | None, steps: list[int], verbosity: int = 1) -> str:
    progress = Progress(OutputWrapper(stream), "Products", total=total, verbosity=verbosity)
    for step in steps:
        progress.advance(step)
    progress.done()
    return stream.getvalue()


def test_a_terminal_sees_one_line_rewritten() -> None:
    assert shown(Terminal(), total=4, steps=[1, 3]) == (
        "Products: 1 of 4 (25 %)\rProducts: 4 of 4 (100 %)\rProducts: 4 of 4 (100 %)\n"
    )


def test_a_shorter_line_leaves_nothing_of_a_longer_one() -> None:
    assert shown(Terminal(), total=None, steps=[100, -91]).endswith("Products: 9  \n")


def test_a_log_gets_a_line_for_every_tenth() -> None:
    lines = shown(StringIO(), total=1000, steps=[10] * 100).splitlines()
    assert lines[:3] == [
        "Products: 10 of 1000 (1 %)",
        "Products: 110 of 1000 (11 %)",
        "Products: 210 of 1000 (21 %)",
    ]
    assert len(lines) == 11
    assert lines[-1] == "Products: 1000 of 1000 (100 %)"


def test_a_log_gets_no_line_twice() -> None:
    assert shown(StringIO(), total=4, steps=[4]) == "Products: 4 of 4 (100 %)\n"


def test_without_a_total_a_log_gets_a_line_at_every_doubling() -> None:
    lines = shown(StringIO(), total=None, steps=[500] * 20).splitlines()
    assert lines == [f"Products: {count}" for count in (500, 1000, 2000, 4000, 8000, 10000)]


def test_verbosity_zero_says_nothing() -> None:
    assert shown(Terminal(), total=4, steps=[1, 3], verbosity=0) == ""


@pytest.mark.django_db
class TestCommand:
    def test_it_says_what_it_did(self, clock: FrozenClock) -> None:
        shelf = factories.category()
        lamp, table = factories.product(category=shelf), factories.product(category=shelf)
        call_command("personalize_sync", stdout=StringIO())
        Product.objects.filter(pk=lamp.pk).update(price=Decimal("1.00"))
        table.delete()
        factories.product(category=shelf)
        out = StringIO()
        call_command("personalize_sync", stdout=out)
        assert out.getvalue() == (
            "Products: 2\n1 new, 1 changed, 1 removed, 0 as before; categories: 1, customers: 0.\n"
        )
        assert CatalogItem.objects.filter(removed_at=None).count() == 2

    def test_it_lists_what_could_not_be_read(
        self, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(Product, "get_absolute_url", lambda self: 1 / 0)
        for _number in range(15):
            factories.product()
        err = StringIO()
        call_command("personalize_sync", stdout=StringIO(), stderr=err, verbosity=0)
        assert "ZeroDivisionError" in err.getvalue()
        assert err.getvalue().endswith("10 more problems; --all-problems lists them.\n")
        err = StringIO()
        call_command("personalize_sync", "--all-problems", stdout=StringIO(), stderr=err)
        assert len(err.getvalue().splitlines()) == 30

    @override_settings(PERSONALIZE={"PRODUCT": {"model": "example_shop.Product", "title": "nmae"}})
    def test_wrong_settings_are_an_error_with_the_wrong_path(self) -> None:
        with pytest.raises(CommandError, match=r"\['title'\] = 'nmae': example_shop.Product has no 'nmae'"):
            call_command("personalize_sync", stdout=StringIO())
