"""What a clip draws, computed: as much of the model as its scene needs, on every sentence."""

from __future__ import annotations

from functools import lru_cache

from attnviz.clips.job import ClipJob, weights_identity
from attnviz.models.load import load_model
from attnviz.traces.records import check_head
from attnviz.traces.trace import Trace


def traces_for(job: ClipJob) -> tuple[Trace, ...]:
    """Run the model for a clip.

    Parameters
    ----------
    job
        Its needs say how far the model runs; what a trace of this model lacks is found out here,
        before anything is drawn.

    Returns
    -------
    tuple of Trace
        One a sentence.

    Raises
    ------
    UsageError
        When the model has no such head, the sentence or the model cannot be used, or the model has
        not all that the scene needs.
    AttnvizError
        When the weights are missing, truncated or altered.
    """
    settings, needs = job.settings, job.needs
    whole = needs.layers == "all" or needs.weights == "all"
    asked = settings.layer, settings.head, whole
    traces = _traces(job.sentences, job.model, weights_identity(job.model), *asked)
    for trace in traces:
        needs.check_parts(job.slug, trace.lacks)
    return traces


# Scenes that a process makes are mostly on the same sentence; a few of them need all layers of it.
@lru_cache(maxsize=2)
def _traces(
    sentences: tuple[str, ...], model: str, weights: object, layer: int | None, head: int | None,
    whole: bool,
) -> tuple[Trace, ...]:  # fmt: skip
    runner = load_model(model)
    layer, _ = check_head(runner.info, layer, head)
    return tuple(runner.trace(sentence, None if whole else layer + 1) for sentence in sentences)
