"""A shop on django-oscar: its own models, views and checkout, and a home page with personal places."""
