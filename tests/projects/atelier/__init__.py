"""The atelier: variants, UUID keys, two currencies, two languages, customers of its own, one transaction a request."""
