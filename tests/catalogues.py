"""Whether every catalogue is complete: `python -m tests.catalogues`; `--update` takes up what the sources hold now.

Extracts the texts afresh into a copy of the tree and compares. A text without a translation (or without one of its
plural forms), a fuzzy one, one that no source holds any more, placeholders that differ between a text and its
translation, and a compiled file that differs from its source are printed, and make the exit status 1.
Needs GNU gettext.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("django_personalize", "example_shop")
LANGUAGES = ("de", "hu")
MISSING_TOOLS = "GNU gettext is not installed: apt-get install gettext"

_PLACEHOLDER = re.compile(r"%(?:\([^)]*\))?[-+ #0]*[\d.]*[a-zA-Z]|%%|\{[^{}]*\}|</?[a-z][^<>]*>")
#: Changes with every extraction and says nothing that the history does not.
_CHURN = re.compile(r'^"POT-Creation-Date: .*\n', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One text and what a catalogue makes of it; `texts` is (singular,) or (singular, plural)."""

    texts: tuple[str, ...]
    translations: tuple[str, ...]
    is_fuzzy: bool
    #: Kept by gettext although no source holds it any more.
    is_obsolete: bool

    def problems(self) -> Iterator[str]:
        """What is wrong with the translation."""
        if self.is_obsolete:
            yield "no longer in any source"
        elif self.is_fuzzy:
            yield "fuzzy"
        elif not all(self.translations):
            yield "not translated"
        elif not self._keeps_placeholders():
            yield "placeholders differ"

    def _keeps_placeholders(self) -> bool:
        # A singular may leave its number out, as the text's own singular may.
        allowed = [placeholders(text) for text in self.texts]
        return all(placeholders(translation) in allowed for translation in self.translations) and (
            len(self.texts) == 1 or placeholders(self.translations[-1]) == allowed[-1]
        )


def placeholders(text: str) -> Counter[str]:
    """`%(name)s`, `{name}` and tags of a text, with how often each occurs."""
    return Counter(_PLACEHOLDER.findall(text))


def entries(catalogue: str) -> Iterator[Entry]:
    """The entries of a catalogue's text; the header is not one."""
    for block in catalogue.split("\n\n"):
        is_obsolete = "\n#~ msgid" in f"\n{block}"
        lines = [line.removeprefix("#~ ") for line in block.splitlines()]
        body = "\n".join(line for line in lines if not line.startswith("#"))
        found = [
            (
                keyword,
                "".join(ast.literal_eval(part) for part in re.findall(r'^.*?(".*")$', text, re.MULTILINE)),
            )
            for keyword, text in re.findall(
                r'^(msgctxt|msgid_plural|msgid|msgstr)(?:\[\d\])? ((?:".*"\n?)+)', body, re.MULTILINE
            )
        ]
        texts = tuple(text for keyword, text in found if keyword in ("msgid", "msgid_plural"))
        if not texts or not texts[0]:
            continue
        yield Entry(
            texts=texts,
            translations=tuple(text for keyword, text in found if keyword == "msgstr"),
            is_fuzzy=any(line.startswith("#,") and "fuzzy" in line for line in lines),
            is_obsolete=is_obsolete,
        )


def are_tools_missing() -> bool:
    """Whether this machine lacks GNU gettext."""
    return any(shutil.which(tool) is None for tool in ("xgettext", "msgmerge", "msgfmt", "msgunfmt"))


def problems_of(package: str, *, copies: Path) -> Iterator[str]:
    """What is wrong with the catalogues of one package; `copies` is a scratch folder."""
    _extract(package, copies=copies)
    for language in LANGUAGES:
        folder = Path(package, "locale", language, "LC_MESSAGES")
        committed = ROOT / folder / "django.po"
        if not committed.exists():
            yield f"{folder / 'django.po'} does not exist"
            continue
        # The fresh one is the committed one and whatever the sources have more or less.
        for entry in entries((copies / folder / "django.po").read_text(encoding="utf-8")):
            for problem in entry.problems():
                yield f"{folder / 'django.po'}: {problem}: {entry.texts[0]!r}"
        compiled = copies / f"{package}-{language}.mo"
        _run(["msgfmt", "--check", "-o", str(compiled), str(committed)])
        shipped = committed.with_suffix(".mo")
        if not shipped.exists() or _messages(shipped) != _messages(compiled):
            yield f"{folder / 'django.mo'} is not compiled from django.po: python -m tests.catalogues --update"


def update(package: str, *, copies: Path) -> None:
    """Write new texts into the package's catalogues, drop those that no source holds any more, and compile."""
    _extract(package, "--no-obsolete", copies=copies)
    for language in LANGUAGES:
        folder = Path(package, "locale", language, "LC_MESSAGES")
        fresh, committed = copies / folder / "django.po", ROOT / folder / "django.po"
        committed.parent.mkdir(parents=True, exist_ok=True)
        committed.write_text(_CHURN.sub("", fresh.read_text(encoding="utf-8"), count=1), encoding="utf-8")
        _run(["msgfmt", "--check", "-o", str(committed.with_suffix(".mo")), str(committed)])


def _extract(package: str, *options: str, copies: Path) -> None:
    """Copy the package and bring the copy's catalogues up to date with its sources."""
    copy = copies / package
    shutil.copytree(ROOT / package, copy, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    (copy / "locale").mkdir(exist_ok=True)
    languages = (f"-l{language}" for language in LANGUAGES)
    command = [sys.executable, "-m", "django", "makemessages", *languages, "--add-location=file", *options]
    _run(command, folder=copy)


def _messages(compiled: Path) -> str:
    return _run(["msgunfmt", "--no-wrap", "--sort-output", str(compiled)])


def _run(command: list[str], *, folder: Path | None = None) -> str:
    # Without settings: the copy is to be read, not the project that runs this.
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        command,
        cwd=folder,
        env={**environment, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def main() -> int:
    """Print what is missing; 1 when there is anything."""
    if are_tools_missing():
        print(MISSING_TOOLS, file=sys.stderr)
        return 1
    if "--update" in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as scratch:
            for name in PACKAGES:
                update(name, copies=Path(scratch))
    with tempfile.TemporaryDirectory() as scratch:
        problems = [problem for name in PACKAGES for problem in problems_of(name, copies=Path(scratch))]
    print(
        "\n".join(problems)
        or f"The catalogues of {', '.join(PACKAGES)} are complete: {', '.join(LANGUAGES)}."
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
