"""The shop's goods: around 280 products on a tree of categories, with variants, reviews and a magazine.

`load(at=...)` writes them; the demo command and tests call it. What is for sale stands in the modules of the
families (women, wear, home, technics, provisions), one line per product; numbers that nobody wrote down are hashed
from the SKU. Nothing here knows customers, carts or orders.
"""

from __future__ import annotations

from example_shop.catalogue.load import SHELVES, Loaded, load
from example_shop.catalogue.palette import COLOURS
from example_shop.catalogue.tree import TREE

__all__ = ["COLOURS", "SHELVES", "TREE", "Loaded", "load"]
