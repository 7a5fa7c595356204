"""The HTTP API: tokens, idempotency, decisions as JSON. A shop that does not include its URLs pays nothing for it."""
