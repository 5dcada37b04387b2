"""Small decks whose frames are known, made without a model or a scene."""

import hashlib
import json

import av
import numpy as np

from attnviz.clips.cache import CachedClip
from attnviz.clips.job import ClipJob, SceneName
from attnviz.frames.encoder import Encoder
from attnviz.frames.settings import FrameSettings
from attnviz.look.style import DARK
from attnviz.slides.assemble import make_deck
from attnviz.stage.settings import SceneSettings

SMALL = FrameSettings(256, 144, 10)
SENTENCE = "red wine & <bread>"
SOURCE = "SmolLM2-135M · layer 13 · head 1 · words"
# name, caption, first frame, end
BEATS = [
    ("tokens", "Words: 4.", 0, 7),
    ("scores", 'A score: "wine" < bread & salt.', 7, 8),
    ("mask", "No word\nlooks ahead -->", 8, 29),
    ("too_short", "Nobody sees this.", 29, 29),
    ("reading", "wine gives 0.56.", 29, 33),
]
BOUNDS = [(start, end) for _, _, start, end in BEATS if end > start]


def write_clip(path, beats=BEATS, picture=SMALL, seed=0):
    """Encode a clip of different frames as the stage does, a section a beat."""
    rng = np.random.default_rng(seed)
    encoder = Encoder(path, picture)
    for _, _, start, end in beats:
        encoder.mark()
        for _ in range(start, end):
            pixels = np.full((picture.height, picture.width, 4), 255, np.uint8)
            pixels[..., :3] = rng.integers(0, 255, 3)
            pixels[20:90, 30:70, :3] = rng.integers(0, 255, (70, 40, 3))
            encoder.write(pixels)
    encoder.close()
    return path


def kept_clip(folder, slug="pattern", title="Attention pattern", picture=SMALL, theme=DARK, seed=0):
    """Return a job and its finished clip with a sidecar."""
    folder.mkdir(parents=True, exist_ok=True)
    clip = write_clip(folder / f"{slug}.mp4", picture=picture, seed=seed)
    beats = [{"name": n, "caption": c, "start": s, "end": e} for n, c, s, e in BEATS]
    sidecar = folder / f"{slug}.json"
    sidecar.write_text(json.dumps({"frames": BEATS[-1][3], "source": SOURCE, "beats": beats}))
    settings = SceneSettings(theme=theme)
    where = SceneName("x", slug)
    job = ClipJob(where, slug, title, (SENTENCE,), "smollm2", settings, picture)
    return job, CachedClip(clip, sidecar)


def small_deck(folder, per="beat", **look):
    """Return a deck of two scenes."""
    made = [
        kept_clip(folder / "clips", **look),
        kept_clip(folder / "clips", "update", "Update", seed=1, **look),
    ]
    steps = folder / "steps"
    steps.mkdir()
    return make_deck(made, steps, per)


def decoded(path):
    """Return when each frame of a video shows, in seconds, and a checksum of what the file says."""
    with av.open(str(path)) as movie:
        return [
            (float(f.pts * f.time_base), hashlib.sha256(f.to_ndarray().tobytes()).hexdigest())
            for f in movie.decode(video=0)
        ]


def frames(path):
    """Return the frames of a video as RGB pictures (height, width, 3)."""
    with av.open(str(path)) as movie:
        # 16 bits first: those are exact.
        exact = [frame.to_ndarray(format="gbrp16le") / 256 for frame in movie.decode(video=0)]
    return [np.floor(np.minimum(frame, 255) + 0.5).astype(np.uint8) for frame in exact]
