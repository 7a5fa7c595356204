"""What a request tells of its browser: device, system, language, robot or not, prefetch or not, wishes for
privacy.

Nothing is read before it is asked for, and then once. No cookie, no query, no storage; a request without
headers is a request about which little is known, never an error.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import Any

from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

#: Longer user agents are cut: no browser needs more, and patterns should not read a stranger's novel.
_AGENT_LENGTH = 512
_LANGUAGE_LENGTH = 16
_KEPT = "_personalize_facts"

#: Robots by their own words. "bot" but not CUBOT, which makes telephones.
_ROBOTS = {
    "crawlers": r"(?<!cu)bot(?![a-z])|(?<!cu)bots\b|crawl|spider|slurp|scrap[ey]|archive\.org|archiver"
    r"|wayback|heritrix|nutch|httrack|ask jeeves|teoma|yandex(?!search|browser)[a-z]+/|yahoo! "
    r"|mediapartners|apis-google|feedfetcher|googleother|google favicon|google-[a-z]|bingpreview|sogou web"
    r"|duckduckgo-favicons|bytespider|diffbot|proximic|outbrain|netcraft|internet-measurement|expanse|censys",
    "assistants": r"chatgpt-user|anthropic|claude-|perplexity|cohere-|meta-external|youchat|ai2",
    "link previews": r"facebookexternalhit|facebookcatalog|^whatsapp/|skypeuripreview|slack-imgproxy|embedly"
    r"|iframely|link ?preview|previewer|vkshare|pinterest/0|tumblr/\d|flipboardproxy|quora link",
    "rankings": r"ahrefs|semrush|majestic|screaming frog|sitebulb|seokicks|sistrix|xenu|w3c_|validator",
    "monitors": r"pingdom|uptime|statuscake|site24x7|newrelic|datadog|checkly|zabbix|nagios|monit(?:or|is)"
    r"|catchpoint|dynatrace|freshping|hetrix|better ?stack|check_http|health-?check|kube-probe"
    r"|googlehc|synthetic",
    "headless browsers": r"headless|phantomjs|slimerjs|puppeteer|playwright|selenium|webdriver|cypress"
    r"|lighthouse|pagespeed|gtmetrix|webpagetest|ptst/|prerender|rendertron|transcoder",
    "programs": r"wget|curl|libwww|\blwp|python|aiohttp|httpx|\bjava/|jakarta|go-http|okhttp|axios|node-fetch"
    r"|undici|^got |ruby|\bphp|guzzle|\bperl|httpclient|winhttp|postman|insomnia/|httpie|mechanize|faraday"
    r"|reqwest|^dart/|restsharp|\bfetch(?:er)?\b|shodan|zgrab|masscan|nmap|nikto|sqlmap|nessus|qualys",
    "feed readers": r"feedly|feedburner|feedbin|inoreader|newsblur|\brss\b",
    # Robots leave an address for complaints; browsers do not.
    "addresses": r"\+?https?://|[a-z0-9]@[a-z0-9-]+\.[a-z]",
}
_ROBOT = re.compile("|".join(_ROBOTS.values()), re.IGNORECASE)
_CRAWLER = re.compile("|".join(words for kind, words in _ROBOTS.items() if kind != "programs"), re.IGNORECASE)
_TABLET = re.compile(
    r"ipad|tablet|kindle|silk/|playbook|nexus (?:7|9|10)\b|sm-t\d|android(?!.*mobi)", re.IGNORECASE
)
_PHONE = re.compile(
    r"mobi|iphone|ipod|windows phone|blackberry|bb10|opera mini|opera mobi|cubot|phone", re.IGNORECASE
)
_EARLY = ("prefetch", "prerender", "preview")

_SYSTEMS = {
    "windows": "windows",
    "mac os x": "macos",
    "mac os": "macos",
    "macos": "macos",
    "ios": "ios",
    "ipados": "ios",
    "android": "android",
    "chrome os": "chromeos",
    "linux": "linux",
    "ubuntu": "linux",
    "debian": "linux",
    "fedora": "linux",
    "freebsd": "linux",
}
_BROWSERS = (
    ("edge", "edge"),
    ("opera", "opera"),
    ("samsung", "samsung_internet"),
    ("firefox", "firefox"),
    ("chrom", "chrome"),
    ("yandex", "yandex"),
    ("vivaldi", "vivaldi"),
    ("duckduckgo", "duckduckgo"),
    ("brave", "brave"),
    ("instagram", "in_app"),
    ("facebook", "in_app"),
    ("pinterest", "in_app"),
    ("snapchat", "in_app"),
    ("tiktok", "in_app"),
    ("safari", "safari"),
    ("ie", "ie"),
)


class RequestFacts:
    """The facts of one request, each read when it is first asked for."""

    def __init__(self, request: HttpRequest) -> None:
        self._meta = request.META
        self.user_agent = str(self._meta.get("HTTP_USER_AGENT", ""))[:_AGENT_LENGTH].strip()

    @cached_property
    def is_bot(self) -> bool:
        """A robot by its own words, or something that does not say what it is."""
        return not self.user_agent or _is_robot(self.user_agent)

    @cached_property
    def is_crawler(self) -> bool:
        """A robot that is not just a program's HTTP library, which is how a shop's own app introduces itself."""
        return _CRAWLER.search(self.user_agent) is not None

    @cached_property
    def is_prefetch(self) -> bool:
        """The page is fetched before anybody wants to see it."""
        return any(
            word in str(self._meta.get(header, "")).lower()
            for header in ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")
            for word in _EARLY
        )

    @cached_property
    def device(self) -> str:
        """The class: "phone", "tablet", "desktop" or "bot"."""
        if self.is_bot:
            return "bot"
        agent = self.user_agent
        if _TABLET.search(agent):
            return "tablet"
        return "phone" if _PHONE.search(agent) else "desktop"

    @cached_property
    def os(self) -> str:
        """The system: windows, macos, ios, android, linux, chromeos or other; "" when it cannot be told."""
        return self._families[0]

    @cached_property
    def browser(self) -> str:
        """The family: chrome, safari, firefox, edge, …, or other; "" when it cannot be told."""
        return self._families[1]

    @cached_property
    def language(self) -> str:
        """What the browser prefers ("de-at"), in lower case; "" when it does not say."""
        accepted = parse_accept_lang_header(str(self._meta.get("HTTP_ACCEPT_LANGUAGE", "")))
        return next((language for language, _ in accepted if language != "*"), "")[:_LANGUAGE_LENGTH]

    @cached_property
    def gpc(self) -> bool:
        """Global Privacy Control: `Sec-GPC` is exactly 1. Servers join repeated headers by commas."""
        return any(value.strip() == "1" for value in str(self._meta.get("HTTP_SEC_GPC", "")).split(","))

    @cached_property
    def dnt(self) -> bool:
        """Do Not Track: `DNT` begins with 1, or `X-Do-Not-Track` is 1."""
        if str(self._meta.get("HTTP_DNT", "")).strip().startswith("1"):
            return True
        return str(self._meta.get("HTTP_X_DO_NOT_TRACK", "")).strip() == "1"

    @cached_property
    def _families(self) -> tuple[str, str]:
        return _families(self.user_agent) if self.user_agent else ("", "")


def request_facts(request: HttpRequest) -> RequestFacts:
    """The facts of a request; always the same object for the same request."""
    facts: RequestFacts | None = getattr(request, _KEPT, None)
    if facts is None:
        facts = RequestFacts(request)
        setattr(request, _KEPT, facts)
    return facts


@lru_cache(maxsize=500)
def _is_robot(agent: str) -> bool:
    return _ROBOT.search(agent) is not None


@lru_cache(maxsize=1)
def _parser() -> Any:
    """ua-parser with patterns that are compiled when they are tried: 7 MB a process, where its Rust engine takes 27.

    It is slower at a new user agent (0.5 ms), but shops meet few, and `_families` remembers them.
    """
    from ua_parser import Parser
    from ua_parser.basic import Resolver
    from ua_parser.loaders import load_lazy_builtins

    return Parser(Resolver(load_lazy_builtins()))


@lru_cache(maxsize=500)
def _families(agent: str) -> tuple[str, str]:
    """System and browser in our words. The patterns of ua-parser are many: they load when first needed."""
    try:
        from ua_parser import Domain
    except ImportError:
        return "", ""
    found: Any = _parser()(agent, Domain.OS | Domain.USER_AGENT)
    system = found.os.family.lower() if found.os else ""
    browser = found.user_agent.family.lower() if found.user_agent else ""
    return (
        _SYSTEMS.get(system, "other"),
        next((ours for theirs, ours in _BROWSERS if theirs in browser), "other"),
    )
