"""The host's shop: ports to implement, the catalogue read model and its sync. It never writes to a shop."""
