"""Follows a tutorial word for word: `python -m docs.follow first-personal-block`.

What the page tells its reader is done in the order of the page, in an empty folder: `shell` blocks are typed into one
terminal, other blocks that begin with the name of a file are written to it ("…, at the end": appended), and numbered
lists are done in a real Chromium. A step that this cannot read, or that turns out otherwise, ends with an error that
names it. The package is the one of this checkout, built as a wheel; the rest comes from the package index.

A list knows these sentences: Open <address>. · Open a private window. · Close the private window. · Follow **link**. ·
Follow the first row of the list. · Press **button**. · Type `text` into **field**. · You see “text”. · You do not see
“text”.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import chromium

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent

#: Seconds that one command may take (an installation reads from the index), and that a server may need to answer.
_COMMAND, _START = 900, 60
_PORT = 8000
_SERVER = re.compile(r"^python manage\.py runserver$")
_PART = re.compile(
    r"^```(?P<language>\w+)\n(?P<body>.*?)^```$|^(?P<acts>(?:\d+\. [^\n]+\n)+)|(?P<stop>Stop the server with Ctrl\+C)",
    re.MULTILINE | re.DOTALL,
)
_FILE = re.compile(r"^(?:#|\{#) (?P<name>[\w./-]+\.\w+)(?P<append>, at the end)?(?: #\})?$")


#: What a list may say, by the act of the reader that it asks for.
SENTENCES = {
    "open": re.compile(r"Open <(?P<url>[^>]+)>\."),
    "private": re.compile(r"Open a private window\."),
    "close": re.compile(r"Close the private window\."),
    "first_row": re.compile(r"Follow the first row of the list\."),
    "follow": re.compile(r"Follow \*\*(?P<name>[^*]+)\*\*\."),
    "press": re.compile(r"Press \*\*(?P<name>[^*]+)\*\*\."),
    "type": re.compile(r"Type `(?P<text>[^`]+)` into \*\*(?P<name>[^*]+)\*\*\."),
    "see": re.compile(r"You see “(?P<text>[^”]+)”\."),
    "see_not": re.compile(r"You do not see “(?P<text>[^”]+)”\."),
}


class Stumbled(Exception):
    """The page says something that cannot be done, or that turns out otherwise."""


@dataclass(frozen=True)
class Step:
    """`kind` is "shell", "write", "append", "look" or "stop"; `line` is where it stands in the page."""

    kind: str
    line: int
    body: str
    name: str = ""


def steps_of(text: str) -> Iterator[Step]:
    """What a page tells its reader to do, in its order. Raises `Stumbled` for a block that is none of the three."""
    for part in _PART.finditer(text):
        line = text.count("\n", 0, part.start()) + 1
        if part["stop"]:
            yield Step("stop", line, "")
        elif part["acts"]:
            yield Step("look", line, part["acts"])
        elif part["language"] == "shell":
            yield Step("shell", line, part["body"])
        else:
            first, _, rest = part["body"].partition("\n")
            named = _FILE.match(first)
            if named is None:
                raise Stumbled(
                    f"line {line}: a block must begin with the name of its file, not with {first!r}."
                )
            yield Step("append" if named["append"] else "write", line, rest, named["name"])


def understood(sentence: str) -> tuple[str, dict[str, str]]:
    """The act that a sentence asks for, and its words. Raises `Stumbled`."""
    for act, pattern in SENTENCES.items():
        found = pattern.fullmatch(sentence)
        if found:
            return act, found.groupdict()
    raise Stumbled(f"{sentence!r} is no sentence that can be followed.")


def sentences_of(acts: str) -> list[str]:
    """The lines of a numbered list without their numbers."""
    return [line.partition(". ")[2] for line in acts.strip().splitlines()]


@dataclass
class Terminal:
    """One shell: where it stands and what is exported outlives each block. Commands are those of a stranger."""

    folder: Path
    environment: dict[str, str]
    server: subprocess.Popen[bytes] | None = None
    port: int = _PORT
    home: Path = field(init=False)

    def __post_init__(self) -> None:
        self.home = self.folder
        (self.folder / ".state").mkdir()

    def type(self, block: str) -> None:
        """Run the lines of a block; the first that fails ends it."""
        for line in block.strip().splitlines():
            if self.server is not None:
                raise Stumbled(f"The terminal is busy with the server; nobody can type {line!r}.")
            print(f"$ {line}", flush=True)
            if _SERVER.match(line):
                self._serve(line)
            else:
                self._run(line)

    def stop(self) -> None:
        """End the server, as Ctrl+C does; by another signal, because jobs in the background ignore that one."""
        if self.server is not None:
            os.killpg(self.server.pid, signal.SIGTERM)
            try:
                self.server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(self.server.pid, signal.SIGKILL)
                self.server.wait(timeout=10)
            self.server = None

    def path(self, name: str) -> Path:
        return self.folder / name

    def _run(self, line: str) -> None:
        state = self.home / ".state"
        script = f"{line}\nstatus=$?\npwd >{state}/folder\nenv -0 >{state}/environment\nexit $status"
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_COMMAND,
            check=False,
        )
        if done.returncode:
            raise Stumbled(f"{line!r} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
        self.folder = Path((state / "folder").read_text().strip())
        pairs = (state / "environment").read_text().split("\0")
        self.environment = dict(pair.split("=", 1) for pair in pairs if "=" in pair)

    def _serve(self, line: str) -> None:
        self.port = _PORT if _is_free(_PORT) else _free_port()
        log = (self.home / ".state" / "server.log").open("ab")
        self.server = subprocess.Popen(
            [*line.split(), f"127.0.0.1:{self.port}", "--noreload"],
            cwd=self.folder,
            env=self.environment,
            executable=shutil.which("python", path=self.environment["PATH"]),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        for _ in range(_START * 10):
            if not _is_free(self.port):
                return
            if self.server.poll() is not None:
                break
            time.sleep(0.1)
        said = (self.home / ".state" / "server.log").read_text()
        raise Stumbled(f"{line!r} does not answer on port {self.port}:\n{said}")


class Reader:
    """Somebody in front of a browser who does what the numbered lists say."""

    def __init__(self, browser: Browser, terminal: Terminal) -> None:
        self.browser = browser
        self.terminal = terminal
        self.windows: list[Page] = [browser.new_context(locale="en").new_page()]

    @property
    def page(self) -> Page:
        return self.windows[-1]

    def do(self, acts: str) -> None:
        """Each line of a numbered list, in its order."""
        for sentence in sentences_of(acts):
            print(f"  {sentence}", flush=True)
            act, words = understood(sentence)
            try:
                getattr(self, act)(**words)
            except Exception as error:
                shown = self.page.inner_text("body") if self.page.url != "about:blank" else ""
                raise Stumbled(f"{sentence!r}: {error}\nThe page shows:\n{shown}") from error

    def open(self, url: str) -> None:
        answer = self.page.goto(url.replace(f":{_PORT}/", f":{self.terminal.port}/"))
        if answer is None or answer.status >= 400:
            raise Stumbled(f"{url} answers {answer.status if answer else 'nothing'}.")

    def private(self) -> None:
        self.windows.append(self.browser.new_context(locale="en").new_page())

    def close(self) -> None:
        self.windows.pop().context.close()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def first_row(self) -> None:
        self.page.locator("#result_list tbody tr a").first.click()

    def press(self, name: str) -> None:
        with self.page.expect_response(lambda answer: answer.request.method == "POST"):
            self.page.get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_load_state()

    def type(self, text: str, name: str) -> None:
        self.page.get_by_label(name).fill(text)

    def see(self, text: str) -> None:
        expect(self.page.locator("body")).to_contain_text(text)

    def see_not(self, text: str) -> None:
        expect(self.page.locator("body")).not_to_contain_text(text)


def follow(page: Path, folder: Path) -> None:
    """Do all that `page` says in the empty `folder`. Raises `Stumbled`."""
    steps = list(steps_of(page.read_text(encoding="utf-8")))
    with ExitStack() as stack:
        terminal = Terminal(folder, _strangers_environment(folder))
        stack.callback(terminal.stop)
        reader: Reader | None = None
        for step in steps:
            try:
                if step.kind == "shell":
                    terminal.type(step.body)
                elif step.kind == "stop":
                    terminal.stop()
                elif step.kind == "look":
                    reader = reader or Reader(stack.enter_context(chromium()), terminal)
                    reader.do(step.body)
                else:
                    write(terminal.path(step.name), step.body, append=step.kind == "append")
            except Stumbled as error:
                raise Stumbled(f"{page.name}, line {step.line}: {error}") from error


def write(path: Path, body: str, *, append: bool) -> None:
    """Put a block into its file. Raises `Stumbled` when something is to be added to a file that is not there."""
    print(f"{'adding to' if append else 'writing'} {path.name}", flush=True)
    if append and not path.exists():
        raise Stumbled(f"{path.name} does not exist, so nothing can be added at its end.")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a" if append else "w", encoding="utf-8") as file:
        file.write(f"\n{body}" if append else body)


def _strangers_environment(folder: Path) -> dict[str, str]:
    """A new user's shell: a plain `python`, and an index that has this checkout's package."""
    wheels = folder / ".state-wheels"
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=_COMMAND, capture_output=True)
    (wheel,) = wheels.glob("django_personalize-*.whl")
    constraint = wheels / "constraint.txt"
    constraint.write_text(f"django-personalize @ {wheel.as_uri()}\n", encoding="utf-8")
    tools = folder / ".state-tools"
    tools.mkdir()
    (tools / "python").symlink_to(Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}")
    left_out = ("PYTHON", "DJANGO", "VIRTUAL_ENV", "PYTEST", "COV_", "COVERAGE", "TEST_", "TOX")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    own = str(Path(sys.executable).parent)
    path = os.pathsep.join(part for part in kept["PATH"].split(os.pathsep) if part != own)
    return {
        **kept,
        "PATH": f"{tools}{os.pathsep}{path}",
        "PIP_CONSTRAINT": str(constraint),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        kept.mkdir(parents=True)
        yield kept.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="follow-") as made:
        yield Path(made).resolve()


def main() -> int:
    parser = argparse.ArgumentParser(description="Follows a tutorial word for word, in an empty folder.")
    parser.add_argument("tutorial", choices=sorted(page.stem for page in (DOCS / "tutorials").glob("*.md")))
    parser.add_argument("--folder", type=Path, help="a new folder to keep what was made")
    options = parser.parse_args()
    page = DOCS / "tutorials" / f"{options.tutorial}.md"
    began = time.monotonic()
    try:
        with _folder(options.folder) as folder:
            follow(page, folder)
    except Stumbled as error:
        print(f"Stumbled. {error}", file=sys.stderr)
        return 1
    text = page.read_text(encoding="utf-8")
    words = len(re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL).split())
    seconds = time.monotonic() - began
    print(f"Followed {page.name} in {seconds:.0f} s of commands and clicks; a reader adds {words} words.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
