"""Writes the reference pages that the code itself knows best: `python -m docs.references`.

A test compares the pages with what this would write, so a page never says what the code does not.
"""

from __future__ import annotations

import argparse
import inspect
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import django
from django.core.management import BaseCommand, get_commands, load_command_class

from docs import dialects

REFERENCE = Path(__file__).resolve().parent / "reference"

_SETTINGS = """\
# Settings

Everything is configured in one dict, `PERSONALIZE`, in the shop's own settings. It is read at every use,
so `override_settings` works in tests. Lengths of time are `datetime.timedelta` or seconds. What the keys
about the shop may hold is told in [Connect your shop](../how-to/connect-your-shop.md); what is wrong
with a value, by the [system checks](checks.md).
"""

_MAPPING = """\
# Shop mapping

What may stand under `PRODUCT`, `CATEGORY`, `CART` and `ORDER` in `PERSONALIZE`; [Connect your
shop](../how-to/connect-your-shop.md) shows them at work. Keys that are not bold may be left out.

The kinds of values: a *path* leads from the row to a value by dots, through fields, relations,
properties and methods ("brand.name"); in its place may stand the dotted path of a function that is given
the row. A *column* is a path of database fields only. *rows* is a path to related rows. A *filter* is a
dict for `QuerySet.filter` or the name of a boolean field. *currency* is a path or an ISO 4217 code.
*labels* is a path to a mapping, or a dict of label to path. *relations* is a list of names to load with
each row. *category*, *product*, *variant*, *user* and *cart* are paths to a row of that kind. Keys
marked with a line are read from each line of the cart or order instead of from itself.
"""

_FUNCTIONS = """\
## Functions

What no path can say is a function of the shop, named by its dotted path in `SHOP_FUNCTIONS`.

| name | called with | gives the capability |
|---|---|---|
"""

_EVENTS = """\
# Events

What can happen, in the past tense. A property in bold must be there; one that is not listed is dropped.
Amounts are decimal text with a currency beside them. `PERSONALIZE["EVENTS"]` adds [events of your
own](../how-to/own-events.md), whose properties are of these kinds too: {kinds}.

Who reports: a *page* may do it through the collector; what is *seen* by the server itself is refused
from a browser, because it would count twice; what only the *server* may say is refused from everybody
else.
"""

_ALIASES = """\
## Other tools' names

The collector, `shortcuts.track`, `shortcuts.load_events` and the API take the names of GA4, Segment and Matomo, with
their properties, as well; Segment's may be written as Segment writes them: "Product Viewed". [Dialects](dialects.md)
tells what comes through.

| given | counted as |
|---|---|
"""

_COOKIES = """\
# Cookies

All that the app can put on a device; it uses neither local nor session storage. Before somebody chooses
in the consent banner none of them is set. All are first-party, `SameSite=Lax`, `Path=/`, `Secure` on
https, and stay on the host that set them unless `COOKIE_DOMAIN` says otherwise. The name is that of the
setting beside it.

| cookie | setting | what for | part of the choice itself | lives | the script may read it |
|---|---|---|---|---|---|
"""

_METRICS = """\
# Metrics

What is given to `PERSONALIZE["METRICS"]`; [Measure what it does](../how-to/measure.md) shows how. Timings are in
seconds.

| name | kind | what | labels |
|---|---|---|---|
"""

_COMMANDS = """\
# Commands

All of them run as `python manage.py NAME`.
"""


def settings_page() -> str:
    """One section per key of `PERSONALIZE`, grouped as in `conf.py`, with the property's docstring."""
    from django_personalize.conf import Settings

    parts = [_SETTINGS]
    for heading, name, text in _properties(inspect.getsource(Settings)):
        if heading:
            parts.append(f"## {heading}\n")
        parts.append(f"### {name}\n\n{text}\n")
    return "\n".join(parts)


def _properties(source: str) -> Iterator[tuple[str, str, str]]:
    """(heading where a new group begins, key, docstring) in the order of the source."""
    heading = "Everything"
    found = re.finditer(
        r'# -- (?P<group>[^\n]+)|def (?P<name>[A-Z_]+)\(self\)[^\n]*:\n\s+"""(?P<text>.+?)"""',
        source,
        re.DOTALL,
    )
    for part in found:
        if part["group"]:
            heading = part["group"].capitalize()
        else:
            yield heading, part["name"], " ".join(part["text"].split())
            heading = ""


def mapping_page() -> str:
    """The keys that the settings-driven adapter understands, with a correct line for each."""
    from django_personalize.shop.adapters import keys

    parts = [_MAPPING]
    for section, known in keys.MAPPINGS.items():
        rows = [f"## {section}\n", "| key | kind | meaning | example |", "|---|---|---|---|"]
        for name, key in known.items():
            named = f"**{name}**" if key.required else name
            line = " (line)" if key.line else ""
            rows.append(f"| {named} | {key.kind}{line} | {key.meaning} | `{key.sample}` |")
        parts.append("\n".join(rows) + "\n")
    functions = (f"| `{name}` | `{call}` | {gives} |\n" for name, (gives, call) in keys.FUNCTIONS.items())
    return "\n".join([*parts, _FUNCTIONS + "".join(functions)])


def events_page() -> str:
    """The vocabulary of the schema registry, in its groups: who may report an event, and what it may say."""
    from django_personalize.events import dialects, schema, vocabulary

    parts = [_EVENTS.format(kinds=", ".join(f"`{kind}`" for kind in schema.KIND_NAMES))]
    for heading, names in _groups(inspect.getsource(vocabulary), schema.EVENTS):
        rows = [f"## {heading}\n", "| event | who reports | properties |", "|---|---|---|"]
        for name in names:
            event = schema.EVENTS[name]
            who = "server" if event.server_only else "page" if event.browser else "seen"
            rows.append(f"| `{name}` | {who} | {_kinds(event.properties, event.required)} |")
        parts.append("\n".join(rows) + "\n")
    parts.append(f"## A product\n\n{_kinds(vocabulary.PRODUCT)}\n")
    parts.append(f"## An order\n\n{_kinds(vocabulary.ORDER)}\n")
    parts.append(
        _ALIASES + "\n".join(f"| `{alias}` | `{name}` |" for alias, name in dialects.ALIASES.items()) + "\n"
    )
    return "\n".join(parts)


def _groups(source: str, names: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """(heading, event names) by the comments `# -- heading` of the vocabulary's source."""
    parts = re.split(r"^ +# -- (.+)$", source, flags=re.MULTILINE)
    for heading, text in zip(parts[1::2], parts[2::2], strict=True):
        yield heading.capitalize(), [name for name in names if f'"{name}"' in text]


def _kinds(kinds: Mapping[str, str], required: tuple[str, ...] = ()) -> str:
    named = ((f"**{name}**" if name in required else name, kind) for name, kind in kinds.items())
    return ", ".join(f"{name} ({kind})" for name, kind in named)


def cookies_page() -> str:
    """Every cookie that the registry declares, with its name and life as the defaults make them."""
    from django_personalize.tracking import cookies

    return _COOKIES + "".join(
        f"| `{cookie.name}` | `{cookie.setting}` | {cookie.purpose} | {_yes(cookie.necessary)} "
        f"| {_span(cookie.lifetime)} | {_yes(cookie.readable)} |\n"
        for cookie in cookies.declared()
    )


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _span(time: timedelta) -> str:
    return f"{time.days} days" if time.days else f"{time.seconds} seconds"


def commands_page() -> str:
    """One section per management command: what it does and its own arguments."""
    parts = [_COMMANDS]
    for name, app in sorted(get_commands().items()):
        if app == "django_personalize":
            command = load_command_class(app, name)
            parts.append(f"## {name}\n\n{_sentence(command.help)}\n")
            parts += [f"`{_usage(action)}`\n: {_sentence(str(action.help))}\n" for action in _own(command)]
    return "\n".join(parts)


def _own(command: BaseCommand) -> list[argparse.Action]:
    """The arguments that the command adds to those of every Django command."""
    parser = argparse.ArgumentParser(add_help=False)
    command.add_arguments(parser)  # type: ignore[arg-type]  # Django's parser only adds to this one
    return [action for action in parser._actions if action.help is not argparse.SUPPRESS]


def _usage(action: argparse.Action) -> str:
    if not action.option_strings:
        return str(action.metavar or action.dest)
    value = "" if action.nargs == 0 else f" {action.metavar or action.dest.upper()}"
    return f"{action.option_strings[-1]}{value}"


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text if text.endswith(".") else f"{text}."


def metrics_page() -> str:
    """Every measure with its labels."""
    from django_personalize.core import metrics

    rows = []
    for name, measure in metrics.MEASURES.items():
        labels = "; ".join(f"`{label}`: {values}" for label, values in measure.labels.items()) or "–"
        rows.append(f"| `{name}` | {measure.kind} | {measure.meaning} | {labels} |\n")
    return _METRICS + "".join(rows)


#: Page to the function that writes it.
_CONDITIONS = """\
# Conditions

What a segment's rule may ask. A rule is JSON: a group is `{"all": […]}`, `{"any": […]}` or `{"none": […]}`, a
condition is its key with its parameters. What is unknown of somebody is false. [Group
people](../how-to/group-people.md) shows rules at work, [Write your own condition](../how-to/own-condition.md) how to
add to this list.

Parameters in bold must be there. A *window* is a length of time: `{"n": 10, "unit": "months"}`, in days, weeks,
months or years. It ends today and begins with a whole day of the shop's zone: the last 1 day is today. A *number* has
at most four digits after the point.
"""


def conditions_page() -> str:
    """Every registered condition: family, parameters, meaning."""
    from django_personalize.segments.conditions.base import Family, Scope, registry

    parts = [_CONDITIONS]
    for family in Family:
        rows = [registry[key] for key in sorted(registry) if registry[key].family is family]
        parts.append(f"\n## {family.label}\n")
        for condition in rows:
            parts.append(f"\n### `{condition.key}`\n\n{inspect.getdoc(condition)}\n")
            if condition.scope is Scope.REQUEST:
                parts.append("\nKnown only while somebody visits: a segment with it has no list of people.\n")
            described = condition.describe()["parameters"]
            if described:
                parts.append("\n| parameter | kind | allowed |\n|---|---|---|\n")
            for given in described:
                name = given["name"] if given["optional"] else f"**{given['name']}**"
                parts.append(f"| {name} | {given['kind']} | {_allowed(given)} |\n")
    return "".join(parts)


def _allowed(given: Mapping[str, object]) -> str:
    choices = given.get("choices")
    if isinstance(choices, list):
        return ", ".join(f"`{key}`" for key, _label in choices)
    limits = [f"{word} {given[word]}" for word in ("least", "most") if given.get(word) is not None]
    if "longest" in given:
        limits.append(f"at most {given['longest']} characters")
    return ", ".join(limits)


def api_page() -> str:
    """The operations, scopes and problems of the API; `docs.openapi` writes the rest."""
    from docs import openapi

    return openapi.page()


PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings_page,
    "shop-mapping.md": mapping_page,
    "events.md": events_page,
    "conditions.md": conditions_page,
    "api.md": api_page,
    "cookies.md": cookies_page,
    "commands.md": commands_page,
    "dialects.md": dialects.page,
    "metrics.md": metrics_page,
}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "example_shop.settings")
    django.setup()
    for name, write in PAGES.items():
        (REFERENCE / name).write_text(write(), encoding="utf-8")
        print(f"wrote docs/reference/{name}")
