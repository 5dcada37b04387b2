"""Clips made from Python: what `attnviz.render` returns, and how a notebook shows it."""

from __future__ import annotations

import base64
import html
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from attnviz.catalog.choices import CAPTIONS, UNITS
from attnviz.catalog.scenes import DEFAULT_SENTENCE, find_scene
from attnviz.clips.outputs import sidecar_of
from attnviz.clips.plan import PlannedClip, plan, warnings
from attnviz.clips.request import Request
from attnviz.errors import AttnvizError
from attnviz.files.records import read_record
from attnviz.frames.settings import FORMATS, QUALITIES

_MEDIA = {
    "mp4": "video/mp4", "webm": "video/webm", "gif": "image/gif", "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
}  # fmt: skip


@dataclass(frozen=True)
class Clip:
    """A clip that was made; in a notebook it shows itself.

    Attributes
    ----------
    path
        The file.
    """

    path: Path

    @property
    def numbers(self) -> dict[str, Any]:
        """What the clip drew, as its JSON file has it: arrays as lists, every beat.

        Of more than 300 positions whole arrays are left out; ``left_out`` says how to get them.
        """
        return read_record(sidecar_of(self.path))

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:
        """Return what notebooks show: the file itself, inside the page, and its path as text."""
        return {"text/html": self._html(), "text/plain": str(self.path)}

    def _html(self) -> str:
        media = _MEDIA.get(self.path.suffix[1:])
        name = html.escape(str(self.path))
        if media is None:  # browsers play no ProRes
            return f"<code>{name}</code>"
        about = self.numbers
        data = f"data:{media};base64,{base64.b64encode(self.path.read_bytes()).decode()}"
        label = html.escape(f"{about['scene']}: {about['sentence']}", quote=True)
        size = f'style="max-width: 100%" width="{min(about["width"], 960)}"'
        if media.startswith("image"):
            return f'<img src="{data}" alt="{label}" {size}>'
        return (
            f'<video src="{data}" aria-label="{label}" {size} controls autoplay muted playsinline>'
            "</video>"
        )


def render(
    scene: str,
    sentence: str = DEFAULT_SENTENCE,
    *,
    format: str | None = None,
    transparent: bool = False,
    beat: str | None = None,
    max_size: int | None = None,
    **asked: Any,
) -> Clip:
    """Render one scene on a sentence, as `attnviz render` does, and return the clip.

    Parameters
    ----------
    scene : str
        A scene's slug, as `attnviz scenes` lists them.
    sentence : str
        One line of text.
    format : str, optional
        As `attnviz render --format`; by the suffix of `output`, else mp4.
    transparent : bool
        Leave the ground out (mov unless `format` says else).
    beat : str, optional
        Only how this beat ends, as PNG, SVG or PDF.
    max_size : int, optional
        Bytes that the clip may have; a warning says what was lowered for it.
    **asked
        As the command's flags: ``quality``, ``resolution`` (width, height), ``fps``, ``layer``,
        ``head``, ``unit``, ``model``, ``theme``, ``lang``, ``captions``, ``captions_file``,
        ``detail``, ``pace``, ``once``, ``output`` (a path), ``media_dir``, ``disable_caching``,
        ``overwrite``.

    Returns
    -------
    Clip
        The file, with its JSON beside it; in a notebook it plays.

    Raises
    ------
    UsageError
        When something that is asked for cannot be; it names the nearest that can.
    AttnvizError
        When weights are missing or the file cannot be written.

    Examples
    --------
    >>> clip = attnviz.render("pattern", "a fluffy blue creature", quality="l", theme="light")
    >>> clip.numbers["pattern"][3]
    """
    entry = find_scene(scene)
    kept = {"form": format, "transparent": transparent, "beat": beat, "max_size": max_size}
    _choose("format", format, (*FORMATS, None))
    return make(plan([entry], _request(sentence, asked, kept))[0])


def make(planned: PlannedClip) -> Clip:
    """Make one clip in this process."""
    from attnviz.clips.batch import Batch

    _warn(warnings([planned]))
    planned.check()
    with Batch([planned.job], 1, not planned.request.disable_caching) as batch:
        (made,) = batch.make()
        if isinstance(made, AttnvizError):
            raise made
        if lowered := planned.deliver(made):
            _warn([f"{planned.target.name}: lowered to {lowered}"])
    return Clip(planned.target)


def _request(sentence: str, asked: dict[str, Any], kept: dict[str, Any]) -> Request:
    known = {field.name for field in fields(Request)} - kept.keys() - {"further"}
    for name in asked:
        if name not in known:
            from attnviz.errors import unknown

            raise unknown("setting", name, known, "help(attnviz.render) lists them")
    from attnviz.catalog.captions import languages

    given = dict(asked)
    if isinstance(given.get("captions"), str):
        given["captions"] = (given["captions"],)
    choices = {"quality": tuple(QUALITIES), "unit": UNITS, "lang": languages()}
    for name in choices.keys() & given.keys():
        _choose(name, given[name], choices[name])
    for caption in given.get("captions", ()):
        _choose("kind of captions", caption, CAPTIONS)
    for name in ("output", "media_dir", "captions_file"):
        if given.get(name) is not None:
            given[name] = Path(given[name])
    return Request(sentence=sentence, **kept, **given)


def _choose(kind: str, name: Any, known: tuple[Any, ...]) -> None:
    if name not in known:
        from attnviz.errors import unknown

        names = [str(k) for k in known if k is not None]
        raise unknown(kind, str(name), names, f"pass one of {', '.join(names)}")


def _warn(said: list[str]) -> None:
    import warnings as standard

    for warning in said:
        standard.warn(warning, stacklevel=4)
