"""What somebody asks for, as flags, a settings file or a call: one record for all of them.

Nothing here imports numpy or manim before it is needed: `--help` and a cached clip come at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from attnviz.catalog.choices import Unit
from attnviz.catalog.scenes import DEFAULT_SENTENCE, SceneEntry, follows
from attnviz.errors import UsageError
from attnviz.frames.settings import FORMATS, QUALITIES, STILLS, FrameSettings

if TYPE_CHECKING:
    from attnviz.catalog.own_captions import OwnCaptions
    from attnviz.clips.job import ClipJob
    from attnviz.look.style import Theme
    from attnviz.stage.settings import SceneSettings

# Every browser shows a frame of less than 2 hundredths of a second for 10.
GIF_FASTEST = 50


@dataclass(frozen=True)
class Request:
    """A sentence, how it is played and drawn, and where the result goes.

    Attributes
    ----------
    sentence, model
        What is computed: the model's name or the path of its file.
    further
        The sentences after the first, for scenes that are made from several.
    layer, head, unit
        What is looked at; None takes the model's own display head.
    word, key
        The word that is followed, and the one that answers; None chooses.
    quality, resolution, fps
        manim's letter for size and rate, and what stands in for either.
    form
        One of `FORMATS`; None takes that of the output's suffix, else mp4.
    transparent
        Whether the ground is left out.
    beat
        The beat whose end is wanted as a still.
    once
        Whether a GIF stops at its end.
    max_size
        Bytes that a clip may have; None for any.
    theme, lang, detail, pace
        How it is played: see `attnviz.stage.settings.SceneSettings`.
    captions
        Some of `attnviz.catalog.choices.CAPTIONS`; ``none`` alone.
    captions_file
        Captions of one's own, see `attnviz.catalog.own_captions`.
    output, media_dir
        The file, or the folder of files named after the sentence.
    jobs, disable_caching, preview
        How many clips at once, whether old ones are used, whether new ones are opened.
    overwrite
        Whether files that attnviz did not write are replaced.
    """

    sentence: str = DEFAULT_SENTENCE
    further: tuple[str, ...] = ()
    model: str = "smollm2"
    layer: int | None = None
    head: int | None = None
    unit: Unit = "word"
    word: str | None = None
    key: str | None = None
    quality: str = "m"
    resolution: tuple[int, int] | None = None
    fps: float | None = None
    form: str | None = None
    transparent: bool = False
    beat: str | None = None
    once: bool = False
    max_size: int | None = None
    theme: str = "dark"
    lang: str = "en"
    detail: bool = False
    pace: float = 1.0
    captions: tuple[str, ...] = ("burn",)
    captions_file: Path | None = None
    output: Path | None = None
    media_dir: Path = Path("media")
    jobs: int | None = None
    disable_caching: bool = False
    overwrite: bool = False
    preview: bool = False

    def __post_init__(self) -> None:
        """Refuse captions that contradict each other."""
        if "none" in self.captions and len(set(self.captions)) > 1:
            raise UsageError("--captions none excludes the others: leave it out, or the others")

    @property
    def format(self) -> str:
        """A clip's format: as asked, by the output's suffix, or by default.

        Raises
        ------
        UsageError
            When these contradict each other.
        """
        output = self.output
        suffix = output.suffix[1:].lower() if output is not None else ""
        if suffix and suffix not in FORMATS:
            raise UsageError(
                f"cannot make a clip named {output}: end it in one of .{', .'.join(FORMATS)}"
            )
        if self.form and suffix and self.form != suffix:
            name = output.with_suffix(f".{self.form}") if output is not None else ""
            raise UsageError(f"{output} is not a name for a {self.form}: pass -o {name}")
        usual = "png" if self.beat is not None else "mov" if self.transparent else "mp4"
        return self.form or suffix or usual

    def check_still(self) -> None:
        """Refuse what no still can have, if a still is asked for."""
        if self.format in STILLS and self.subtitles():
            raise UsageError("a still has no subtitles: pass --captions burn or none")
        if self.format in STILLS and self.max_size is not None:
            raise UsageError("--max-size is for clips: choose a still's size with -r W,H")

    def subtitles(self) -> tuple[str, ...]:
        """Return the formats of the subtitle files that are asked for, each once."""
        return tuple(form for form in ("srt", "vtt") if form in self.captions)

    def scene_settings(self) -> SceneSettings:
        """Return how scenes are played."""
        from attnviz.look.themes import load_theme
        from attnviz.stage.settings import SceneSettings

        return SceneSettings(
            self.layer, self.head, self.unit, self.pace, load_theme(self.theme), self.lang,
            self.detail, "burn" in self.captions, self.own_captions(),
            self.word, self.key,
        )  # fmt: skip

    def own_captions(self) -> OwnCaptions:
        """Read the captions of one's own, if there is a file of them."""
        if self.captions_file is None:
            return ()
        from attnviz.catalog.own_captions import read_captions

        return read_captions(self.captions_file, self.lang)

    def frame_settings(self, form: str | None = None) -> FrameSettings:
        """Return the frames that are asked for.

        Parameters
        ----------
        form
            The format of what something else is made of, such as a deck; None takes `format`.
        """
        form = form or self.format
        width, height, rate = QUALITIES[self.quality]
        if self.resolution is not None:
            width, height = self.resolution
        if form == "gif":
            if self.fps is not None and self.fps > GIF_FASTEST:
                raise UsageError(
                    f"a GIF plays slowly above {GIF_FASTEST} frames per second: lower --fps"
                )
            rate = min(rate, GIF_FASTEST)
        return FrameSettings(
            width, height, rate if self.fps is None else self.fps, form,
            self.transparent, self.beat, self.once,
        )  # fmt: skip

    def job(
        self, entry: SceneEntry, frame_settings: FrameSettings, before: SceneEntry | None = None
    ) -> ClipJob:
        """Return the job of one scene.

        Parameters
        ----------
        before
            The scene that has just been shown, in a film.

        Raises
        ------
        UsageError
            When the scene is made from another number of sentences, or one of these cannot be read.
        """
        from attnviz.clips.job import ClipJob, SceneName
        from attnviz.traces.sentence import check_text

        settings = self.scene_settings()
        if entry.joins and follows(entry, before):
            settings = replace(settings, joined=True)
        sentences, needs = (self.sentence, *self.further), entry.needs
        needs.check_count(entry.slug, len(sentences))
        return ClipJob(
            scene=SceneName(entry.module, entry.class_name),
            slug=entry.slug,
            title=settings.words("titles").get(entry.slug, entry.title),
            sentences=tuple(check_text(sentence) for sentence in sentences),
            model=self.model,
            settings=settings,
            frame_settings=frame_settings,
            needs=needs,
            seconds=entry.seconds,
        )

    def check(self) -> list[str]:
        """Fetch weights at first use, and find out what will be hard to read.

        The rest is found out where the work is done; this is what must be said before it begins.

        Returns
        -------
        list of str
            Warnings: letters that no font can draw, colours of a theme that are hard to read.
        """
        if self.model == "smollm2":
            from attnviz.models import weights

            weights.default()
        from attnviz.look.themes import load_theme, warnings

        theme = load_theme(self.theme)
        return [*warnings(theme), *self._without_letters(theme)]

    def _without_letters(self, theme: Theme) -> list[str]:
        # The default fonts have English, and a clip that is there should come at once.
        own = [text for *_, text in self.own_captions()]
        written = (self.sentence, *self.further, *own)
        if all(map(str.isascii, written)) and self.lang == "en":
            return []
        from attnviz.catalog.captions import letters
        from attnviz.look.fonts import has_cjk, missing, speaking

        said = letters(self.lang) if "burn" in self.captions else ""
        with speaking(theme):
            lost = missing([*written, said])
        way = (
            "" if has_cjk() else ": for Chinese, Japanese and Korean, pip install manimgx-fonts-cjk"
        )
        return [f"no installed font can draw {' '.join(lost[:8])}{way}"] if lost else []

    def target(self, name: str, form: str) -> Path:
        """Return where a result goes: as asked, or under its own name in the media folder."""
        return self.media_dir / name if self.output is None else with_suffix(self.output, form)


def with_suffix(output: Path, form: str) -> Path:
    """Give a name without a suffix its format's, as manim does; a folder keeps its name."""
    bare = not output.suffix and output.name and not output.is_dir()
    return output.with_suffix(f".{form}") if bare else output
