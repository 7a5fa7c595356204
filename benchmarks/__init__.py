"""Measures the app beside bare twins, and prepares the data it is measured with."""
