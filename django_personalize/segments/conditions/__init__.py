"""One class per condition. `shipped` imports those that come with the app; a host registers its own the same way."""
