"""A shop that is built unlike the example shop, so that the settings-driven adapter meets other shapes.

Products have UUID keys, variants are rows of the product model, categories are many-to-many and known by slug, lines
have no related_name, carts are found by user or session, drafts are orders without a moment.
"""
