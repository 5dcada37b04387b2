"""Take the README's picture of a deck, as a browser shows it: `make gallery` (needs chromium)."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

STEPS_SEEN = 7


def main(target: str) -> None:
    """Make a deck of the pattern scene, open its overview, and save what it looks like."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("the picture of a deck needs chromium: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as player:
        deck = Path(folder, "deck.html")
        command = [sys.executable, "-m", "attnviz", "slides", "pattern", "-q", "l", "-o", str(deck)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        browser = player.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 780})
        page.goto(f"{deck.as_uri()}#{STEPS_SEEN}")
        page.keyboard.press("o")
        page.wait_for_timeout(1000)  # until it has faded in
        page.screenshot(path=target)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
