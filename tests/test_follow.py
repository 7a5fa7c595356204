"""The tutorials can be followed word for word: each step is one that a script can do, and doing them all works."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from docs import follow

ROOT = Path(__file__).resolve().parent.parent
TUTORIALS = sorted((ROOT / "docs" / "tutorials").glob("*.md"))

PAGE = """# A page

```shell
mkdir here
cd here
```

Prose, and a list that is none:

- Open <http://127.0.0.1:8000/>.

```python
# shop/models.py
x = 1
```

```python
# shop/models.py, at the end
y = 2
```

1. Open <http://127.0.0.1:8000/>.
2. You see “Tea”.

Now stop. Stop the server with Ctrl+C.
"""


def test_a_page_is_read_into_its_steps() -> None:
    assert [(step.kind, step.name, step.body) for step in follow.steps_of(PAGE)] == [
        ("shell", "", "mkdir here\ncd here\n"),
        ("write", "shop/models.py", "x = 1\n"),
        ("append", "shop/models.py", "y = 2\n"),
        ("look", "", "1. Open <http://127.0.0.1:8000/>.\n2. You see “Tea”.\n"),
        ("stop", "", ""),
    ]


def test_a_block_without_the_name_of_its_file_is_refused() -> None:
    with pytest.raises(follow.Stumbled, match=r"line 3: .* not with 'x = 1'"):
        list(follow.steps_of("# A page\n\n```python\nx = 1\n```\n"))


def test_a_sentence_that_nobody_understands_is_refused() -> None:
    assert follow.understood("Type `mel` into **Username**.") == ("type", {"text": "mel", "name": "Username"})
    with pytest.raises(follow.Stumbled, match="no sentence"):
        follow.understood("Look around.")


def test_what_is_typed_outlives_its_block(tmp_path: Path) -> None:
    terminal = follow.Terminal(tmp_path, dict(os.environ))
    terminal.type("mkdir here\ncd here\nexport COLOUR=blue")
    terminal.type('test "$COLOUR" = blue\ntest "$(basename $PWD)" = here')
    with pytest.raises(follow.Stumbled, match="'false' ended with 1"):
        terminal.type("false")


def test_nothing_can_be_added_to_a_file_that_is_not_there(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```python\n# a.py, at the end\nx = 1\n```\n", encoding="utf-8")
    (step,) = follow.steps_of(page.read_text(encoding="utf-8"))
    with pytest.raises(follow.Stumbled, match=r"a\.py does not exist"):
        follow.write(tmp_path / step.name, step.body, append=True)


@pytest.mark.parametrize("page", TUTORIALS, ids=lambda page: page.stem)
def test_every_step_of_a_tutorial_can_be_followed(page: Path) -> None:
    steps = list(follow.steps_of(page.read_text(encoding="utf-8")))
    assert {step.kind for step in steps} >= {"shell", "write", "look"}
    for step in steps:
        if step.kind == "look":
            for sentence in follow.sentences_of(step.body):
                follow.understood(sentence)


@pytest.mark.browser
@pytest.mark.row("H6")
@pytest.mark.parametrize("page", TUTORIALS, ids=lambda page: page.stem)
def test_a_tutorial_is_true_from_its_first_word_to_its_last(page: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "docs.follow", page.stem],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )
    print(done.stdout[-4000:])
    assert done.returncode == 0, done.stderr
