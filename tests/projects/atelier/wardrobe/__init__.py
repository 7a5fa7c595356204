"""What the atelier sells."""
