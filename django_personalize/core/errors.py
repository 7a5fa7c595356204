"""The root of every exception that the package raises on purpose."""


class PersonalizeError(Exception):
    """Something was refused; the text says what was given, what is allowed and what to do."""
