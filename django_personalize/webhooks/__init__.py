"""Events that leave the shop: endpoints, one row per event and endpoint, signed requests. Works in the tick only."""
