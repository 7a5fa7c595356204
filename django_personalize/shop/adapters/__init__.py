"""Adapters that ship with the package. `model` reads a hand-written shop by its settings."""
