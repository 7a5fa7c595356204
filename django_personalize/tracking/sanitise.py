"""What must not be stored: personal data and secrets in texts, addresses of pages beyond what they name, IP
addresses.

Known events keep only what their schema allows; on top of that no text survives that looks like an e-mail
address, a phone, account or card number, or a secret. Identifiers (kind "key") are exempt from the two
tests of mere digits: one in ten numeric order or product keys passes a card's check sum by chance.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Mapping
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from django_personalize.conf import settings
from django_personalize.events import schema
from django_personalize.events.vocabulary import ORDER, PRODUCT, EventType

#: Longest address that is stored; columns hold 500 characters.
URL_LENGTH = 500
#: Longer addresses are not even read to their end.
_READ_LENGTH = 4000
_REDACTED = ":token"
_MASKED_OCTETS = 2
_IPV6_PREFIX = 48

#: "retina@2x.png" is a file, not a mailbox; "2@3.50" is a price.
_EMAIL = re.compile(
    r"[^\s@<>()\[\],;:\"/?=&]{1,64}@(?!\d+x\.)"
    r"(?:[^\s@<>()\[\],;:\"/?=&.]{1,63}\.)+(?:xn--[\w-]{1,59}|[^\W\d_]{2,24})(?![^\W_])"
)
#: International with + or 00, German style with its area code apart, American with its area code in brackets.
_PHONES = (
    re.compile(r"\+\s?\d(?:[\s().\-/]{0,3}\d){6,14}(?!\d)"),
    re.compile(r"(?<![\d\w.,-])00[1-9]\d{0,2}[\s().\-/]{1,3}\d(?:[\s().\-/]{0,3}\d){5,12}(?!\d)"),
    re.compile(r"(?<![\d\w.,-])\(?0[1-9]\d{1,3}\)?\s?[\s/]\s?\d(?:\s?\d){4,8}(?!\d)"),
    re.compile(r"\(\d{3}\)\s?\d{3}[-.\s]\d{4}(?!\d)"),
)
_IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){2,7}(?:\s?[A-Z0-9]{1,3})?(?![A-Z0-9])")
_SHORTEST_IBAN = 15
_DIGIT = re.compile(r"\d")
#: 14 to 19 digits; with 13 every tenth European article number would be a card.
_CARD = re.compile(r"(?<![\w-])(?:\d[ -]?){13,18}\d(?![\w-])")
#: Numbers of the card networks by their first digits, each with its lengths.
_CARD_ISSUER = re.compile(
    r"^(?:4\d{15}(?:\d{3})?|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3[0689]\d{12}(?:\d\d)?|35\d{14,17}"
    r"|(?:6\d|5[0678])\d{14,17})$"
)
_JWT = re.compile(r"eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*)?")
#: "Victoria's Secret: red" is no secret; "secret=red" and "secret:red" are.
_SECRET = re.compile(
    r"(?:password|passwd|passwort|pwd)[\"']?\s*[=:]\s*\S"
    r"|(?:token|secret|session(?:[_-]?(?:id|key))?|api[_-]?key)[\"']?(?:\s*=\s*|:)\S",
    re.IGNORECASE,
)
_SECRET_NAME = re.compile(r"(?:^|[_.])(?:password|passwd|pwd|token|secret|session|api_?key)(?:$|[_.])")

_TOKEN_CHARACTERS = re.compile(r"^[A-Za-z0-9_\-+=]{20,}$")
_NESTED = {"product": PRODUCT, "order": ORDER}
_UUID = re.compile(r"^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$", re.IGNORECASE)
#: Paths whose next segments are secrets of any length, when they mix letters and digits.
_SECRET_PATHS = frozenset(
    {"reset", "password-reset", "password_reset", "activate", "confirm", "verify", "unsubscribe"}
)
_MIXED = re.compile(r"^(?=.*\d)(?=.*[A-Za-z]).{6,}$")


def looks_personal(text: str, *, digits: bool = True) -> bool:
    """Whether a text holds an e-mail address, phone number, IBAN, card number, signed token or secret.

    `digits=False` leaves out phone and card numbers, for identifiers.
    """
    readable = _readable(text)
    if "@" in readable and _EMAIL.search(readable):
        return True
    # Most texts are short and plain: what a pattern cannot do without is looked for first.
    if "eyJ" in readable and _JWT.search(readable):
        return True
    if ("=" in readable or ":" in readable) and _SECRET.search(readable):
        return True
    if len(readable) >= _SHORTEST_IBAN and _has_iban(readable):
        return True
    return digits and _has_digits(readable)


def _has_digits(text: str) -> bool:
    if len(text) < 7 or len(_DIGIT.findall(text)) < 7:
        return False
    return any(phone.search(text) for phone in _PHONES) or _has_card(text)


def _has_iban(text: str) -> bool:
    for match in _IBAN.finditer(text.upper()):
        account = ""
        for part in match.group().split():  # a word that follows may have been taken for its last block
            account += part
            if _SHORTEST_IBAN <= len(account) <= 34 and _is_iban(account):
                return True
    return False


def _is_iban(account: str) -> bool:
    """ISO 13616: country and check digits behind, letters as numbers, modulo 97 is 1."""
    turned = account[4:] + account[:4]
    return int("".join(str(int(character, 36)) for character in turned)) % 97 == 1


def _has_card(text: str) -> bool:
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if _CARD_ISSUER.match(digits) and luhn(digits):
            return True
    return False


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others (Luhn 1954, as on bank cards)."""
    doubled = (int(digit) * 2 for digit in digits[-2::-2])
    total = sum(map(int, digits[-1::-2])) + sum(value - 9 if value > 9 else value for value in doubled)
    return total % 10 == 0


def clean_properties(
    event_type: EventType, properties: Mapping[str, Any], *, browser: bool = False
) -> schema.Cleaned:
    """Properties that may be stored: those the schema allows, without personal texts, addresses cleaned.

    What was personal is named in `personal`; an event that needs it has a problem.
    """
    cleaned = schema.validate(event_type, properties, browser=browser)
    kinds = event_type.properties
    if event_type.unknown:
        kinds = dict.fromkeys(cleaned.properties, "text")
        for name in [name for name in cleaned.properties if _SECRET_NAME.search(name)]:
            del cleaned.properties[name]
            cleaned.personal.append(name)
    _without_persons(kinds, cleaned.properties, cleaned.personal, path="")
    if cleaned.personal:
        cleaned.dropped += cleaned.personal
        missing = [name for name in event_type.required if name not in cleaned.properties]
        cleaned.problems += [f"{name} was personal" for name in missing if not cleaned.problems]
    return cleaned


def _without_persons(
    kinds: Mapping[str, str], values: dict[str, Any], personal: list[str], *, path: str
) -> None:
    """Clean `values` in place, by the kinds of their names; paths of what was personal join `personal`."""
    for name, value in list(values.items()):
        where = f"{path}{name}"
        kind = kinds.get(name, "text")
        if kind in ("product", "order"):
            _without_persons(_NESTED[kind], value, personal, path=f"{where}.")
            if kind == "product" and "product_id" not in value:
                del values[name]
        elif kind == "products":
            for position, product in enumerate(value):
                _without_persons(PRODUCT, product, personal, path=f"{where}.{position}.")
            values[name] = [product for product in value if "product_id" in product]
        elif kind == "texts":
            values[name] = [text for text in value if not looks_personal(text)]
            if len(values[name]) < len(value):
                personal.append(where)
        elif kind == "url":
            values[name] = clean_url(value)
            if not values[name]:
                del values[name]
        elif isinstance(value, str) and looks_personal(value, digits=kind != "key"):
            del values[name]
            personal.append(where)


def clean_url(url: str) -> str:
    """An address as it may be stored: no fragment, no user, only `utm_*` and allowed parameters, tokens as
    ":token".

    What is no http(s) address, path or query comes back as "". At most 500 characters.
    """
    url = schema.CONTROLS.sub("", str(url))[:_READ_LENGTH].strip()
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("", "http", "https") or bool(parts.scheme) != bool(host):
        return ""
    if not parts.scheme and not url.startswith(("/", "?", "#")):
        return ""
    if ":" in host:
        host = f"[{host}]"
    path = "/".join(_clean_segments(parts.path.split("/")))
    query = urlencode(_parameters(parts.query))
    return urlunsplit((parts.scheme, f"{host}:{port}" if port else host, path, query, ""))[:URL_LENGTH]


def _parameters(query: str) -> list[tuple[str, str]]:
    allowed = set(settings.URL_PARAMETERS)
    try:
        pairs = parse_qsl(query, max_num_fields=100)
    except ValueError:
        return []
    return [
        (name, value)
        for name, value in pairs
        if (name.startswith("utm_") or name in allowed) and not looks_personal(value)
    ]


def _clean_segments(segments: list[str]) -> list[str]:
    cleaned = []
    after_secret = False
    for segment in segments:
        readable = _readable(segment)
        if (after_secret and _MIXED.match(readable)) or (plain := _plain(segment, readable)) is None:
            cleaned.append(_REDACTED)
        else:
            cleaned.append(plain)
        after_secret = after_secret or readable.lower() in _SECRET_PATHS
    return cleaned


def _plain(segment: str, readable: str) -> str | None:
    """A segment as it may be stored, None for what must not; the harmless ones, of which a shop has few, are kept."""
    found = _harmless.get(segment)
    if found is None and not (_is_token(readable) or looks_personal(readable)):
        found = quote(unquote(segment), safe="-._~!$&'()*+,;=:@") if segment else ""
        if len(_harmless) >= _MOST_HARMLESS:
            _harmless.clear()
        _harmless[segment] = found
    return found


_harmless: dict[str, str] = {}
_MOST_HARMLESS = 4096


def _is_token(segment: str) -> bool:
    """Twenty or more base64 or hex characters that are no words: in a slug, letters and digits do not mix."""
    if _UUID.match(segment):
        return True
    # Django's signatures join their parts with colons, JSON web tokens with dots.
    return any(
        _TOKEN_CHARACTERS.match(part) and any(_is_gibberish(word) for word in re.split(r"[-_+=]", part))
        for part in re.split(r"[:.~]", segment)
    )


def _is_gibberish(word: str) -> bool:
    """Whether letters, digits and capitals mix as in no word, size or article number ("B08N5WRWNW")."""
    if len(word) >= 20 and not word.isalpha():
        return True
    changes = sum(
        left.isdigit() != right.isdigit() or (left.islower() and right.isupper())
        for left, right in pairwise(word)
    )
    return len(word) >= 12 and changes >= 3


def mask_ip(address: str, *, octets: int = _MASKED_OCTETS, prefix: int = _IPV6_PREFIX) -> str | None:
    """An address with its end cleared: the last two bytes of IPv4, all but /48 of IPv6; None when it is none.

    An IPv4 address inside IPv6 (::ffff:a.b.c.d) is masked as IPv4.
    """
    try:
        parsed = ipaddress.ip_address(address.strip().partition("%")[0])
    except ValueError:
        return None
    if isinstance(parsed, ipaddress.IPv4Address):
        return _cut(parsed, 32 - 8 * octets)
    if parsed.ipv4_mapped is not None:
        return f"::ffff:{_cut(parsed.ipv4_mapped, 32 - 8 * octets)}"
    return _cut(parsed, prefix)


def _cut(address: ipaddress.IPv4Address | ipaddress.IPv6Address, prefix: int) -> str:
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False).network_address)


def _readable(text: str) -> str:
    """Percent signs undone (twice: links inside links), look-alike characters made plain."""
    if "%" in text:
        text = unquote(unquote(text))
    return text if text.isascii() else unicodedata.normalize("NFKC", text)
