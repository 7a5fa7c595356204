"""Whether every catalogue is complete: `python -m tests.catalogues`.

Extracts the texts afresh into a copy of the tree and compares. A text without a translation, a fuzzy one, one
that no source holds any more and a compiled file that differs from its source are printed, and make the exit
status 1. Needs GNU gettext.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("django_personalize", "example_shop")
LANGUAGES = ("de", "hu")


def problems_of(package: str, *, copies: Path) -> Iterator[str]:
    """What is wrong with the catalogues of one package; `copies` is a scratch folder."""
    copy = copies / package
    shutil.copytree(ROOT / package, copy, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    (copy / "locale").mkdir(exist_ok=True)
    _run(
        [sys.executable, "-m", "django", "makemessages", *(f"-l{language}" for language in LANGUAGES)],
        folder=copy,
    )
    for language in LANGUAGES:
        folder = Path(package, "locale", language, "LC_MESSAGES")
        committed = ROOT / folder / "django.po"
        if not committed.exists():
            yield f"{folder / 'django.po'} does not exist"
            continue
        fresh = copies / folder / "django.po"
        for problem, entries in (
            ("not translated", _select(fresh, "--untranslated")),
            ("fuzzy", _select(fresh, "--only-fuzzy")),
            ("no longer in any source", _select(fresh, "--only-obsolete")),
        ):
            for entry in entries:
                yield f"{folder / 'django.po'}: {problem}: {entry}"
        compiled = copies / f"{package}-{language}.mo"
        _run(["msgfmt", "--check", "-o", str(compiled), str(committed)])
        shipped = committed.with_suffix(".mo")
        if not shipped.exists() or _messages(shipped) != _messages(compiled):
            yield f"{folder / 'django.mo'} is not compiled from django.po: run `manage.py compilemessages`"


def _select(catalogue: Path, choice: str) -> list[str]:
    """The texts that `msgattrib` selects, as they stand in the catalogue, each on one line."""
    text = _run(["msgattrib", choice, "--no-wrap", "--no-location", str(catalogue)]).replace("#~ ", "")
    texts = ["".join(found.split("\n")) for found in re.findall(r'^msgid ((?:".*"\n)+)', text, re.MULTILINE)]
    return [found for found in texts if found != '""']  # the header is the entry without a text


def _messages(compiled: Path) -> str:
    return _run(["msgunfmt", "--no-wrap", "--sort-output", str(compiled)])


def _run(command: list[str], *, folder: Path | None = None) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def main() -> int:
    """Print what is missing; 1 when there is anything."""
    if shutil.which("msgattrib") is None:
        print("GNU gettext is not installed: apt-get install gettext", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as scratch:
        problems = [problem for name in PACKAGES for problem in problems_of(name, copies=Path(scratch))]
    print(
        "\n".join(problems)
        or f"The catalogues of {', '.join(PACKAGES)} are complete: {', '.join(LANGUAGES)}."
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
