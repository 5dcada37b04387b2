"""A deck in a real browser, and what a lecturer does with it."""

import re
import time
from io import BytesIO

from PIL import Image

from tests.colors import ENDS

NEAR = 14  # how far a colour may be from itself after the encoder
FRONT = '#stage > [style*="z-index: 2"]'


class Talk:
    """A deck that is open in a window, and whatever goes wrong in it."""

    def __init__(self, page, file, step):
        self.page, self.faults = page, []
        page.context.on("request", self._requested)
        page.on("console", lambda said: self.faults.append(said.text))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("dialog", lambda dialog: self.faults.append(dialog.message))
        page.goto(file.as_uri() + (f"#{step}" if step else ""))

    def _requested(self, request):
        if not re.match("file:|data:|blob:|about:", request.url):
            self.faults.append(request.url)

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def color(self):
        return pixel(self.page.screenshot())

    def holds(self, color, step):
        """Wait until a step stands still, and see its colour and its number."""
        self.page.wait_for_selector("#stage[data-state=held]", timeout=8000)
        self.shows(color)
        assert self.page.url.endswith(f"#{step}")
        return True

    def shows(self, color):
        end = time.monotonic() + 4
        while not near(seen := self.color(), color):
            assert time.monotonic() < end, f"{seen} is seen, not {color}"
        return True

    def ready(self, step=1):
        """Wait until a step that was just entered has played."""
        self.holds(ENDS[step - 1], step)
        assert self.played()

    def played(self):
        """Tell whether a video is in front, and not a still."""
        return self.front("front => front.tagName") == "VIDEO"

    def front(self, script):
        """Ask what is in front something."""
        found = (
            "[...document.querySelectorAll('#stage > :not(button)')].find(e => e.style.zIndex == 2)"
        )
        return self.page.evaluate(f"({script})({found})")

    def text(self, name):
        return self.page.locator(f"#{name}").text_content()


def near(one, other):
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) <= NEAR


def pixel(picture):
    """Return the colour that a PNG has where decks have theirs."""
    with Image.open(BytesIO(picture)) as image:
        return image.convert("RGB").getpixel((image.width // 2, image.height // 3))
