"""Where a visit comes from."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_personalize.tracking.sources import CHANNELS, Source, classify

HOST = "www.shop.example.com"
HOME = "https://www.shop.example.com/"

pytestmark = pytest.mark.row("A30", part="classification")


@pytest.fixture(autouse=True)
def _no_settings(settings: Any) -> None:
    settings.PERSONALIZE = {}


def _from(referrer: str, query: str = "") -> Source:
    return classify(HOME + query, referrer, HOST)


def test_nothing_is_direct() -> None:
    assert _from("") == Source("direct")


@pytest.mark.parametrize(
    "referrer",
    [
        "https://www.shop.example.com/cart/",
        "https://shop.example.com/cart/",
        "https://WWW.SHOP.EXAMPLE.COM:8443/",
        "https://www.paypal.com/checkoutnow",
        "https://checkout.stripe.com/pay/cs_1",
        "not an address",
        "http://[::1",
        "file:///home/jane/mail.html",
        "javascript:alert(1)",
    ],
)
def test_the_shop_itself_and_payment_pages_are_no_source(referrer: str) -> None:
    assert _from(referrer) == Source("direct")


def test_the_own_host_may_carry_a_port() -> None:
    assert classify("http://127.0.0.1:8000/", "http://127.0.0.1:8000/a", "127.0.0.1:8000") == Source("direct")
    assert classify("http://[::1]:8000/", "http://[::1]:8000/a", "[::1]:8000") == Source("direct")


@pytest.mark.parametrize(
    ("referrer", "channel", "source", "medium"),
    [
        ("https://www.google.com/", "organic_search", "google", "organic"),
        ("https://www.google.de/search", "organic_search", "google", "organic"),
        ("https://www.google.co.uk/", "organic_search", "google", "organic"),
        ("https://google.com.au/", "organic_search", "google", "organic"),
        ("https://www.bing.com/", "organic_search", "bing", "organic"),
        ("https://duckduckgo.com/", "organic_search", "duckduckgo", "organic"),
        ("https://de.search.yahoo.com/", "organic_search", "yahoo", "organic"),
        ("https://www.ecosia.org/", "organic_search", "ecosia", "organic"),
        ("https://yandex.ru/", "organic_search", "yandex", "organic"),
        ("https://suche.t-online.de/", "organic_search", "t-online", "organic"),
        ("https://l.facebook.com/", "organic_social", "facebook", "social"),
        ("https://www.instagram.com/", "organic_social", "instagram", "social"),
        ("https://t.co/abc", "organic_social", "x", "social"),
        ("https://www.pinterest.de/", "organic_social", "pinterest", "social"),
        ("https://out.reddit.com/", "organic_social", "reddit", "social"),
        ("https://www.youtube.com/", "organic_video", "youtube", "video"),
        ("https://mail.google.com/", "email", "gmail", "email"),
        ("https://outlook.live.com/", "email", "outlook", "email"),
        ("https://3c.web.de/", "referral", "3c.web.de", "referral"),
        ("https://www.amazon.de/", "organic_shopping", "amazon", "shopping"),
        ("https://www.idealo.at/", "organic_shopping", "idealo", "shopping"),
        ("https://shopping.google.com/", "organic_shopping", "google_shopping", "shopping"),
        ("https://chatgpt.com/", "ai_assistant", "chatgpt", "assistant"),
        ("https://www.perplexity.ai/", "ai_assistant", "perplexity", "assistant"),
        ("https://gemini.google.com/", "ai_assistant", "gemini", "assistant"),
        ("https://copilot.microsoft.com/", "ai_assistant", "copilot", "assistant"),
        ("https://www.blog.example/post", "referral", "blog.example", "referral"),
        ("https://google.evil.com/", "referral", "google.evil.com", "referral"),
        ("https://notgoogle.com/", "referral", "notgoogle.com", "referral"),
        ("https://amazon.fake.shop/", "referral", "amazon.fake.shop", "referral"),
        ("android-app://com.google.android.gm/", "email", "gmail", "email"),
        ("android-app://com.google.android.googlequicksearchbox/", "organic_search", "google", "organic"),
        ("android-app://org.example.reader/", "referral", "org.example.reader", "referral"),
    ],
)
def test_a_referrer_is_classified(referrer: str, channel: str, source: str, medium: str) -> None:
    found = _from(referrer)
    assert (found.channel, found.source, found.medium, found.campaign) == (channel, source, medium, "")
    assert found.referrer_host


@pytest.mark.parametrize(
    ("query", "channel", "source", "medium"),
    [
        ("?utm_source=google&utm_medium=cpc&utm_campaign=summer", "paid_search", "google", "cpc"),
        ("?utm_source=Google&utm_medium=CPC", "paid_search", "google", "cpc"),
        ("?utm_source=facebook&utm_medium=paid_social", "paid_social", "facebook", "paid_social"),
        ("?utm_source=youtube&utm_medium=cpc", "paid_video", "youtube", "cpc"),
        ("?utm_source=partner&utm_medium=ppc", "paid_other", "partner", "ppc"),
        ("?utm_source=amazon&utm_medium=cpc", "paid_shopping", "amazon", "cpc"),
        ("?utm_source=google&utm_medium=cpc&utm_campaign=de_shopping", "paid_shopping", "google", "cpc"),
        ("?utm_source=google&utm_medium=cpc&utm_campaign=x_cross-network", "cross_network", "google", "cpc"),
        ("?utm_source=news.example&utm_medium=banner", "display", "news.example", "banner"),
        ("?utm_source=news.example&utm_medium=cpm", "display", "news.example", "cpm"),
        ("?utm_source=june&utm_medium=email", "email", "june", "email"),
        ("?utm_source=newsletter", "email", "newsletter", ""),
        ("?utm_source=awin&utm_medium=affiliate", "affiliates", "awin", "affiliate"),
        ("?utm_source=instagram&utm_medium=social", "organic_social", "instagram", "social"),
        ("?utm_source=chatgpt.com", "ai_assistant", "chatgpt", ""),
        ("?utm_source=blog.example&utm_medium=referral", "referral", "blog.example", "referral"),
        ("?utm_source=shop&utm_medium=sms", "sms", "shop", "sms"),
        ("?utm_source=shop&utm_medium=webpush", "mobile_push", "shop", "webpush"),
        ("?utm_source=spot&utm_medium=audio", "audio", "spot", "audio"),
        ("?gclid=abc", "paid_search", "google", "cpc"),
        ("?gbraid=abc", "paid_search", "google", "cpc"),
        ("?msclkid=abc", "paid_search", "bing", "cpc"),
        ("?dclid=abc", "display", "google", "display"),
        ("?ttclid=abc", "paid_social", "tiktok", "cpc"),
        ("?fbclid=abc", "organic_social", "facebook", "social"),
        ("?fbclid=abc&utm_source=facebook&utm_medium=cpc", "paid_social", "facebook", "cpc"),
        ("?gclid=abc&utm_source=google", "paid_search", "google", "cpc"),
        ("?awc=abc", "affiliates", "awin", "affiliate"),
    ],
)
def test_campaign_parameters_and_click_ids_outrank_the_referrer(
    query: str, channel: str, source: str, medium: str
) -> None:
    found = _from("https://www.blog.example/", query)
    assert (found.channel, found.source, found.medium) == (channel, source, medium)


def test_a_campaign_without_a_source_takes_the_referrers() -> None:
    assert _from("https://www.bing.com/", "?utm_campaign=summer").channel == "organic_search"
    assert _from("", "?utm_campaign=summer") == Source("unassigned", "", "", "summer")


def test_a_campaign_keeps_its_name() -> None:
    assert _from("", "?utm_source=google&utm_medium=cpc&utm_campaign=Summer+26").campaign == "Summer 26"


def test_of_a_click_id_only_the_name_is_kept() -> None:
    found = _from("https://www.google.com/", "?gclid=EAIaIQobChMI-secret")
    assert found.click_id == "gclid"
    assert "EAIaIQ" not in repr(found)


@pytest.mark.trust("T-016")
def test_a_person_in_a_campaign_is_not_kept() -> None:
    found = _from("", "?utm_source=june&utm_medium=email&utm_campaign=jane%40example.com")
    assert found == Source("email", "june", "email", "unknown")


def test_values_are_cut_to_their_columns() -> None:
    found = _from(
        "https://" + "a" * 300 + ".example/", "?utm_source=" + "s" * 300 + "&utm_campaign=" + "c" * 300
    )
    assert max(len(found.source), len(found.campaign), len(found.referrer_host), len(found.medium)) == 120


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=30))
def test_whatever_comes_there_is_a_channel(query: str, referrer: str, host: str) -> None:
    assert classify(f"https://shop.example.com/?{query}", referrer, host).channel in CHANNELS
    assert classify(query, f"https://{referrer}/", host).channel in CHANNELS
