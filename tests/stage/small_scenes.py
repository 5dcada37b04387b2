"""Scenes of a second, well and badly behaved: what processes of the tests render."""

import os
import signal
import time
from dataclasses import asdict

from attnviz.analysis.heads import rank_heads
from attnviz.analysis.vectors import cosine
from attnviz.errors import UsageError
from attnviz.ink.motion import appear, travel
from attnviz.ink.text import label
from attnviz.look.style import M
from attnviz.stage.scene import AttentionScene


class Quick(AttentionScene):
    """The sentence appears and moves."""

    slug = "pattern"

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


class Ranking(Quick):
    """Draws what every head of the model does."""

    def drawn(self):
        return {"heads": [asdict(report) for report in rank_heads(self.trace)]}


class Several(Quick):
    """Compares the last words of two sentences."""

    def drawn(self):
        one, other = (trace.residual[13][-1] for trace in self.traces)
        return {
            "sentences": [trace.sentence for trace in self.traces],
            "cosine": float(cosine(one, other)),
        }
