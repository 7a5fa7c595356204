"""A real Chromium, found by CHROMIUM or on the path, which says of itself what people's browsers say."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

#: Headless Chromium calls itself "HeadlessChrome", and the shop rightly takes that for a robot. Told to the whole
#: browser, because a beacon of a page that is being left no longer knows what was told to the page.
USER_AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--user-agent={USER_AGENT}",
]


@contextmanager
def chromium(*, images: bool = True) -> Iterator[Browser]:
    """Chromium while the block runs; without images it is quicker. Raises `LookupError` where there is none."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if path is None:
        raise LookupError("No Chromium: install it (apt install chromium), or name it in CHROMIUM.")
    arguments = _ARGUMENTS if images else [*_ARGUMENTS, "--blink-settings=imagesEnabled=false"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()
