"""Version 1 of the API. The only place of the app that knows REST framework; imported by the first request."""
