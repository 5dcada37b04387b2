"""Clips that are asked for: what each is made of, where it goes, and how it gets there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from attnviz.catalog.scenes import SceneEntry
from attnviz.clips.request import Request, format_of
from attnviz.errors import UsageError

if TYPE_CHECKING:
    from attnviz.clips.cache import CachedClip
    from attnviz.clips.job import ClipJob


@dataclass(frozen=True)
class PlannedClip:
    """One clip that is asked for.

    Attributes
    ----------
    job
        What is made.
    target
        Where it goes.
    request
        What it is part of.
    limit
        Bytes that it may have; None for any.
    """

    job: ClipJob
    target: Path
    request: Request
    limit: int | None = None

    def deliver(self, made: CachedClip) -> str:
        """Put a finished clip where it goes, made small enough first.

        Returns
        -------
        str
            What was lowered for that, or nothing.

        Raises
        ------
        UsageError
            When it cannot be made small enough.
        """
        from attnviz.clips.delivery import deliver_clip

        if self.limit is None:
            deliver_clip(made, self.target, self.request.subtitles())
            return ""
        from attnviz.clips.fit import fit_clip

        ground = self.job.settings.theme.ground
        with TemporaryDirectory(prefix="attnviz-") as folder:
            small, lowered = fit_clip(
                made, self.job.frame_settings, ground, self.limit, Path(folder)
            )
            deliver_clip(small, self.target, self.request.subtitles())
        return lowered


def plan(
    entries: Sequence[SceneEntry], request: Request, form: str | None = None,
    transparent: bool = False, beat: str | None = None, max_size: int | None = None,
) -> list[PlannedClip]:  # fmt: skip
    """Decide on the clips of some scenes with the same settings.

    Parameters
    ----------
    form
        One of `attnviz.clips.request.FORMATS`; by the suffix of the output, else mp4, if None.
    transparent
        Whether the ground is left out.
    beat
        The beat whose end is wanted as a still.
    max_size
        Bytes that a clip may have.

    Raises
    ------
    UsageError
        When these contradict each other.
    """
    if request.output is not None and len(entries) > 1:
        raise UsageError(f"-o names one clip, and {len(entries)} are asked for: use --media_dir")
    if beat is not None and len(entries) > 1:
        raise UsageError(f"--beat is one scene's, and {len(entries)} are asked for: pass one")
    wanted = format_of(form, request.output, transparent, still=beat is not None)
    if wanted in ("png", "svg") and request.subtitles():
        raise UsageError("nothing plays in a still: pass --captions burn or none")
    if wanted in ("png", "svg") and max_size is not None:
        raise UsageError("--max-size is for clips: choose a still's size with -r W,H")
    frame_settings = request.frame_settings(wanted, transparent, beat)
    work = [request.job(entry, frame_settings) for entry in entries]
    return [
        PlannedClip(job, request.target(job.file_name(), wanted), request, max_size) for job in work
    ]
