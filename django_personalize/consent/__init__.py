"""What people allowed: purposes, an append-only ledger, and the one gate that is asked at the moment of acting."""
