"""The example shop for browsers under test: a strict content security policy, quick passwords, patient pages."""

from __future__ import annotations

from tests.services.settings import *  # noqa: F403  a settings module is made of names
from tests.services.settings import MIDDLEWARE as _MIDDLEWARE

# First of all, so that it is the last to see a response: the policy stands on every page, the admin's too.
MIDDLEWARE = ["tests.browser.policy.ContentSecurityPolicy", *_MIDDLEWARE]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
