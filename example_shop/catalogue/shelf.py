"""How the catalogue is written down: one shelf per category, one line per product.

    name | illustration | colours | price | brand | attributes | what is special about it

The first colour is that of the picture; several colours (or sizes on the shelf) make variants. A price "-" means on
request. Attributes are "key=value; key=value" and come on top of those that the whole shelf has in common.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from example_shop.catalogue.palette import COLOURS


class BadLine(ValueError):
    """A line of a shelf cannot be read."""


@dataclass(frozen=True, kw_only=True)
class Item:
    """One product as written by hand; `number` counts from 1 on its shelf."""

    number: int
    name: str
    kind: str
    colours: tuple[str, ...]
    price: Decimal | None
    brand: str
    attributes: dict[str, str]
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """The products of one category. `closings` end their descriptions, chosen by the product's SKU."""

    category: str
    prefix: str
    rows: str
    closings: tuple[str, ...]
    common: str = ""
    sizes: tuple[str, ...] = ()
    #: What reviews on this shelf talk about, see `reviews.TEMPLATES`.
    talk: str

    def items(self) -> list[Item]:
        """The products in order. Raises BadLine, which quotes the line."""
        lines = [line for line in self.rows.strip().splitlines() if line.strip()]
        return [self._item(number, line) for number, line in enumerate(lines, start=1)]

    def sku(self, item: Item) -> str:
        """The stable key of a product, "ED-003": its place on the shelf, so append lines and never insert them."""
        return f"{self.prefix}-{item.number:03d}"

    def _item(self, number: int, line: str) -> Item:
        fields = [field.strip() for field in line.split("|")]
        if len(fields) != 7:
            raise BadLine(f"{self.category}: 7 fields wanted, {len(fields)} found in {line!r}")
        name, kind, colours, price, brand, attributes, sentence = fields
        names = tuple(colour.strip() for colour in colours.split(","))
        unknown = [colour for colour in names if colour not in COLOURS]
        if unknown:
            raise BadLine(f"{self.category}: unknown colour {unknown[0]!r} in {line!r}")
        return Item(
            number=number,
            name=name,
            kind=kind,
            colours=names,
            price=None if price == "-" else Decimal(price),
            brand=brand,
            attributes=_pairs(self.common) | {"colour": names[0]} | _pairs(attributes),
            sentence=sentence,
        )


def _pairs(text: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        key, separator, value = part.partition("=")
        if not separator:
            raise BadLine(f"An attribute is written key=value, not {part!r}")
        pairs[key.strip()] = value.strip()
    return pairs
