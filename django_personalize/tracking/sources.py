"""Where a visit comes from: campaign parameters, click ids and the referrer, as one of GA4's channel groups.

Campaign parameters outrank click ids, click ids the referrer. A referrer of the shop itself is no source,
nor is a payment page from which a customer returns. Values of click ids are never kept, only their names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from django_personalize.events import schema
from django_personalize.tracking.sanitise import looks_personal

_LENGTH = 120
_READ_LENGTH = 4000

#: Channels: GA4's default groups in snake_case.
CHANNELS = (
    "direct", "cross_network", "paid_shopping", "paid_search", "paid_social", "paid_video", "display",
    "paid_other",
    "organic_shopping", "organic_social", "organic_video", "organic_search", "ai_assistant", "email",
    "affiliates",
    "referral", "audio", "sms", "mobile_push", "unassigned",
)  # fmt: skip

#: Kind of host to hosts, each with the name its visits are counted under. Subdomains belong to them, the
#: longest wins. "name.*" stands for every country ("google.de", "amazon.co.uk").
_HOSTS: Mapping[str, Mapping[str, str]] = {
    "search": {
        "google.*": "google", "bing.com": "bing", "duckduckgo.com": "duckduckgo", "search.yahoo.com": "yahoo",
        "yahoo.*": "yahoo", "ecosia.org": "ecosia", "qwant.com": "qwant", "startpage.com": "startpage",
        "search.brave.com": "brave", "yandex.*": "yandex", "ya.ru": "yandex", "baidu.com": "baidu",
        "seznam.cz": "seznam",
        "naver.com": "naver", "suche.t-online.de": "t-online", "suche.web.de": "web.de",
        "suche.gmx.net": "gmx",
        "search.aol.com": "aol", "kagi.com": "kagi", "swisscows.com": "swisscows", "so.com": "so.com",
        "sogou.com": "sogou",
    },
    "social": {
        "facebook.com": "facebook", "fb.com": "facebook", "fb.me": "facebook", "messenger.com": "facebook",
        "instagram.com": "instagram", "threads.net": "threads", "t.co": "x", "twitter.com": "x", "x.com": "x",
        "pinterest.*": "pinterest", "pin.it": "pinterest", "linkedin.com": "linkedin", "lnkd.in": "linkedin",
        "reddit.com": "reddit", "tiktok.com": "tiktok", "snapchat.com": "snapchat",
        "whatsapp.com": "whatsapp",
        "wa.me": "whatsapp", "t.me": "telegram", "web.telegram.org": "telegram", "vk.com": "vk",
        "xing.com": "xing",
        "bsky.app": "bluesky", "mastodon.social": "mastodon", "tumblr.com": "tumblr",
        "discord.com": "discord",
        "quora.com": "quora", "nextdoor.*": "nextdoor",
    },
    "video": {
        "youtube.com": "youtube", "youtu.be": "youtube", "vimeo.com": "vimeo",
        "dailymotion.com": "dailymotion",
        "twitch.tv": "twitch",
    },
    "email": {
        "mail.google.com": "gmail", "outlook.live.com": "outlook", "outlook.office.com": "outlook",
        "outlook.office365.com": "outlook", "mail.yahoo.com": "yahoo_mail", "mail.proton.me": "proton",
        "mail.aol.com": "aol_mail", "navigator.gmx.net": "gmx", "bap.navigator.gmx.net": "gmx",
        "navigator.web.de": "web.de", "email.t-online.de": "t-online", "mail.zoho.com": "zoho",
        "freemail.hu": "freemail",
        "citromail.hu": "citromail",
    },
    "shopping": {
        "amazon.*": "amazon", "ebay.*": "ebay", "etsy.com": "etsy", "walmart.com": "walmart",
        "alibaba.com": "alibaba",
        "aliexpress.com": "aliexpress", "idealo.*": "idealo", "geizhals.*": "geizhals", "otto.de": "otto",
        "kaufland.de": "kaufland", "zalando.*": "zalando", "shopping.google.com": "google_shopping",
        "shopping.yahoo.com": "yahoo_shopping", "arukereso.hu": "arukereso", "argep.hu": "argep",
        "billiger.de": "billiger",
        "check24.de": "check24", "temu.com": "temu", "allegro.pl": "allegro", "bol.com": "bol",
        "rakuten.*": "rakuten",
    },
    "assistant": {
        "chatgpt.com": "chatgpt", "chat.openai.com": "chatgpt", "openai.com": "chatgpt",
        "perplexity.ai": "perplexity",
        "claude.ai": "claude", "gemini.google.com": "gemini", "bard.google.com": "gemini",
        "copilot.microsoft.com": "copilot", "chat.mistral.ai": "mistral", "chat.deepseek.com": "deepseek",
        "grok.com": "grok", "meta.ai": "meta_ai", "you.com": "you", "poe.com": "poe", "phind.com": "phind",
    },
    "payment": {
        "paypal.com": "paypal", "checkout.stripe.com": "stripe", "hooks.stripe.com": "stripe",
        "klarna.com": "klarna",
        "mollie.com": "mollie", "adyen.com": "adyen", "payments.amazon.com": "amazon_pay",
        "sofort.com": "sofort",
        "simplepay.hu": "simplepay", "barion.com": "barion", "paydirekt.de": "paydirekt",
    },
}  # fmt: skip
_BY_HOST = {host: (kind, name) for kind, hosts in _HOSTS.items() for host, name in hosts.items()}
#: The names themselves, as campaigns write them ("utm_source=facebook").
_BY_NAME = {name: kind for kind, hosts in _HOSTS.items() for name in hosts.values()}
_APPS = {
    "com.google.android.googlequicksearchbox": ("search", "google"),
    "com.google.android.gm": ("email", "gmail"),
    "com.facebook.katana": ("social", "facebook"),
    "com.instagram.android": ("social", "instagram"),
    "com.pinterest": ("social", "pinterest"),
    "com.linkedin.android": ("social", "linkedin"),
    "org.telegram.messenger": ("social", "telegram"),
}

#: Click id to source, medium ("" when the click may as well have been free) and channel.
_CLICK_IDS = {
    "gclid": ("google", "cpc", "paid_search"),
    "gbraid": ("google", "cpc", "paid_search"),
    "wbraid": ("google", "cpc", "paid_search"),
    "dclid": ("google", "display", "display"),
    "msclkid": ("bing", "cpc", "paid_search"),
    "yclid": ("yandex", "cpc", "paid_search"),
    "ttclid": ("tiktok", "cpc", "paid_social"),
    "twclid": ("x", "cpc", "paid_social"),
    "li_fat_id": ("linkedin", "cpc", "paid_social"),
    "rdt_cid": ("reddit", "cpc", "paid_social"),
    "sccid": ("snapchat", "cpc", "paid_social"),
    "epik": ("pinterest", "", "organic_social"),
    "fbclid": ("facebook", "", "organic_social"),
    "irclickid": ("impact", "affiliate", "affiliates"),
    "awc": ("awin", "affiliate", "affiliates"),
}

_PAID = re.compile(r"^(?:.*cp.*|ppc|retargeting|paid.*)$")
_SHOPPING_CAMPAIGN = re.compile(r"^(?:.*(?:[^a-df-z]|^)shop|.*shopping).*$")
_DISPLAY = {"display", "banner", "expandable", "interstitial", "cpm"}
_EMAIL = {"email", "e-mail", "e_mail", "e mail", "newsletter"}
_SOCIAL = {"social", "social-network", "social-media", "sm", "social network", "social media"}
_PAID_CHANNELS = {
    "shopping": "paid_shopping",
    "search": "paid_search",
    "social": "paid_social",
    "video": "paid_video",
}
_ORGANIC_CHANNELS = {
    "search": "organic_search",
    "social": "organic_social",
    "video": "organic_video",
    "shopping": "organic_shopping",
    "email": "email",
    "assistant": "ai_assistant",
}
_MEDIUMS = {
    "search": "organic",
    "social": "social",
    "video": "video",
    "shopping": "shopping",
    "email": "email",
    "assistant": "assistant",
}
#: Second-level names under which countries register ("co.uk", "com.au").
_COUNTRY_SECONDS = {"co", "com", "org", "net", "ac", "gov"}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a visit came from. `click_id` is the parameter's name; everything but the channel may be ""."""

    channel: str = "direct"
    source: str = ""
    medium: str = ""
    campaign: str = ""
    click_id: str = ""
    referrer_host: str = ""


def classify(url: str, referrer: str, host: str) -> Source:
    """The source of a visit that begins at `url`, coming from `referrer`, to the shop at `host`."""
    given = _parameters(url)
    kind, name, referrer_host = _referrer(referrer, host)
    click_id = next((parameter for parameter in _CLICK_IDS if parameter in given), "")
    source = given.get("utm_source", "").lower()
    medium = given.get("utm_medium", "").lower()
    campaign = given.get("utm_campaign", "")
    if source or medium or campaign:
        known_kind, known_name = _known(source) if source else (kind, name)
        if click_id and not medium:
            medium = _CLICK_IDS[click_id][1]
        return Source(
            _channel(known_kind, source, medium, campaign.lower()),
            known_name or source or name or referrer_host,
            medium,
            campaign,
            click_id,
            referrer_host,
        )
    if click_id:
        clicked, medium, channel = _CLICK_IDS[click_id]
        return Source(channel, clicked, medium or "social", "", click_id, referrer_host)
    if not referrer_host:
        return Source()
    return Source(
        _ORGANIC_CHANNELS.get(kind, "referral"),
        name or referrer_host,
        _MEDIUMS.get(kind, "referral"),
        "",
        "",
        referrer_host,
    )


def _channel(kind: str, source: str, medium: str, campaign: str) -> str:
    """GA4's rules for tagged visits, in their order."""
    if "cross-network" in campaign:
        return "cross_network"
    is_shopping = kind == "shopping" or _SHOPPING_CAMPAIGN.match(campaign) is not None
    if _PAID.match(medium) and medium not in _DISPLAY:
        return "paid_shopping" if is_shopping else _PAID_CHANNELS.get(kind, "paid_other")
    if medium in _DISPLAY:
        return "display"
    if medium in _EMAIL or source in _EMAIL or kind == "email":
        return "email"
    if medium in ("affiliate", "affiliates"):
        return "affiliates"
    if medium == "sms" or source == "sms":
        return "sms"
    if medium == "audio":
        return "audio"
    if medium.endswith("push") or "notification" in medium or "mobile" in medium:
        return "mobile_push"
    if is_shopping:
        return "organic_shopping"
    if kind == "social" or medium in _SOCIAL:
        return "organic_social"
    if kind == "video" or "video" in medium:
        return "organic_video"
    if kind == "search" or medium == "organic":
        return "organic_search"
    if kind == "assistant":
        return "ai_assistant"
    return "referral" if medium in ("referral", "app", "link") else "unassigned"


def _parameters(url: str) -> dict[str, str]:
    """Query parameters by their names in lower case, the first of each; personal values read as "unknown"."""
    found: dict[str, str] = {}
    try:
        pairs = parse_qsl(urlsplit(url[:_READ_LENGTH]).query, max_num_fields=100)
    except ValueError:
        return found
    for name, value in pairs:
        key = name.lower()
        if key.startswith("utm_"):
            value = schema.CONTROLS.sub("", value).strip()[:_LENGTH]
            found.setdefault(key, "unknown" if looks_personal(value) else value)
        elif key in _CLICK_IDS:
            found.setdefault(key, "")
    return found


def _referrer(referrer: str, host: str) -> tuple[str, str, str]:
    """Kind, name and host of a referrer; blanks when it is none, our own, or a payment page."""
    try:
        parts = urlsplit(referrer[:_READ_LENGTH])
        theirs = (parts.hostname or "").lower()
    except ValueError:
        return "", "", ""
    if parts.scheme == "android-app":
        kind, name = _APPS.get(theirs, ("", theirs))
        return kind, name[:_LENGTH], theirs[:_LENGTH]
    if parts.scheme not in ("http", "https") or not theirs or _bare(theirs) == _bare(_host_of(host)):
        return "", "", ""
    kind, name = _known(theirs)
    if kind == "payment":
        return "", "", ""
    return kind, name, _bare(theirs)[:_LENGTH]


def _known(host: str) -> tuple[str, str]:
    """Kind and name of a host or of a name that campaigns use; blanks when nobody knows it."""
    if host in _BY_NAME:
        return _BY_NAME[host], host
    labels = host.split(".")
    for start in range(len(labels) - 1):
        found = _BY_HOST.get(".".join(labels[start:]))
        if found is None and _is_country(labels[start + 1 :]):
            found = _BY_HOST.get(f"{labels[start]}.*")
        if found is not None:
            return found
    return "", ""


def _is_country(rest: list[str]) -> bool:
    """Whether nothing but a top-level domain follows: "google.evil.com" is not Google."""
    return len(rest) == 1 or (len(rest) == 2 and rest[0] in _COUNTRY_SECONDS and len(rest[1]) == 2)


def _bare(host: str) -> str:
    return host.removeprefix("www.")


def _host_of(host: str) -> str:
    """The name in a Host header, without its port."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()
