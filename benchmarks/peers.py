"""Other packages that personalise Django pages, where one does the same job."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.figures import Figure
from benchmarks.run import Run

#: Package to the reason why the example shop's page cannot be made with it.
_APART = {
    "wagtail-personalisation": "personalises Wagtail pages by rules; runs in no shop without Wagtail",
    "django-experiments": "splits pages for experiments; knows no visitor's history",
    "django-recommends": "keeps tables of similar items; makes no page personal by itself",
}


def measure(run: Run) -> Iterator[Figure]:
    """Nothing to measure yet; why, one line for each."""
    for package, reason in _APART.items():
        yield Figure(package, None, "", note=reason)
