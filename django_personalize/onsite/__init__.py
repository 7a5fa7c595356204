"""What a visitor sees: greeting, continue shopping, category tile; with a budget, a breaker and the default."""
