"""What `{% cache %}` keeps of a page: a personal place is found in it however it got there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import HttpRequest
from django.template import Context, Engine, Template
from django.templatetags.cache import CacheNode
from django.test import Client, override_settings
from django.urls import reverse

from django_personalize.tracking.fragments import KeptForOthers
from tests.conftest import USER_AGENT
from tests.factories import PASSWORD, SmallShop

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.attack.urls"), pytest.mark.trust("T-549")]

HEADERS = {"user-agent": USER_AGENT, "accept-language": "en", "origin": "http://testserver"}

PLACES = {
    "block.html": "{% load personalize %}{% continue_shopping %}best sellers{% endcontinue_shopping %}",
    "variable.html": "{% load personalize %}{% continue_shopping as items %}"
    "{% for item in items %}{{ item.title }}{% empty %}best sellers{% endfor %}",
    "attribute.html": "{% for item in request.visitor.recently_viewed %}{{ item.title }}"
    "{% empty %}best sellers{% endfor %}",
}
ENGINE = Engine(
    libraries={
        "cache": "django.templatetags.cache",
        "personalize": "django_personalize.templatetags.personalize",
        "i18n": "django.templatetags.i18n",
        "shop": "example_shop.templatetags.shop",
        "inclusions": "tests.attack.inclusions",
    },
    loaders=[
        ("django.template.loaders.locmem.Loader", PLACES),
        "django.template.loaders.app_directories.Loader",
    ],
)
WAYS = {
    "directly": PLACES["block.html"],
    "behind a condition": "{% if True %}" + PLACES["block.html"] + "{% endif %}",
    "in a variable": PLACES["variable.html"],
    "asked of the visitor": PLACES["attribute.html"],
    "by an include": '{% include "block.html" %}',
    "by an include with its own context": '{% include "block.html" with request=request only %}',
    "by an include of an include": '{% with name="block.html" %}{% include name %}{% endwith %}',
    "by an inclusion tag": "{% load inclusions %}{% show_block %}",
}


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def product(visitor_client: Client, shop: SmallShop) -> str:
    """The title of what the visitor looked at."""
    visitor_client.get(shop.connector_products[0].get_absolute_url())
    return shop.connector_products[0].name


def request_of(client: Client) -> HttpRequest:
    """A request of this browser, as if its page were still being made."""
    request: HttpRequest = client.get("/plain/").wsgi_request
    request.visitor.answered = False  # type: ignore[attr-defined]
    return request


def fragment(inside: str, *, key: str = "", context: HttpRequest | None = None) -> str:
    source = f"{{% load cache %}}{{% cache 60 side {key} %}}{inside}{{% endcache %}}"
    return ENGINE.from_string(source).render(Context({"request": context}))


@pytest.mark.parametrize("way", WAYS)
def test_a_fragment_that_is_kept_for_all_shows_the_default(
    visitor_client: Client, product: str, caplog: pytest.LogCaptureFixture, way: str
) -> None:
    request = request_of(visitor_client)
    assert fragment(WAYS[way], key="request.LANGUAGE_CODE", context=request) == "best sellers"
    assert "{% cache … side %} in a template, line 1 holds something personal" in caplog.text
    assert ENGINE.from_string(WAYS[way]).render(Context({"request": request})).count(product) == 1


@pytest.mark.parametrize("way", WAYS)
def test_under_debug_a_personal_place_in_a_fragment_for_all_is_an_error(
    visitor_client: Client, product: str, way: str
) -> None:
    request = request_of(visitor_client)
    with (
        override_settings(DEBUG=True),
        pytest.raises(KeptForOthers, match=r"request\.visitor\.cache_key %\}"),
    ):
        fragment(WAYS[way], context=request)


@pytest.mark.parametrize("way", WAYS)
def test_a_fragment_whose_key_is_the_visitors_own_is_personal(
    visitor_client: Client, product: str, way: str
) -> None:
    request = request_of(visitor_client)
    for key in ("request.visitor.cache_key", "request.visitor.visitor_id", '"x" request.visitor.cache_key'):
        cache.clear()
        assert product in fragment(WAYS[way], key=key, context=request)


def test_a_fragment_with_an_own_key_inside_one_that_is_kept_for_all_shows_the_default(
    visitor_client: Client, product: str
) -> None:
    """The outer fragment would keep what the inner one shows."""
    inner = "{% cache 60 inner request.visitor.cache_key %}" + PLACES["block.html"] + "{% endcache %}"
    assert fragment(inner, context=request_of(visitor_client)) == "best sellers"


def test_an_own_fragment_makes_the_page_one_persons_also_where_it_was_there_already(
    visitor_client: Client, product: str
) -> None:
    first, second = request_of(visitor_client), request_of(visitor_client)
    for request in (first, second):
        request.visitor.asked = False  # type: ignore[attr-defined]
        assert product in fragment(PLACES["block.html"], key="request.visitor.cache_key", context=request)
        assert request.visitor.asked  # type: ignore[attr-defined]


def test_a_fragment_by_user_shows_the_default_to_all_who_are_not_signed_in(
    visitor_client: Client, product: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Their user has no name: they would share what the first of them is shown."""
    request = request_of(visitor_client)
    request.user = AnonymousUser()
    for key in ("request.user.username", "request.user.pk", "request.user", "request.session.session_key"):
        cache.clear()
        assert fragment(PLACES["block.html"], key=key, context=request) == "best sellers"
    assert "holds something personal" not in caplog.text


def test_a_fragment_by_user_is_personal_for_who_is_signed_in(
    visitor_client: Client, shop: SmallShop, product: str
) -> None:
    visitor_client.post(reverse("login"), {"username": "ada@example.com", "password": PASSWORD})
    for key in ("request.user.pk", "request.user.username", "request.session.session_key"):
        cache.clear()
        assert product in fragment(PLACES["block.html"], key=key, context=request_of(visitor_client))


def test_a_number_in_the_key_that_happens_to_be_the_users_is_no_key_of_the_user(
    visitor_client: Client, shop: SmallShop, product: str
) -> None:
    visitor_client.post(reverse("login"), {"username": "ada@example.com", "password": PASSWORD})
    key = f"{shop.customer.pk} request.user.is_authenticated"
    assert fragment(PLACES["block.html"], key=key, context=request_of(visitor_client)) == "best sellers"


def test_a_cache_tag_of_another_package_is_recognised(visitor_client: Client, product: str) -> None:
    class OtherCacheNode(CacheNode):
        def render(self, context: Context) -> str:
            return f"<!-- {super().render(context)} -->"

    found = ENGINE.from_string(
        "{% load cache %}{% cache 60 side %}" + PLACES["block.html"] + "{% endcache %}"
    )
    node = next(node for node in found.nodelist if isinstance(node, CacheNode))
    node.__class__ = OtherCacheNode
    context = Context({"request": request_of(visitor_client)})
    assert found.render(context) == "<!-- best sellers -->"


# -- the banner

BANNER = "{% load personalize %}{% consent_banner %}"


@pytest.mark.parametrize("inside", [BANNER, "{% load inclusions %}{% show_banner %}"])
def test_a_banner_in_a_kept_fragment_is_the_one_that_the_script_reveals(
    browser_client: Client,
    visitor_client: Client,
    shop: SmallShop,
    inside: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Otherwise all would get the state of whoever came first: no question at all, or one that is answered."""
    stranger = Client(headers=HEADERS)
    for client in (visitor_client, stranger):
        cache.clear()
        html = fragment(
            inside, context=client.get("/about/?email=ada@example.com", follow=False).wsgi_request
        )
        assert "data-pz-lazy hidden" in html
        assert "ada@example.com" not in html
        assert 'name="next" value=""' in html
    assert "{% cache … side %}" in caplog.text


def test_under_debug_a_banner_in_a_kept_fragment_is_an_error(visitor_client: Client) -> None:
    with override_settings(DEBUG=True), pytest.raises(KeptForOthers):
        fragment(BANNER, context=request_of(visitor_client))


@override_settings(DEBUG=True)
def test_a_lazy_banner_may_stand_in_a_kept_fragment(visitor_client: Client) -> None:
    html = fragment(
        BANNER.replace("%}{%", "%}{%").replace("banner %", "banner lazy=True %"),
        context=request_of(visitor_client),
    )
    assert "data-pz-lazy hidden" in html


def test_an_answer_without_an_address_to_return_to_goes_back_to_its_page(browser_client: Client) -> None:
    def answered(referer: str) -> str:
        response = browser_client.post(
            reverse("personalize:consent"), {"choice": "none", "next": ""}, headers={"referer": referer}
        )
        return response["Location"]

    assert answered("http://testserver/magazine/?page=2") == "http://testserver/magazine/?page=2"
    assert answered("https://evil.example/magazine/") == "/"


def test_a_block_escapes_what_it_shows_whatever_the_page_has_switched_off(
    visitor_client: Client, shop: SmallShop
) -> None:
    product = shop.connector_products[0]
    product.name = "<script>alert(1)</script>"
    product.save()
    visitor_client.get(product.get_absolute_url())
    source = "{% autoescape off %}" + PLACES["block.html"] + "{{ raw }}{% endautoescape %}"
    html = Template(source).render(Context({"request": request_of(visitor_client), "raw": "<b>"}))
    assert "<script>" not in html
    assert html.endswith("<b>")
