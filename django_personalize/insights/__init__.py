"""Reading for people who work at the shop: the person page, timelines and reasons."""
