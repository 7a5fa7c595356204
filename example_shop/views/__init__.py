"""The pages of the shop, a module for each part."""
