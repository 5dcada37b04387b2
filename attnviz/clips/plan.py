"""Clips that are asked for: what each is made of, where it goes, and how it gets there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from attnviz.catalog.scenes import SceneEntry
from attnviz.clips.request import Request
from attnviz.errors import UsageError
from attnviz.files.owned import scratch_folder

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
    """

    job: ClipJob
    target: Path
    request: Request

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

        limit = self.request.max_size
        if limit is None:
            deliver_clip(made, *self._where)
            return ""
        from attnviz.clips.fit import fit_clip

        ground = self.job.settings.theme.ground
        with scratch_folder() as folder:
            small, lowered = fit_clip(made, self.job.frame_settings, ground, limit, folder)
            deliver_clip(small, *self._where)
        return lowered

    def check(self) -> None:
        """Find out, before anything is made, whether its files can and may be written.

        Raises
        ------
        AttnvizError
            When they cannot, or one is somebody's own.
        """
        from attnviz.clips.outputs import check_outputs

        check_outputs(*self._where)

    @property
    def _where(self) -> tuple[Path, tuple[str, ...], bool]:
        return self.target, self.request.subtitles(), self.request.overwrite


def plan(entries: Sequence[SceneEntry], request: Request) -> list[PlannedClip]:
    """Decide on the clips of some scenes with the same settings.

    Raises
    ------
    UsageError
        When what is asked for contradicts itself.
    """
    count = len(entries)
    if request.output is not None and count > 1:
        raise UsageError(f"-o names one clip, and {count} are asked for: use --media_dir")
    if request.beat is not None and count > 1:
        raise UsageError(f"--beat is one scene's, and {count} are asked for: pass one")
    request.check_still()
    frame_settings = request.frame_settings()
    jobs = [request.job(entry, frame_settings) for entry in entries]
    targets = [request.target(job.file_name(), frame_settings.format) for job in jobs]
    return [PlannedClip(*both, request) for both in zip(jobs, targets, strict=True)]
