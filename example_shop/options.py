"""What there is to choose on a product page: colours with their pictures, sizes, and which pairs exist."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal

from example_shop.models import Product, Variant
from example_shop.pictures import picture_url


@dataclass(frozen=True, slots=True)
class Colour:
    name: str
    code: str
    image_url: str
    available: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class Size:
    name: str
    price: Decimal | None  # where it differs from the product's
    available: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class Options:
    """``only`` is the key of a product's single variant, None where there is more, or nothing, to choose."""

    colours: list[Colour]
    sizes: list[Size]
    only: int | None
    stock: str  # JSON [[colour, size, stock], ...] for the script that greys out what cannot be had

    @property
    def needed(self) -> bool:
        return self.only is None and bool(self.colours or self.sizes)


def options_of(product: Product) -> Options:
    variants = product.choices
    stock = json.dumps([[variant.colour, variant.size, variant.stock] for variant in variants])
    # The colour of the card that was clicked, as long as it can be had.
    by_preference = sorted(
        variants, key=lambda variant: (not variant.stock, variant.colour_hex != product.colour)
    )
    first = by_preference[0] if by_preference else None
    colours: dict[str, Colour] = {}
    sizes: dict[str, Size] = {}
    for variant in variants:
        if variant.colour and variant.colour not in colours:
            colours[variant.colour] = Colour(
                name=variant.colour,
                code=variant.colour_hex or product.colour,
                image_url=picture_url(product.illustration, variant.colour_hex or product.colour),
                available=any(other.stock for other in variants if other.colour == variant.colour),
                chosen=first is not None and variant.colour == first.colour,
            )
        if variant.size and variant.size not in sizes:
            price = variant.price if variant.price not in {None, product.price} else None
            sizes[variant.size] = Size(
                name=variant.size,
                price=price,
                available=any(other.stock for other in variants if other.size == variant.size),
                chosen=first is not None and variant.size == first.size,
            )
    only = variants[0].pk if len(variants) == 1 else None
    return Options(colours=list(colours.values()), sizes=list(sizes.values()), only=only, stock=stock)


def chosen_variant(product: Product, *, key: int | None, colour: str, size: str) -> Variant | None:
    """The variant with this key, or the only one of this colour and size; None for none or several."""
    variants = product.choices
    if key is not None:
        return next((variant for variant in variants if variant.pk == key), None)
    fitting = [
        variant
        for variant in variants
        if (not colour or variant.colour == colour) and (not size or variant.size == size)
    ]
    return fitting[0] if len(fitting) == 1 else None
