"""What the shop under test holds: its own catalogue, a few simulated shoppers, and people whose password is known."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.browser.serving import PASSWORD, run

#: Administrator of the shop under test.
ADMIN = "admin@example.com"
#: Customers without any history, handed out one by one.
BUYERS = 400

_DAY = re.compile(r"\d{4}-\d\d-\d\d(?=T)")
_PEOPLE = f"""
from django.contrib.auth.hashers import make_password
from example_shop.models import Customer, Product
secret = make_password({PASSWORD!r})
Customer.objects.create(username={ADMIN!r}, email={ADMIN!r}, password=secret, first_name="Grace",
    is_staff=True, is_superuser=True)
Customer.objects.bulk_create(
    Customer(username=f"buyer{{n:03}}@example.com", email=f"buyer{{n:03}}@example.com", password=secret,
        first_name=f"Buyer{{n:03}}", last_name="Miller", country="DE")
    for n in range({BUYERS})
)
Product.objects.filter(category__slug="wood-connectors").update(stock=5000)
"""


def fill_with_shoppers(environment: dict[str, str], *, shoppers: int = 40, days: int = 60) -> None:
    """The demo, small: catalogue, shoppers, orders; then the people of the tests."""
    size = ("--shoppers", str(shoppers), "--days", str(days), "--seed", "7")
    run(environment, "-m", "django", "demo", "--no-serve", "-v0", *size)
    run(environment, "-m", "django", "shell", "-v0", "-c", _PEOPLE)


def fill_with_history(environment: dict[str, str], directory: Path) -> None:
    """A shop's own history, read from its files, as if its last day had been yesterday."""
    moved = Path(environment["EXAMPLE_SHOP_DATABASE_URL"]).parent / directory.name
    _as_if_recent(directory, moved)
    run(environment, "-m", "django", "demo", "--no-serve", "-v0", "--dataset", str(moved))


def _as_if_recent(directory: Path, moved: Path) -> None:
    """The same files with all days moved: interests fade, and files do not."""
    texts = {path.name: path.read_text() for path in sorted(directory.glob("*.csv"))}
    days = [date.fromisoformat(day) for text in texts.values() for day in _DAY.findall(text)]
    later = datetime.now(UTC).date() - timedelta(days=1) - max(days)
    moved.mkdir()
    for name, text in texts.items():
        (moved / name).write_text(_DAY.sub(lambda found: str(date.fromisoformat(found[0]) + later), text))
