"""The corner shop: simple products in shelves, a cart that is a dict in the session, Django's own users."""
