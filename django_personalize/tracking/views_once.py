"""A view is one event, the most specific that the page allows: by the server where it made the page personal,
by the script everywhere else. The script tag says which; the server corrects it when the page is done."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from django_personalize.events import schema
from django_personalize.tracking import pages
from django_personalize.tracking.arrival import Arrival
from django_personalize.tracking.pages import Page
from django_personalize.tracking.sanitise import looks_personal
from django_personalize.tracking.visitor import Visitor

#: What the script tag carries; both words are of one length, so that a page can be corrected in place.
BY_SCRIPT = 'data-pz-view="client"'
BY_SERVER = 'data-pz-view="server"'

#: Page type to the event that a view of it is.
_EVENTS = {
    "product": "product_viewed",
    "category": "product_list_viewed",
    "search": "products_searched",
    "cart": "cart_viewed",
    "checkout": "checkout_started",
}
#: Every event that is a view.
VIEWS = frozenset({"page_viewed", *_EVENTS.values()})


def is_view(request: HttpRequest, response: HttpResponse, visitor: Visitor) -> bool:
    """Whether this response shows a page that was made for the visitor, and can still be marked as counted.

    A page that the host has packed (`gzip_page`) cannot: its script counts the view.
    """
    return (
        visitor.asked
        and request.method == "GET"
        and response.status_code == 200
        and not response.streaming
        and not response.has_header("Content-Encoding")
        and response.get("Content-Type", "").startswith("text/html")
        and not visitor.facts.is_prefetch
        and not visitor.facts.is_bot
    )


def note(visitor: Visitor, arrival: Arrival) -> None:
    """Note the view of this request's page, unless the shop's view has noted one itself."""
    if any(note.name in VIEWS for note in visitor.notes):
        return
    page = pages.of_request(visitor.request)
    if page.about is not None:
        visitor.catalogue[page.product] = page.about
    name, properties = event_of(page)
    context = arrival.context(page_type=page.type)
    visitor.note(name, properties, at=visitor.came_at, context=context, is_view=True)


def event_of(page: Page) -> tuple[str, dict[str, Any]]:
    """The event that a view of this page is, with its properties."""
    if page.type == "product" and page.product:
        return "product_viewed", {"product": {"product_id": page.product}}
    if page.type == "category" and page.category:
        return "product_list_viewed", {"category": page.category, "list_id": page.category}
    if page.type == "search" and (query := schema.text(page.query)) and not looks_personal(query):
        return "products_searched", {"query": query}
    if page.type in ("cart", "checkout"):
        return _EVENTS[page.type], {}
    return "page_viewed", {}


def mark(response: HttpResponse) -> None:
    """Tell the script on this page that the server has counted the view."""
    before, after = BY_SCRIPT.encode(), BY_SERVER.encode()
    if before in response.content:
        response.content = response.content.replace(before, after, 1)
