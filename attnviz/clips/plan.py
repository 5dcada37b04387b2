"""Clips that are asked for: what each is made of, where it goes, and how it gets there."""

from __future__ import annotations

import math
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

_LARGE = 200e6  # bytes of transparent .mov that should not come as a surprise
# Bytes of a frame in ProRes 4444 are about _PRORES * pixels ** _GROWTH: edges are what takes room,
# and they grow with the sides. Measured on pattern, softmax and update at 320x180 to 1280x720.
_PRORES, _GROWTH = 41.0, 0.69


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

    def expected_bytes(self) -> float:
        """Return about how large a transparent .mov becomes; nothing for what takes little room."""
        frames = self.job.frame_settings
        if not (frames.format == "mov" and frames.transparent) or self.request.max_size is not None:
            return 0.0
        count = self.job.seconds / self.job.settings.pace * frames.fps
        return count * _PRORES * math.pow(frames.width * frames.height, _GROWTH)

    @property
    def _where(self) -> tuple[Path, tuple[str, ...], bool]:
        return self.target, self.request.subtitles(), self.request.overwrite


def warnings(asked: Sequence[PlannedClip]) -> list[str]:
    """Return what should be heard before clips are made, each once; weights are fetched for it."""
    said = dict.fromkeys(warning for planned in asked for warning in planned.request.check())
    sizes = [planned.expected_bytes() for planned in asked]
    return [*said, _large(sizes)] if sum(sizes) >= _LARGE else [*said]


def _large(sizes: Sequence[float]) -> str:
    from attnviz.clips.fit import said

    count = sum(size > 0 for size in sizes)
    what = "a transparent .mov takes" if count == 1 else f"{count} transparent .mov files take"
    return (
        f"{what} about {said(float(f'{sum(sizes):.2g}'))}: --format webm is over 10 times smaller, "
        "for the web; for editors, lower -q or --fps"
    )


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
