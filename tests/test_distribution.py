"""What `pip install django-personalize` brings."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "django_personalize"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names inside a wheel built from this tree."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return set(zipfile.ZipFile(built).namelist())


def test_the_wheel_holds_every_file_of_the_package(wheel: set[str]) -> None:
    expected = {
        path.relative_to(ROOT).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {name for name in wheel if name.startswith("django_personalize/")} == expected


@pytest.mark.parametrize(
    "kind",
    [
        "django_personalize/py.typed",
        "django_personalize/migrations/0001_initial.py",
        "django_personalize/templates/personalize/*.html",
        "django_personalize/static/personalize/*.js",
        "django_personalize/locale/de/LC_MESSAGES/*.mo",
        "django_personalize/locale/hu/LC_MESSAGES/*.mo",
    ],
)
def test_the_wheel_holds_more_than_modules(wheel: set[str], kind: str) -> None:
    assert any(Path(name).match(kind) for name in wheel)


def test_the_wheel_holds_neither_tests_nor_the_example(wheel: set[str]) -> None:
    assert {name.partition("/")[0].partition("-")[0] for name in wheel} == {"django_personalize"}
