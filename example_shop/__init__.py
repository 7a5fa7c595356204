"""Marlow, a small shop: the host of django-personalize in the demo, the tests and the benchmarks.

It talks to the app through its public surface only: the template library, the middleware, the URL include,
the settings dict and ``django_personalize.shortcuts``. Nothing in django_personalize knows this package.
"""
