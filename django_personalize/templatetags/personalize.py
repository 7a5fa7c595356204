"""The template library. Block tags carry their default between them; `… as name` puts the answer into a variable."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.base import FilterExpression, Node, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

from django_personalize.core import trace
from django_personalize.onsite import banner, blocks, script
from django_personalize.onsite.greeting import greeting
from django_personalize.onsite.rendering import guarded, personal
from django_personalize.onsite.tile import category_tile

register = template.Library()

Render = Callable[[HttpRequest, dict[str, Any], Context], str]
Ask = Callable[[HttpRequest, dict[str, Any]], Any]


class PersonalNode(Node):
    """A block with its default between the tags, or an assignment."""

    child_nodelists = ("default",)

    def __init__(
        self,
        name: str,
        options: dict[str, FilterExpression],
        default: NodeList,
        variable: str,
        render: Render,
        ask: Ask,
    ) -> None:
        self.name = name
        self.options = options
        self.default = default
        self.variable = variable
        self.make = render
        self.ask = ask

    def render(self, context: Context) -> SafeString:
        request: HttpRequest | None = context.get("request")
        options = {name: value.resolve(context) for name, value in self.options.items()}
        if self.variable:
            context[self.variable] = None
            answer: list[Any] = []

            def fill() -> str:
                answer.append(self.ask(request, options))  # type: ignore[arg-type]
                return ""

            personal(request, self.name, fill, lambda: "")
            context[self.variable] = answer[0] if answer else None
            trace.note_answer(context[self.variable])
            return SafeString("")
        html = personal(
            request,
            self.name,
            lambda: self.make(request, options, context),  # type: ignore[arg-type]
            lambda: self.default.render(context),
        )
        return mark_safe(html)  # noqa: S308  rendered by autoescaping templates only


def _block(name: str, allowed: frozenset[str], render: Render, ask: Ask) -> None:
    def compile_tag(parser: Parser, token: Token) -> PersonalNode:
        bits = token.split_contents()[1:]
        variable = ""
        if len(bits) >= 2 and bits[-2] == "as":
            variable = bits[-1]
            bits = bits[:-2]
        options = token_kwargs(bits, parser)
        if bits or set(options) - allowed:
            given = ", ".join(bits or sorted(set(options) - allowed))
            raise template.TemplateSyntaxError(
                f"{{% {name} %}} does not know {given!r}; it takes: {', '.join(sorted(allowed)) or 'nothing'}."
            )
        default = NodeList()
        if not variable:
            default = parser.parse((f"end{name}",))
            parser.delete_first_token()
        return PersonalNode(name, options, default, variable, render, ask)

    register.tag(name, compile_tag)


def _limit(options: dict[str, Any]) -> int:
    return max(0, min(int(options.get("limit", 8)), 24))


def _visitor(request: HttpRequest) -> Any:
    return request.visitor  # type: ignore[attr-defined]


def _last_items(request: HttpRequest, options: dict[str, Any]) -> Any:
    without = options.get("without") or ""
    return _visitor(request).last_items(_limit(options), without=[str(without)] if without else [])


_block(
    "greeting",
    frozenset(),
    lambda request, options, context: blocks.render_greeting(_visitor(request), request, context),
    lambda request, options: greeting(_visitor(request)),
)
_block(
    "category_tile",
    frozenset(),
    lambda request, options, context: blocks.render_category_tile(_visitor(request), request, context),
    lambda request, options: category_tile(_visitor(request)),
)
_block(
    "continue_shopping",
    frozenset({"limit", "without"}),
    lambda request, options, context: blocks.render_last_items(
        _last_items(request, options), request, context
    ),
    lambda request, options: _last_items(request, options).products,
)


@register.simple_tag(takes_context=True)
def personalize_script(context: Context) -> SafeString:
    """The tracker; once per page, at the end of the body. Reads nothing of the visitor: cached pages stay neutral."""
    return SafeString(guarded("personalize_script", lambda: script.tag(context.get("request"))))


@register.simple_tag(takes_context=True)
def consent_banner(context: Context, lazy: bool = False) -> SafeString:
    """The question, while it is unanswered. `lazy=True` on pages that shared caches keep: the script reveals it."""
    return SafeString(guarded("consent_banner", lambda: banner.tag(context.get("request"), lazy=lazy)))
