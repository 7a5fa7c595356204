"""From requests to events: the visitor, cookies, sessions, cart difference, orders, collector and request facts."""
