"""Sphinx: Markdown by MyST, furo's theme, every warning an error in CI."""

import re
from pathlib import Path

_root = Path(__file__).resolve().parent.parent
_version = re.search(
    r'^version = "(.+)"$', (_root / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE
)

project = "django-personalize"
author = "The django-personalize authors"
copyright = "2026, the django-personalize authors"
release = version = _version[1] if _version else ""

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build", "**/.*"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
nitpicky = True

html_theme = "furo"
html_title = f"django-personalize {release}"
html_static_path = ["_static"]
html_theme_options = {"source_directory": "docs/"}
