"""A headless front: the same visitor as the cookie would make, and never more than the cookie could."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from django_personalize.models import ConsentRecord, CountedEvent, DaySum, Event, Identity, Profile, Session
from django_personalize.testing import FrozenClock
from django_personalize.tracking import cookies
from tests import factories
from tests.api.conftest import BASE, Api, in_catalogue, somebody
from tests.factories import SmallShop

pytestmark = pytest.mark.django_db

ALL = {"purposes": ["analytics", "personalization"]}


def begun(front: Api) -> str:
    """The visitor token of somebody who has accepted everything."""
    token = front.post("/visitors", ALL).json()["visitor"]
    assert isinstance(token, str)
    return token


def look(product: Any, **more: Any) -> dict[str, Any]:
    """A front has shown a product."""
    return {
        "event": "product_viewed",
        "event_id": str(uuid.uuid4()),
        "properties": {"product": {"product_id": str(getattr(product, "pk", product))}},
        "page": {"url": "https://app.example.com/p/1", "title": "Bracket", "referrer": ""},
        **more,
    }


def send(front: Api, token: str, *events: dict[str, Any]) -> Any:
    return front.post("/visitor/events", {"events": list(events)}, x_personalize_visitor=token)


def shown(front: Api, token: str) -> dict[str, Any]:
    """Name of a place to its content."""
    found = front.get("/visitor/decisions", x_personalize_visitor=token).json()["decisions"]
    return {decision["name"]: decision["content"] for decision in found}


@pytest.mark.trust("T-001")
def test_nothing_is_kept_before_a_choice_and_nothing_after_a_refusal(front: Api) -> None:
    assert front.get("/visitor").json()["known"] is False
    assert {place["content"] is None for place in front.get("/visitor/decisions").json()["decisions"]} == {
        True
    }
    refused = front.post("/visitors", {"purposes": []}).json()
    assert refused == {"visitor": None, "allows": {"analytics": False, "personalization": False}}
    assert Profile.objects.count() == Identity.objects.count() == ConsentRecord.objects.count() == 0


def test_events_without_a_visitor_token_count_in_the_day_sums(front: Api, clock: FrozenClock) -> None:
    in_catalogue(7, clock=clock)
    body = {"events": [look(7)]}
    first = front.post("/visitor/events", body, idempotency_key="k")
    again = front.post("/visitor/events", body, idempotency_key="k")
    assert first.json() == again.json()
    assert first.json()["counted"] == 1
    assert dict(DaySum.objects.values_list("object", "count")) == {"": 1, "product:7": 1}
    assert Event.objects.count() == Profile.objects.count() == CountedEvent.objects.count() == 0


@pytest.mark.row("A35", part="api")
def test_four_looks_in_a_headless_front_make_its_next_page_personal(
    front: Api, shop: SmallShop, clock: FrozenClock
) -> None:
    token = begun(front)
    assert shown(front, token)["continue_shopping"] is None
    for product in shop.connector_products:
        assert send(front, token, look(product)).json()["written"] == 1
        clock.advance(timedelta(seconds=10))
    content = shown(front, token)
    titles = [product["title"] for product in content["continue_shopping"]["products"]]
    assert titles == ["Beam shoe", "Post base", "Joist hanger", "Angle bracket"]
    assert content["category_tile"]["headline"] == "Joints that hold for decades"
    assert content["greeting"]["name"] == ""
    assert Session.objects.count() == 1
    assert Event.objects.filter(name="product_viewed", source="api").count() == 4


def test_the_visitor_token_is_the_visitor_of_the_cookie(
    front: Api, visitor_client: Client, shop: SmallShop
) -> None:
    visitor_client.get(shop.connector_products[0].get_absolute_url())
    token = visitor_client.cookies["pz_visitor"].value
    assert shown(front, token)["continue_shopping"]["products"][0]["title"] == "Angle bracket"
    send(front, token, look(shop.dress_products[0]))
    assert "Evening dress" in visitor_client.get(reverse("home")).content.decode()
    assert Profile.objects.count() == 1


@pytest.mark.trust("T-415")
@pytest.mark.parametrize("wrong", ["chosen", "tampered", "erased", "other purpose", "long"])
def test_a_visitor_token_that_we_did_not_give_names_nobody(
    front: Api, wrong: str, clock: FrozenClock
) -> None:
    token = begun(front)
    tokens = {
        "chosen": "0" * 32,
        "tampered": ("1" if token[0] != "1" else "2") + token[1:],
        "erased": cookies.visitor_token("ab" * 16),
        "other purpose": cookies.promise("x", 1, at=clock.now()),
        "long": "x" * 5000,
    }
    before = Profile.objects.count()
    for response in (
        front.get("/visitor", x_personalize_visitor=tokens[wrong]),
        send(front, tokens[wrong], look(1)),
        front.put("/visitor/consents", ALL, x_personalize_visitor=tokens[wrong]),
    ):
        assert response.status_code == 400
        assert response.json()["errors"][0]["field"] == "X-Personalize-Visitor"
    assert Profile.objects.count() == before


def test_cookies_of_the_shop_name_nobody_in_the_api(
    front: Api, visitor_client: Client, shop: SmallShop
) -> None:
    visitor_client.get(shop.connector_products[0].get_absolute_url())
    front.client.cookies = visitor_client.cookies
    assert front.get("/visitor").json()["known"] is False


@pytest.mark.trust("T-406")
@pytest.mark.trust("T-407")
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("order_completed", "server_only"),
        ("purchase", "server_only"),
        ("Order Refunded", "server_only"),
        ("coupon_applied", "server_only"),
        ("signed_in", "server_only"),
        ("consent_changed", "own"),
        ("profile_identified", "own"),
        ("identify", "own"),
    ],
)
def test_a_front_reports_nothing_that_only_the_server_may(front: Api, name: str, code: str) -> None:
    token = begun(front)
    before = Event.objects.count()
    response = send(front, token, look(1, event=name), look(2))
    assert response.status_code == 207
    assert response.json()["refused"][0]["errors"][0]["code"] == code
    assert set(Event.objects.values_list("name", flat=True)[before:]) <= {"session_started", "product_viewed"}


@pytest.mark.trust("T-406")
def test_a_front_speaks_for_nobody_but_its_visitor(front: Api, ada: Profile) -> None:
    token = begun(front)
    response = send(front, token, look(1, person={"user_key": "ada"}))
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "events.0.person"
    for method, path in (
        ("get", f"/profiles/{ada.uuid}"),
        ("get", f"/profiles/{ada.uuid}/events"),
        ("post", "/profiles"),
        ("post", "/events"),
        ("post", "/visitors/sign-in"),
        ("get", "/catalogue/items"),
    ):
        assert front.call(method, path, {}).status_code == 403


@pytest.mark.trust("T-410")
def test_the_same_event_of_a_visitor_is_written_once_and_a_wrong_clock_is_replaced(
    front: Api, clock: FrozenClock
) -> None:
    token = begun(front)
    event = look(1, occurred_at="2099-01-01T00:00:00Z")
    assert send(front, token, event).json()["written"] == 1
    for _ in range(3):
        assert send(front, token, event).json() | {"refused": []} == {
            "written": 0,
            "known": 1,
            "counted": 0,
            "refused": [],
            "dropped": [],
        }
    assert Event.objects.get(name="product_viewed").occurred_at == clock.now()


def test_two_visitors_may_use_the_same_event_id(front: Api) -> None:
    event = look(1)
    assert [send(front, begun(front), event).json()["written"] for _ in range(2)] == [1, 1]


@pytest.mark.trust("T-401")
def test_a_front_sends_no_more_than_a_beacon(front: Api) -> None:
    token = begun(front)
    assert send(front, token, *(look(n) for n in range(21))).status_code == 400
    large = look(1)
    large["properties"]["product"]["name"] = "x" * 9000
    assert send(front, token, large).status_code == 422
    assert send(front, token, look("y" * 70_000)).status_code == 413
    assert Event.objects.filter(name="product_viewed").count() == 0


def test_keys_of_two_visitors_do_not_meet(front: Api) -> None:
    body = {"events": [look(1)]}
    answers = [
        front.post("/visitor/events", body, idempotency_key="1", x_personalize_visitor=begun(front))
        for _ in range(2)
    ]
    assert [answer.json()["written"] for answer in answers] == [1, 1]
    assert Event.objects.filter(name="product_viewed").count() == 2


def test_a_choice_is_changed_and_taken_back(front: Api, shop: SmallShop) -> None:
    token = begun(front)
    send(front, token, look(shop.connector_products[0]))
    less = front.put("/visitor/consents", {"purposes": ["analytics"]}, x_personalize_visitor=token).json()
    assert less["allows"] == {"analytics": True, "personalization": False}
    assert shown(front, less["visitor"])["continue_shopping"] is None
    none = front.put("/visitor/consents", {"purposes": []}, x_personalize_visitor=less["visitor"]).json()
    assert none["visitor"] is None
    assert front.get("/visitor", x_personalize_visitor=token).status_code == 400
    rows = ConsentRecord.objects.filter(purpose="personalization").order_by("pk")
    assert [row.status for row in rows] == ["granted", "withdrawn", "denied"]
    assert {row.method for row in rows} == {"app"}


def test_a_purpose_that_the_shop_does_not_ask_for_is_refused_by_place(front: Api) -> None:
    for purpose in ("ads_sharing", "everything"):
        response = front.post("/visitors", {"purposes": ["analytics", purpose]})
        assert response.status_code == 400
        assert response.json()["errors"][0]["field"] == "purposes.1"
    assert Profile.objects.count() == 0


@pytest.mark.trust("T-416")
def test_a_sign_in_joins_the_visitor_to_the_customer_and_changes_the_token(
    front: Api, api: Api, shop: SmallShop
) -> None:
    token = begun(front)
    send(front, token, look(shop.connector_products[0]))
    given = {"user_key": str(shop.customer.pk), "visitor": token}
    signed_in = api.post("/visitors/sign-in", given).json()["visitor"]
    assert signed_in not in (None, token)
    assert front.get("/visitor", x_personalize_visitor=token).status_code == 400
    state = front.get("/visitor", x_personalize_visitor=signed_in).json()
    assert (state["known"], state["signed_in"]) == (True, True)
    assert shown(front, signed_in)["greeting"]["name"] == "Ada"
    assert shown(front, signed_in)["continue_shopping"]["products"][0]["title"] == "Angle bracket"
    owner = Event.objects.get(name="product_viewed").owner
    assert owner is not None
    assert owner.user_key == str(shop.customer.pk)
    assert Event.objects.filter(name="signed_in", owner=owner).exists()


@pytest.mark.trust("T-416")
def test_a_sign_out_ends_every_token_of_that_device(front: Api, api: Api, shop: SmallShop) -> None:
    given = {"user_key": str(shop.customer.pk), "visitor": begun(front)}
    token = api.post("/visitors/sign-in", given).json()["visitor"]
    assert front.delete("/visitor", x_personalize_visitor=token).status_code == 204
    assert front.get("/visitor", x_personalize_visitor=token).status_code == 400
    assert shown(front, begun(front))["greeting"]["name"] == ""


def test_a_signed_in_token_names_its_customer_no_longer_than_a_session(
    front: Api, api: Api, shop: SmallShop, clock: FrozenClock, settings: Any
) -> None:
    given = {"user_key": str(shop.customer.pk), "visitor": begun(front)}
    token = api.post("/visitors/sign-in", given).json()["visitor"]
    clock.advance(timedelta(seconds=settings.SESSION_COOKIE_AGE))
    state = front.get("/visitor", x_personalize_visitor=token).json()
    assert (state["known"], state["signed_in"]) == (True, False)
    assert shown(front, token)["greeting"]["name"] == ""


def test_a_customer_who_allowed_it_elsewhere_is_known_in_a_new_front(
    front: Api, api: Api, shop: SmallShop
) -> None:
    somebody(str(shop.customer.pk))
    token = api.post("/visitors/sign-in", {"user_key": str(shop.customer.pk)}).json()["visitor"]
    assert shown(front, token)["greeting"]["name"] == "Ada"


@pytest.mark.trust("T-001")
def test_a_sign_in_without_any_consent_gives_no_token(api: Api, front: Api, shop: SmallShop) -> None:
    body = api.post("/visitors/sign-in", {"user_key": str(shop.customer.pk)}).json()
    assert body == {"visitor": None, "allows": {"analytics": False, "personalization": False}}
    assert Identity.objects.filter(kind="visitor").count() == 0


@pytest.mark.trust("T-416")
def test_two_customers_at_one_device_do_not_mix(front: Api, api: Api, shop: SmallShop) -> None:
    other = factories.customer("grace@example.com", first_name="Grace")
    token = begun(front)
    send(front, token, look(shop.connector_products[0]))
    first = api.post("/visitors/sign-in", {"user_key": str(shop.customer.pk), "visitor": token}).json()[
        "visitor"
    ]
    second = api.post("/visitors/sign-in", {"user_key": str(other.pk), "visitor": first}).json()["visitor"]
    assert shown(front, second)["greeting"]["name"] == "Grace"
    assert shown(front, second)["continue_shopping"] is None
    send(front, second, look(shop.dress_products[0]))
    of_other = Event.objects.filter(name="product_viewed", owner__user_key=str(other.pk))
    assert [event.product for event in of_other] == [str(shop.dress_products[0].pk)]


@pytest.mark.parametrize("user_key", ["999999", "abc", "1e5", "-1", "9" * 60])
def test_a_sign_in_of_nobody_is_refused_by_field(api: Api, shop: SmallShop, user_key: str) -> None:
    response = api.post("/visitors/sign-in", {"user_key": user_key})
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "user_key"


def test_a_repeated_sign_in_gives_a_token_again(front: Api, api: Api, shop: SmallShop) -> None:
    """The answer was lost on its way: the token from before names nobody any more, the customer still does."""
    given = {"user_key": str(shop.customer.pk), "visitor": begun(front)}
    api.post("/visitors/sign-in", given)
    token = api.post("/visitors/sign-in", given).json()["visitor"]
    assert shown(front, token)["greeting"]["name"] == "Ada"


@pytest.mark.trust("T-413")
def test_a_crawler_that_runs_the_front_becomes_nobody(front: Api) -> None:
    crawler = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
    body = front.post("/visitors", ALL, user_agent=crawler).json()
    assert body["allows"] == {"analytics": False, "personalization": False}
    assert Profile.objects.count() == 0


def test_an_app_without_a_browser_is_a_visitor_like_any_other(front: Api, shop: SmallShop) -> None:
    del front.headers["origin"]
    front.headers["user-agent"] = "okhttp/4.12"
    token = begun(front)
    send(front, token, look(shop.connector_products[0]))
    assert shown(front, token)["continue_shopping"] is not None


def test_requests_of_a_front_do_not_touch_the_cart(
    front: Api, shop: SmallShop, django_assert_max_num_queries: Any
) -> None:
    token = begun(front)
    send(front, token, look(shop.connector_products[0]))
    with django_assert_max_num_queries(20) as queries:
        send(front, token, look(shop.connector_products[1]))
    assert not [query for query in queries.captured_queries if "example_shop_cart" in query["sql"]]


def test_without_the_middleware_visitors_are_not_served(front: Api, api: Api, settings: Any) -> None:
    settings.MIDDLEWARE = [
        name for name in settings.MIDDLEWARE if name != "django_personalize.middleware.PersonalizeMiddleware"
    ]
    assert front.client.post(f"{BASE}/visitors").status_code == 401
    response = front.post("/visitors", ALL)
    assert response.status_code == 503
    assert api.get("/catalogue/items").status_code == 200


def test_while_everything_is_switched_off_a_front_shows_its_defaults(
    front: Api, api: Api, settings: Any
) -> None:
    token = begun(front)
    profiles = Profile.objects.count()
    settings.PERSONALIZE = {**settings.PERSONALIZE, "ENABLED": False}
    assert set(shown(front, token).values()) == {None}
    assert send(front, token, look(1)).json()["written"] == 0
    for path in ("/visitors/sign-in", "/profiles"):
        assert api.post(path, {"user_key": "1"}).status_code == 503
    assert Profile.objects.count() == profiles
    assert Event.objects.filter(name="product_viewed").count() == 0


def test_visitors_that_one_address_may_begin_are_limited(front: Api) -> None:
    answers = [front.post("/visitors", {"purposes": []}).status_code for _ in range(61)]
    assert answers == [201] * 60 + [429]


def test_what_nobody_claims_makes_neither_rows_nor_sums_of_its_own(front: Api, clock: FrozenClock) -> None:
    in_catalogue(7, clock=clock)
    views = [look(7), *(look(number) for number in range(100, 119))]
    for one in views:
        one["properties"] |= {"value": 9.9e9, "currency": "EUR"}
    assert front.post("/visitor/events", {"events": views}).json()["counted"] == 20
    lists = [
        {**look(7), "event": "product_list_viewed", "properties": {"category": f"made-up-{number}"}}
        for number in range(20)
    ]
    assert front.post("/visitor/events", {"events": lists}).json()["counted"] == 20
    assert set(DaySum.objects.values_list("name", "object", "count", "value")) == {
        ("product_viewed", "", 20, 0),
        ("product_viewed", "product:7", 1, 0),
        ("product_list_viewed", "", 20, 0),
    }
