"""The depot: prices and stock in other tables, soft deletes, tables with names of their own, async pages."""
