"""The fixtures that the package gives to its hosts' tests, as a host meets them: in a suite of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "test-your-shop.md"

pytest_plugins = ["pytester"]

SETTINGS = """
from datetime import timedelta

SECRET_KEY = "a key for tests"
ROOT_URLCONF = "shop.urls"
ALLOWED_HOSTS = ["testserver"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "static/"
INSTALLED_APPS = [
    "shop",
    "django_personalize",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_personalize.middleware.PersonalizeMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
PERSONALIZE = {
    "PRODUCT": {"model": "shop.Product", "title": "name", "price": "price"},
    "ORDER": {
        "model": "shop.Order",
        "email": "email",
        "placed_at": "placed_at",
        "total": "total",
        "lines": "lines",
        "product": "product",
        "quantity": "quantity",
    },
    "SHOP_FUNCTIONS": {"current_cart": "shop.views.quantities"},
    "PAGES": {"home": {"type": "home"}, "product": {"type": "product"}},
    "PAGE_BUDGET": timedelta(hours=1),
}
"""
MODELS = """
from django.db import models
from django.urls import reverse
from django.utils import timezone


class Product(models.Model):
    name = models.CharField(max_length=80)
    slug = models.SlugField()
    price = models.DecimalField(max_digits=6, decimal_places=2)

    def get_absolute_url(self):
        return reverse("product", args=[self.slug])


class Order(models.Model):
    email = models.EmailField()
    placed_at = models.DateTimeField(default=timezone.now)
    total = models.DecimalField(max_digits=8, decimal_places=2)


class OrderLine(models.Model):
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT)
    quantity = models.IntegerField()
"""
VIEWS = """
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpResponse
from django.template import Context, Template

from shop.models import Order, Product

PAGE = Template(
    "{% load personalize %}{% greeting %}Hello{% endgreeting %}{% continue_shopping limit=3 as items %}"
    "{% for item in items %}[{{ item.title }}]{% endfor %}{% personalize_script %}"
)


def quantities(request):
    return request.session.get("cart", {})


def page(request, slug=""):
    return HttpResponse(PAGE.render(Context({"request": request})))


def add(request, slug):
    key = str(Product.objects.get(slug=slug).pk)
    request.session["cart"] = {**quantities(request), key: 1}
    return HttpResponse("In your cart.")


def checkout(request):
    with transaction.atomic():
        products = Product.objects.filter(pk__in=quantities(request))
        order = Order.objects.create(
            email=request.POST["email"], total=sum(product.price for product in products)
        )
        for product in products:
            order.lines.create(product=product, quantity=1)
    del request.session["cart"]
    send_mail("Thank you for your order", str(order.pk), "shop@example.com", [order.email])
    return HttpResponse("Thank you.")
"""
URLS = """
from django.urls import include, path

from shop import views

urlpatterns = [
    path("", views.page, name="home"),
    path("product/<slug:slug>/", views.page, name="product"),
    path("cart/add/<slug:slug>/", views.add),
    path("checkout/", views.checkout),
    path("personalize/", include("django_personalize.urls")),
]
"""
SUITE = """
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from shop.models import Product
from django_personalize.core.clock import now
from django_personalize.testing import ShopAdapterContract


def bake(name):
    return Product.objects.create(name=name, slug=name.lower(), price=Decimal("3.20"))


@pytest.mark.django_db
class TestTheBakery(ShopAdapterContract):
    @pytest.fixture(autouse=True)
    def _shop(self):
        bake("Rye")


def test_a_visitor_is_nobody_until_they_accept(visitor, outbox):
    rye = bake("Rye")
    visitor.get(rye.get_absolute_url())
    assert visitor.profile is None
    assert visitor.events() == outbox.events == []

    visitor.accept()
    visitor.get(rye.get_absolute_url())
    assert visitor.profile is not None
    assert b"[Rye]" in visitor.get("/").content
    assert [event.product for event in visitor.events("product_viewed")] == [str(rye.pk)]

    visitor.refuse()
    assert visitor.profile is None
    assert b"[Rye]" not in visitor.get("/").content


def test_one_purpose_alone_may_be_accepted(visitor):
    rye = bake("Rye")
    visitor.accept("analytics")
    visitor.get(rye.get_absolute_url())
    assert b"[Rye]" not in visitor.get("/").content
    with pytest.raises(AssertionError, match="nonsense"):
        visitor.accept("nonsense")


def test_what_goes_out_is_in_the_outbox(visitor, outbox):
    visitor.accept()
    bake("Rye")
    visitor.post("/cart/add/rye/")
    visitor.post("/checkout/", {"email": "ada@example.com"})
    assert [event.name for event in outbox.named("order_completed")] == ["order_completed"]
    assert [mail.to for mail in outbox.mails] == [["ada@example.com"]]
    outbox.clear()
    assert outbox.events == outbox.mails == []


def test_the_clock_stands_until_it_is_moved(clock, visitor, outbox):
    visitor.accept()
    rye = bake("Rye")
    visitor.get(rye.get_absolute_url())
    clock.advance(timedelta(days=2))
    visitor.get(rye.get_absolute_url())
    first, second = outbox.named("product_viewed")
    assert second.occurred_at - first.occurred_at == timedelta(days=2)
    assert now() == clock.now()


def test_a_person_with_a_history_is_one_call(profile, clock, visitor):
    ada = User.objects.create_user("ada", "ada@example.com", first_name="Ada")
    rye, spelt = bake("Rye"), bake("Spelt")
    made = profile(user=ada, email=ada.email, traits={"city": "Vienna"}, viewed=[rye, spelt])
    assert made.user_key == str(ada.pk)
    assert {row.name: row.text for row in made.traits.filter(source="declared")} == {"city": "Vienna"}
    assert made.traits.get(source="shop", name="first_name").text == "Ada"

    visitor.accept()
    visitor.force_login(ada)
    assert b"[Spelt][Rye]" in visitor.get("/").content
    assert visitor.profile == made


def test_a_view_without_consent_is_a_fault_of_the_test(profile):
    with pytest.raises(AssertionError, match="0 of 1 views"):
        profile(consents=(), viewed=[bake("Rye")])
    with pytest.raises(AssertionError, match="no product"):
        profile(viewed=[User(username="ada")])
"""

#: What the example of the checkout takes for granted.
STOCK = """
import pytest


@pytest.fixture(autouse=True)
def _tea(request):
    if request.node.name == "test_a_checkout_is_one_order":
        request.getfixturevalue("db")
        from shop.models import Product

        Product.objects.create(name="Green tea", slug="green-tea", price="4.50")
"""


@pytest.fixture
def host(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A small project beside this one: nothing of this suite's settings or options reaches it."""
    for name in ("DJANGO_SETTINGS_MODULE", "PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER"):
        monkeypatch.delenv(name, raising=False)
    pytester.makeini("[pytest]\naddopts = -p no:randomly -p no:cacheprovider\npythonpath = .\n")
    return pytester


def test_a_hosts_suite_uses_all_of_it(host: pytest.Pytester) -> None:
    _make_shop(host)
    host.makepyfile(test_shop=SUITE)
    host.runpytest_subprocess("--ds=settings").assert_outcomes(passed=21, skipped=5)


def test_the_examples_of_the_how_to_page_pass_in_a_shop_like_the_one_they_speak_of(
    host: pytest.Pytester,
) -> None:
    text = PAGE.read_text(encoding="utf-8")
    examples = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert len(examples) >= 5
    _make_shop(host)
    host.makeconftest(STOCK)
    host.makepyfile(**{f"test_example_{number}": body for number, body in enumerate(examples)})
    outcomes = host.runpytest_subprocess("--ds=settings").parseoutcomes()
    assert set(outcomes) <= {"passed", "skipped"}
    assert outcomes["passed"] >= len(examples)


def _make_shop(host: pytest.Pytester) -> None:
    host.makepyfile(
        settings=SETTINGS,
        **{"shop/__init__": "", "shop/models": MODELS, "shop/views": VIEWS, "shop/urls": URLS},
    )


def test_a_project_without_django_notices_nothing(host: pytest.Pytester) -> None:
    host.makepyfile(
        """
        import sys


        def test_nothing_of_django_was_imported(request):
            assert request.config.pluginmanager.has_plugin("personalize")
            assert [name for name in sys.modules if name.partition(".")[0] == "django"] == []
        """
    )
    host.runpytest_subprocess("-p", "no:django", "-W", "error").assert_outcomes(passed=1)


def test_a_project_that_has_not_configured_django_yet_notices_nothing(host: pytest.Pytester) -> None:
    host.makepyfile("def test_adding(): assert 1 + 1 == 2")
    host.runpytest_subprocess("-W", "error").assert_outcomes(passed=1)


def test_a_fixture_of_the_hosts_own_comes_first(host: pytest.Pytester) -> None:
    host.makeconftest(
        """
        import pytest


        @pytest.fixture
        def visitor():
            return "mine"
        """
    )
    host.makepyfile("def test_mine(visitor): assert visitor == 'mine'")
    host.runpytest_subprocess().assert_outcomes(passed=1)


def test_an_unknown_name_of_the_testing_package_is_refused_with_those_it_has() -> None:
    import django_personalize.testing

    with pytest.raises(AttributeError, match="VisitorClient"):
        _ = django_personalize.testing.Visitors
