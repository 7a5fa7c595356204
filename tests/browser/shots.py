"""Pictures for the documentation: `python -m tests.browser.shots [DIRECTORY] [--all]`.

Serves a shop of its own with simulated shoppers, goes through it as people do and takes the pictures of
`docs/_static`. `--all` adds every page at 390 and 1440 pixels, light and dark, English and German, for looking at.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.chromium import USER_AGENT, chromium
from tests.browser.guests import Guest
from tests.browser.serving import PASSWORD, ROOT, Served, serve
from tests.browser.stock import ADMIN, fill_with_shoppers

WIDE, NARROW = 1440, 390
_HEIGHTS = {WIDE: 900, NARROW: 844}


class Camera:
    """Takes pictures of the shop into a directory."""

    def __init__(self, served: Served, browser: Browser, into: Path) -> None:
        self.served = served
        self.browser = browser
        self.into = into

    @contextmanager
    def guest(self, *, width: int = WIDE, scheme: str = "light", locale: str = "en-GB") -> Iterator[Guest]:
        """Somebody at a screen of that width."""
        context = self.browser.new_context(
            base_url=self.served.url,
            user_agent=USER_AGENT,
            viewport={"width": width, "height": _HEIGHTS[width]},
            color_scheme="dark" if scheme == "dark" else "light",
            locale=locale,
            reduced_motion="reduce",
        )
        guest = Guest(self.served, context, context.new_page(), True, "buyer000@example.com")
        try:
            yield guest
        finally:
            context.close()

    def take(self, page: Page, name: str, *, full: bool = False) -> None:
        """The page as it stands, its pictures loaded, as `name`.png."""
        page.evaluate("document.querySelectorAll('img').forEach((image) => { image.loading = 'eager'; })")
        page.wait_for_load_state("networkidle")
        page.screenshot(path=self.into / f"{name}.png", full_page=full, animations="disabled")
        print(f"{name}.png")


def connectors(served: Served, limit: int) -> list[str]:
    """Addresses of wood connectors."""
    rows = served.rows(
        "SELECT p.slug FROM example_shop_product p JOIN example_shop_category c ON c.id = p.category_id"
        " WHERE c.slug = 'wood-connectors' AND p.is_active AND p.stock > 0 ORDER BY p.id DESC LIMIT ?",
        limit,
    )
    return [f"/p/{row['slug']}/" for row in rows]


def become_personal(guest: Guest) -> None:
    """Allow it, and look at four wood connectors."""
    guest.accept()
    for path in connectors(guest.served, 4):
        guest.look(path)
        guest.served.wait_until_quiet()


def for_the_documentation(camera: Camera) -> None:
    """What `docs/` shows."""
    for width, name in ((WIDE, "1440"), (NARROW, "390")):
        with camera.guest(width=width) as guest:
            camera.take(guest.open("/"), "consent-banner" if width == WIDE else "consent-banner-390")
            guest.post("/personalize/consent/", {"choice": "none"})
            camera.take(guest.open("/"), f"home-new-{name}")
        with camera.guest(width=width) as guest:
            become_personal(guest)
            if width == WIDE:  # tall enough for the row below the hero
                guest.page.set_viewport_size({"width": WIDE, "height": 1320})
            camera.take(guest.open("/"), "home-personal" if width == WIDE else f"home-personal-{name}")
            if width == WIDE:
                camera.take(guest.open(connectors(camera.served, 1)[0]), "product")
    with camera.guest() as guest:
        admin(camera, guest, "person", "events")


def admin(camera: Camera, guest: Guest, person: str, events: str) -> None:
    """The page of a person with much to tell, and the event log."""
    page = guest.open("/admin/login/")
    page.fill("#id_username", ADMIN)
    page.fill("#id_password", PASSWORD)
    page.locator("[type=submit]").click()
    page.wait_for_url("**/admin/")
    (told,) = camera.served.rows(
        "SELECT owner_id FROM django_personalize_event WHERE owner_id IN (SELECT p.id FROM django_personalize_profile"
        " p JOIN example_shop_customer c ON c.id = p.user_key WHERE c.demo_note IS NOT NULL)"
        " GROUP BY owner_id ORDER BY COUNT(*) DESC LIMIT 1"
    )
    guest.open(f"/admin/django_personalize/profile/{told['owner_id']}/change/")
    page.set_viewport_size({"width": WIDE, "height": 1320})
    camera.take(page, person)
    guest.open("/admin/django_personalize/event/")
    camera.take(page, events)


def everything(camera: Camera) -> None:
    """Every kind of page in every guise."""
    for width, scheme, locale in product((WIDE, NARROW), ("light", "dark"), ("en-GB", "de-DE")):
        guise = f"{width}-{scheme}-{locale[:2]}"
        with camera.guest(width=width, scheme=scheme, locale=locale) as guest:
            page = guest.open("/")
            camera.take(page, f"banner-{guise}")
            page.locator(".pz-consent summary").click()
            camera.take(page, f"banner-open-{guise}")
            become_personal(guest)
            guest.put_in_cart(int(_product_id(camera.served)))
            for name, path in (
                ("home", "/"),
                ("product", connectors(camera.served, 1)[0]),
                ("listing", "/c/wood-connectors/"),
                ("search", "/search/?q=lamp"),
                ("cart", "/cart/"),
                ("checkout", "/checkout/"),
                ("magazine", "/magazine/"),
            ):
                camera.take(guest.open(path), f"{name}-{guise}", full=True)
        if width == WIDE:
            with camera.guest(width=width, scheme=scheme, locale=locale) as guest:
                admin(camera, guest, f"person-{guise}", f"events-{guise}")


def _product_id(served: Served) -> int:
    return served.number(
        "SELECT id FROM example_shop_product WHERE slug = ?",
        connectors(served, 1)[0].strip("/").split("/")[1],
    )


def main(arguments: list[str]) -> None:
    """Serve a shop, take the pictures."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.shots", description=__doc__)
    parser.add_argument("directory", nargs="?", type=Path, default=ROOT / "docs" / "_static")
    parser.add_argument("--all", action="store_true", help="every page in every guise")
    asked = parser.parse_args(arguments)
    asked.directory.mkdir(parents=True, exist_ok=True)

    def fill(environment: dict[str, str]) -> None:
        fill_with_shoppers(environment, shoppers=400, days=120)

    with (
        tempfile.TemporaryDirectory() as workplace,
        serve(Path(workplace), fill=fill) as served,
        chromium() as browser,
    ):
        camera = Camera(served, browser, asked.directory)
        if asked.all:
            everything(camera)
        else:
            for_the_documentation(camera)


if __name__ == "__main__":
    main(sys.argv[1:])
