"""The atelier's customers."""
