"""Scenes of a second, well and badly behaved: what processes of the tests render."""

import os
import signal
import time

from attnviz.errors import UsageError
from attnviz.ink.motion import appear, travel
from attnviz.ink.text import label
from attnviz.look.style import M
from attnviz.stage.scene import AttentionScene


class Quick(AttentionScene):
    """The sentence appears and moves."""

    slug, title, number = "pattern", "Quick", 1

    def beats(self):
        return ["grid"]

    def grid(self):
        words = label(self.trace.sentence, self.theme.text, M, (0.0, 0.0))
        self.play(appear(words), *self.say("grid"))
        self.happen()
        self.play(travel(words, (1.0, 0.5)))

    def happen(self):
        """Do what scenes derived from this one are bad at."""


class Broken(Quick):
    """Has a mistake."""

    def happen(self):
        raise ZeroDivisionError("a scene\nwith a mistake")


class Refused(Quick):
    """Cannot show this sentence."""

    def happen(self):
        raise UsageError("this sentence has nothing to show: pass another")


class Killed(Quick):
    """Is ended by the system."""

    def happen(self):
        os.kill(os.getpid(), signal.SIGKILL)


class Endless(Quick):
    """Goes on until it is stopped."""

    def happen(self):
        time.sleep(600)


class Loud(Quick):
    """Prints."""

    def happen(self):
        print("said by a scene")
