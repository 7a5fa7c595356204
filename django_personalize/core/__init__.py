"""Ground without tables: clock, hashing, signed tokens, registry, HTTP checks, errors. Knows no shops, no people."""
