"""What a request tells of its browser."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from django_personalize.tracking.facts import RequestFacts, request_facts

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{} Safari/537.36"
)
ANDROID = (
    "Mozilla/5.0 (Linux; Android {}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 {}Safari/537.36"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Mobile/15E148 Safari/604.1"
)

#: User agent to device, system, browser.
BROWSERS = {
    CHROME.format("140.0.0.0"): ("desktop", "windows", "chrome"),
    CHROME.format("140.0.0.0") + " Edg/140.0.0.0": ("desktop", "windows", "edge"),
    CHROME.format("140.0.0.0") + " OPR/120.0.0.0": ("desktop", "windows", "opera"),
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
    "Safari/605.1.15": ("desktop", "macos", "safari"),
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0": ("desktop", "linux", "firefox"),
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0": (
        "desktop",
        "linux",
        "firefox",
    ),
    "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "
    "Safari/537.36": ("desktop", "chromeos", "chrome"),
    IPHONE: ("phone", "ios", "safari"),
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1": ("phone", "ios", "chrome"),
    "Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 "
    "Mobile/15E148 Safari/604.1": ("tablet", "ios", "safari"),
    ANDROID.format("14; Pixel 8", "Mobile "): ("phone", "android", "chrome"),
    ANDROID.format("13; SM-X710", ""): ("tablet", "android", "chrome"),
    ANDROID.format("11; CUBOT X30", "Mobile "): ("phone", "android", "chrome"),
    ANDROID.format("9; CUBOT_POWER", "Mobile "): ("phone", "android", "chrome"),
    "Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) "
    "SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36": ("phone", "android", "samsung_internet"),
    "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0": ("phone", "android", "firefox"),
    "Mozilla/5.0 (Linux; Android 11; KFTRWI) AppleWebKit/537.36 (KHTML, like Gecko) Silk/120.3.1 like "
    "Chrome/120.0.6099.230 Safari/537.36": ("tablet", "android", "other"),
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 "
    "Instagram 330.0.0.40.92 (iPhone14,5; iOS 17_5; de_DE; de; scale=3.00; 1170x2532; 600)": (
        "phone",
        "ios",
        "in_app",
    ),
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21F79 "
    "[FBAN/FBIOS;FBAV/460.0;FBBV/1;FBDV/iPhone14,5;FBMD/iPhone;FBSN/iOS;FBSV/17.5]": (
        "phone",
        "ios",
        "in_app",
    ),
    "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko": ("desktop", "windows", "ie"),
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/118.0.0.0 "
    "YaBrowser/23.11.0 Safari/537.36": ("desktop", "windows", "yandex"),
}
ROBOTS = [
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "AdsBot-Google (+http://www.google.com/adsbot.html)",
    "Mediapartners-Google",
    "APIs-Google (+https://developers.google.com/webmasters/APIs-Google.html)",
    "GoogleOther",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)",
    "DuckDuckBot/1.1; (+http://duckduckgo.com/duckduckbot.html)",
    "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
    "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
    "Mozilla/5.0 (compatible; YandexImages/3.0; +http://yandex.com/bots)",
    "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15 "
    "(Applebot/0.1; +http://www.apple.com/go/applebot)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)",
    "Twitterbot/1.0",
    "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
    "WhatsApp/2.23.20.0 A",
    "TelegramBot (like TwitterBot)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "SkypeUriPreview Preview/0.5",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0; +https://openai.com/bot",
    "Mozilla/5.0 (compatible; ClaudeBot/1.0; +claudebot@anthropic.com)",
    "Mozilla/5.0 (compatible; PerplexityBot/1.0; +https://perplexity.ai/perplexitybot)",
    "Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Mobile Safari/537.36 "
    "(compatible; Bytespider; spider-feedback@bytedance.com)",
    "CCBot/2.0 (https://commoncrawl.org/faq/)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)",
    "Screaming Frog SEO Spider/19.0",
    "Mozilla/5.0 (compatible; MJ12bot/v1.4.8; http://mj12bot.com/)",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Unknown; Linux x86_64) AppleWebKit/538.1 (KHTML, like Gecko) PhantomJS/2.1.1 Safari/538.1",
    CHROME.format("140.0.0.0") + " Chrome-Lighthouse",
    "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
    "Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)",
    "Mozilla/5.0 (compatible; StatusCake)",
    "Site24x7",
    "kube-probe/1.29",
    "GoogleHC/1.0",
    "ELB-HealthChecker/2.0",
    "curl/8.5.0",
    "Wget/1.21.4",
    "python-requests/2.32.3",
    "Python-urllib/3.11",
    "python-httpx/0.27.0",
    "Go-http-client/2.0",
    "Java/17.0.1",
    "okhttp/4.12.0",
    "axios/1.7.2",
    "node-fetch/1.0 (+https://github.com/bitinn/node-fetch)",
    "Apache-HttpClient/4.5.14 (Java/17.0.1)",
    "PostmanRuntime/7.39.0",
    "Scrapy/2.11.2 (+https://scrapy.org)",
    "libwww-perl/6.77",
    "Ruby",
    "GuzzleHttp/7",
    "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 12 subscribers)",
    "W3C_Validator/1.3",
    "ia_archiver",
    "Mozilla/5.0 (compatible; archive.org_bot +http://archive.org/details/archive.org_bot)",
    "Some-Shop-Price-Checker (contact: crawler@prices.example)",
]


def _facts(user_agent: str = IPHONE, **headers: str) -> RequestFacts:
    return request_facts(RequestFactory().get("/", headers={"user-agent": user_agent, **headers}))


@pytest.mark.parametrize(("user_agent", "expected"), BROWSERS.items(), ids=range(len(BROWSERS)))
def test_a_browser_is_told_by_device_system_and_family(
    user_agent: str, expected: tuple[str, str, str]
) -> None:
    facts = _facts(user_agent)
    assert not facts.is_bot
    assert (facts.device, facts.os, facts.browser) == expected


@pytest.mark.trust("T-413")
@pytest.mark.row("A3", part="robots")
@pytest.mark.parametrize("user_agent", ROBOTS)
def test_a_robot_is_known_by_its_own_words(user_agent: str) -> None:
    facts = _facts(user_agent)
    assert facts.is_bot
    assert facts.device == "bot"


def test_a_request_without_headers_raises_nothing_and_counts_as_a_robot() -> None:
    facts = request_facts(HttpRequest())
    assert facts.is_bot
    assert (facts.device, facts.os, facts.browser, facts.language) == ("bot", "", "", "")
    assert not any([facts.is_prefetch, facts.gpc, facts.dnt])


@pytest.mark.parametrize("user_agent", ["\x00", "ä" * 5000, "(" * 5000, "Mozilla/5.0 (" + "a;" * 5000])
def test_a_strange_user_agent_raises_nothing(user_agent: str) -> None:
    request = HttpRequest()
    request.META["HTTP_USER_AGENT"] = user_agent
    facts = request_facts(request)
    assert isinstance(facts.os + facts.browser + facts.device, str)


def test_facts_are_read_once_per_request() -> None:
    request = RequestFactory().get("/", headers={"user-agent": IPHONE})
    assert request_facts(request) is request_facts(request)
    assert "device" not in vars(request_facts(request)), "nothing is read before it is asked for"


def test_without_the_parser_system_and_browser_stay_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ua_parser", None)
    facts = _facts(IPHONE + " (never seen before)")
    assert (facts.device, facts.os, facts.browser) == ("phone", "", "")


def test_the_parser_is_not_loaded_before_it_is_needed() -> None:
    code = (
        "import sys; from django.conf import settings; settings.configure(SECRET_KEY='x');"
        "from django.http import HttpRequest; from django_personalize.tracking.facts import request_facts;"
        "r = HttpRequest(); r.META['HTTP_USER_AGENT'] = 'Mozilla/5.0 (iPhone) Mobile';"
        "assert request_facts(r).device == 'phone'; assert 'ua_parser' not in sys.modules;"
        "assert request_facts(r).os == 'ios'; assert 'ua_parser' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("sec-purpose", "prefetch"),
        ("sec-purpose", "prefetch;prerender"),
        ("sec-purpose", "prefetch;anonymous-client-ip"),
        ("purpose", "prefetch"),
        ("x-purpose", "preview"),
        ("x-moz", "prefetch"),
    ],
)
@pytest.mark.row("A3", part="robots")
def test_a_prefetch_is_recognised(header: str, value: str) -> None:
    assert _facts(**{header: value}).is_prefetch
    assert not _facts().is_prefetch


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "de-at"),
        ("en;q=0.5, hu", "hu"),
        ("*", ""),
        ("", ""),
        ("x" * 600, ""),
        ("<script>", ""),
    ],
)
def test_the_language_is_what_the_browser_prefers(accepted: str, language: str) -> None:
    assert _facts(**{"accept-language": accepted}).language == language


@pytest.mark.trust("T-010")
@pytest.mark.parametrize("value", ["1", " 1 ", "1,1", "1, 0", "0,1"])
def test_global_privacy_control_is_on(value: str) -> None:
    assert _facts(**{"sec-gpc": value}).gpc


@pytest.mark.trust("T-010")
@pytest.mark.parametrize("value", ["0", "true", "yes", "11", "1;q=1", ""])
def test_global_privacy_control_is_off(value: str) -> None:
    assert not _facts(**{"sec-gpc": value}).gpc
    assert not _facts().gpc


@pytest.mark.parametrize(
    ("header", "value", "on"),
    [
        ("dnt", "1", True),
        ("dnt", "1n", True),
        ("dnt", "0", False),
        ("dnt", "x", False),
        ("x-do-not-track", "1", True),
        ("x-do-not-track", "11", False),
        ("x-do-not-track", "0", False),
        ("x-do-not-track", "false", False),
        ("x-do-not-track", "ok", False),
    ],
)
def test_do_not_track_is_read(header: str, value: str, on: bool) -> None:
    assert _facts(**{header: value}).dnt is on


@pytest.mark.trust("T-413")
@pytest.mark.parametrize(
    ("agent", "crawler", "bot"),
    [
        ("okhttp/4.12", False, True),
        ("Dart/3.4 (dart:io)", False, True),
        ("node-fetch/1.0", False, True),
        ("", False, True),
        (CHROME.format("140.0.0.0"), False, False),
        ("Mozilla/5.0 (compatible; Googlebot/2.1)", True, True),
        ("Mozilla/5.0 HeadlessChrome/140.0 Safari/537.36", True, True),
        ("facebookexternalhit/1.1", True, True),
    ],
)
def test_a_shops_own_app_is_told_from_a_crawler(agent: str, crawler: bool, bot: bool) -> None:
    facts = request_facts(RequestFactory().get("/", headers={"user-agent": agent}))
    assert (facts.is_crawler, facts.is_bot) == (crawler, bot)
