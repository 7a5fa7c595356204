"""What happened: the vocabulary as schemas, the append-only table, its counters, and the one way in (`ingest`)."""
