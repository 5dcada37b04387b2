"""The scene that all attnviz scenes are: beats, captions, holds, and a page around them.

It is an ordinary manim scene that is handed a Trace. What it draws when manim's own command runs
it, and nobody hands it one, it is told: see `AttentionScene.unasked`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from manim import Animation, Camera, Mobject, Scene, VGroup, config

from attnviz.analysis.counts import unit_name
from attnviz.catalog.captions import noted, noting, titles
from attnviz.catalog.scenes import beat_name
from attnviz.errors import UsageError
from attnviz.frames.camera import StageCamera, set_page
from attnviz.ink.motion import HANDOVER, appear, vanish
from attnviz.ink.text import Line, Run, label, line_width
from attnviz.ink.tween import Tween, leaves
from attnviz.look.fonts import speaking
from attnviz.look.glyphs import text_width
from attnviz.look.page import Page
from attnviz.look.style import HOLD, LAST_HOLD, XS, M, S, reading_time
from attnviz.look.typeset import shorten
from attnviz.mobjects.thinning import labelled_note, source_note
from attnviz.stage.captions import fill, plain_text, set_caption, spoken_bubbles
from attnviz.stage.settings import SceneSettings
from attnviz.traces.head import HeadTrace
from attnviz.traces.records import Token, Word
from attnviz.traces.trace import Trace
from attnviz.traces.words import tell_apart


@dataclass(frozen=True)
class Beat:
    """A named step of a scene, as it was played.

    Attributes
    ----------
    name
        As in the captions' file.
    caption
        What it says and what its bubbles say, as plain text: see `plain_text` of `captions`.
    start, end
        Frames from the beginning of the clip; `end` is the first frame of what follows.
    """

    name: str
    caption: str
    start: int
    end: int


Traces = Trace | Sequence[Trace]
"""What a scene draws: the trace of a sentence, or those of several."""

Unasked = Callable[["SceneSettings | None"], tuple[Traces, SceneSettings]]
"""Computes what a scene draws when it is not handed a Trace, and how it is then played."""


class AttentionScene(Scene):
    """A scene that draws one Trace, beat by beat.

    Parameters
    ----------
    trace
        What to draw: one, or several for a scene that needs several sentences, the first of them in
        `trace` and all in `traces`; None takes what `unasked` computes, for a scene that manim
        itself runs.
    settings
        How to play it; None is what `unasked` says where it says what to draw, else the default.
    kwargs
        Passed on to manim's Scene.
    """

    slug: ClassVar[str]
    tempo: ClassVar[float] = 1.0  # how much faster than others this scene is played
    camera_type: ClassVar[type[Camera]] = StageCamera
    #: What to draw where nobody hands over a Trace, see `attnviz.plain.runs_alone`.
    unasked: ClassVar[Unasked | None] = None
    #: What a picture or the footer says, see there.
    notes = staticmethod(noted)

    def __init__(
        self, trace: Traces | None = None, settings: SceneSettings | None = None, **kwargs: Any
    ) -> None:
        if trace is None:
            unasked = type(self).unasked
            if unasked is None:
                raise UsageError(f"{type(self).__name__} draws a Trace: hand it one")
            trace, settings = unasked(settings)
        self.traces = (trace,) if isinstance(trace, Trace) else tuple(trace)
        self.trace, self.settings = self.traces[0], settings or SceneSettings()
        self.theme = self.settings.theme
        self.head: HeadTrace = self.trace.head(
            self.settings.layer, self.settings.head, self.settings.unit
        )
        self.word_names = tell_apart(self.head.labels)
        self.unit_name = unit_name([word.text for word in self.trace.words], self.head.unit)
        self.page = Page.of_pixels(config.pixel_width, config.pixel_height)
        super().__init__(camera_class=self.camera_type, **kwargs)
        if not isinstance(self.renderer.camera, Camera):
            raise UsageError("attnviz scenes need manim's Cairo renderer: leave out --renderer")
        set_page(self.renderer.camera, self.page, self.theme.ground)
        self.played: list[Beat] = []
        self.before_beats: Callable[[], None] | None = None
        self.after_beat: Callable[[Beat], None] | None = None
        self._caption: Line | None = None
        self._said = ""
        self._caption_words, self._caption_since = 0, 0.0
        self.bubbles_said: list[tuple[str, int, str]] = []  # in this beat, see `_said_aloud`
        self._legend: Mobject | None = None
        self.labelled = ""  # how many words have labels, where not all have
        self.caption_below = True  # a picture that needs the room sends it up to the title

    # What a scene says of itself

    def drawn(self) -> Mapping[str, Any]:
        """Return what the clip drew besides the head's own arrays, for its sidecar."""
        return {}

    @property
    def heading(self) -> str:
        """The scene's title, in the captions' language, or else in English."""
        own = self.settings.words("titles")
        return own.get(self.slug) or titles("en").get(self.slug, type(self).__name__)

    @property
    def pace(self) -> float:
        """The speed at which the scene is played."""
        return self.tempo * self.settings.pace

    def expected_seconds(self) -> float:
        """Return about how long the clip will be, for a display of progress."""
        return 2.7 * len(self.beats()) / self.pace

    def beats(self) -> Sequence[str]:
        """Return the names of the beats that this Trace calls for, each a method."""
        raise NotImplementedError

    def slots(self) -> Mapping[str, Sequence[Run]]:
        """Return what stands in the captions' places."""
        return {}

    def word_list(self, words: Sequence[str], color: str) -> list[Run]:
        """Write words as the captions' language lists them: one, two and three."""
        joints = self.settings.words("lists")
        runs: list[Run] = []
        for i, word in enumerate(words):
            if i:
                last = i == len(words) - 1
                runs.append(Run(joints["last" if last else "other"], self.theme.text, "italic"))
            runs.append(Run(word, color))
        return runs

    def brief(self, position: int) -> str:
        """Return a position's name, without its middle if it would fill a caption."""
        return shorten(self.word_names[position], 0.28 * self.page.width, M)

    def spaces(self, parts: Sequence[Word] | Sequence[Token] | None = None) -> list[bool]:
        """Return whether a space stands before each part of the sentence.

        Parameters
        ----------
        parts
            Words or tokens; the head's own positions if None.
        """
        own = self.trace.words if self.head.unit == "word" else self.trace.tokens
        words: Sequence[Word | Token] = own if parts is None else parts
        text = self.trace.sentence
        found = []
        for before, part in zip([None, *words], words, strict=False):
            around = text[max(part.start - 1, 0) : part.start + 1]
            # Tokens inside one character start together: only the first follows a space.
            inside = before is not None and before.start == part.start
            found.append(not inside and any(c.isspace() for c in around))
        return found

    def say_labelled(self, shown: int, n: int) -> None:
        """Let the footer say from its next change on that `shown` of `n` words have labels."""
        self.labelled = labelled_note(shown, n, self.unit_name)

    # Playing

    def render(self, *args: Any, **kwargs: Any) -> bool:
        """Render, as manim does, in the theme's own fonts and the captions' language."""
        with speaking(self.theme), noting(self.settings.language):
            return bool(super().render(*args, **kwargs))

    def construct(self) -> None:
        """Play every beat: caption, movement, hold."""
        self.captions = self.settings.words(self.slug)
        self.add(*self._page_furniture())
        beats = list(self.beats())
        if self.before_beats is not None:
            self.before_beats()
        for name in beats:
            start, self._said, self.bubbles_said = self._frame(), name, []
            self.next_section(name)
            getattr(self, name)()
            self._hold(last=name == beats[-1])
            beat = Beat(beat_name(self.slug, name), self._said_aloud(), start, self._frame())
            self.played.append(beat)
            if self.after_beat is not None:
                self.after_beat(beat)

    def play(self, *animations: Any, **kwargs: Any) -> None:
        """Play animations at the scene's pace; those of nothing are left out."""
        real = [a for a in animations if not isinstance(a, Tween) or a.leaves]
        for animation in real:
            animation.run_time = max(animation.run_time / self.pace, 1 / config.frame_rate)
        if real:
            super().play(*real, **kwargs)

    def add(self, *mobjects: Any) -> AttentionScene:
        """Put mobjects on the scene; Inks stand on it one by one, in drawing order."""
        for mobject in mobjects:
            inks: list[Mobject] = [*leaves(mobject)] or [mobject]
            known = {id(m) for m in self.mobjects}
            self.mobjects += [ink for ink in inks if id(ink) not in known]
        return self

    def add_mobjects_from_animations(self, animations: list[Animation]) -> None:
        """Leave what our own animations move where it is in the drawing order."""
        super().add_mobjects_from_animations([a for a in animations if not isinstance(a, Tween)])

    def rest(self, seconds: float = HOLD) -> None:
        """Hold the picture for so many seconds at pace 1."""
        self.wait(seconds)

    def _hold(self, last: bool) -> None:
        spent = (self.time - self._caption_since) * self.pace
        unread = reading_time(self._caption_words) - spent if self._caption else 0.0
        self.rest(max(unread, LAST_HOLD if last else HOLD))

    def _frame(self) -> int:
        return round(self.time * config.frame_rate)

    # Captions, title and footer

    def caption_text(self, beat: str) -> str:
        """Return a beat's caption as it is said without colour."""
        return plain_text(self._caption_runs(beat), self.settings.words("plain"))

    def _said_aloud(self) -> str:
        """Return what stands in the caption, and after it what words say in bubbles.

        `bubbles_said` has of each the line of ``[plain]`` that it becomes, who speaks, and what.
        """
        said = [(kind, self.brief(i), text) for kind, i, text in self.bubbles_said]
        bubbles = spoken_bubbles(said, self.word_list, self.settings.words("plain"), self.theme)
        return " ".join(part for part in (self.caption_text(self._said), *bubbles) if part)

    def _caption_runs(self, beat: str) -> list[Run]:
        template = self.captions.get(beat, "")
        return fill(template, self.slots(), self.theme)

    def say(self, beat: str) -> list[Tween]:
        """Change the caption to a beat's: return the animations that do so."""
        self._said = beat  # a beat can have more than one line to choose from
        runs = self._caption_runs(beat)
        lines = set_caption(runs, self.page) if self.caption_below else self._caption_on_top(runs)
        if not self.settings.captions:  # they take their time all the same
            for ink in leaves(lines):
                ink.rgba[3] = 0.0
        gone = [vanish(self._caption, run_time=HANDOVER)] if self._caption else []
        delay = HANDOVER if gone else 0.0
        self._caption = lines
        self._caption_words = len("".join(run.text for run in runs).split())
        self._caption_since = self.time
        return [*gone, *([appear(lines, delay=delay)] if leaves(lines) else [])]

    def _caption_on_top(self, runs: Sequence[Run]) -> Line:
        """Set a caption on the title's line, when the picture needs the room below."""
        page = self.page
        left = page.left + text_width(self.heading, "sans-bold", S) + 0.5
        right = page.right - 0.5
        size = next((s for s in (M, S) if line_width(runs, s) <= right - left), XS)
        shown = list(runs)
        while line_width(shown, size) > right - left and len(shown) > 1:
            shown = [*shown[:-2], replace(shown[-2], text="…")]
        return Line(shown, size, ((left + right) / 2, page.title), "center")

    def legend(self, text: str) -> list[Tween]:
        """Change what the footer says at the right: how to read the picture, what was left out.

        How many words have labels, if not all have, is said as long as `labelled` says so.
        """
        gone = [vanish(self._legend, run_time=HANDOVER)] if self._legend else []
        self._legend = None
        said = [part for part in (text, self.labelled) if part]
        if not said:
            return gone
        page = self.page
        source, room = text_width(self.source(), "sans", XS) + 0.4, page.right - page.left
        whole = " · ".join(said)
        # A narrow page has two lines.
        lines = [(whole, 0.3 if text_width(whole, "sans", XS) + source > room else 0.0)]
        if len(said) > 1 and text_width(whole, "sans", XS) > room:
            lines = [(text, 0.3), (self.labelled, 0.0)]
        self._legend = VGroup(*(
            label(part, self.theme.mute, XS, (page.right, page.footer + lift), "right", "sans")
            for part, lift in lines
        ))  # fmt: skip
        return [*gone, appear(self._legend, delay=HANDOVER if gone else 0.0)]

    def _page_furniture(self) -> list[Mobject]:
        page, theme = self.page, self.theme
        return [
            label(self.heading, theme.text, S, (page.left, page.title), "left", "sans-bold"),
            label(self.source(), theme.mute, XS, (page.left, page.footer), "left", "sans"),
        ]

    def source(self) -> str:
        """Return where the numbers come from, for the footer."""
        return source_note(self.head, self.unit_name)
