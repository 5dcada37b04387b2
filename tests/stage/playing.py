"""What tests of the stage share: a scene played in small, looked at beat by beat."""

from attnviz.frames.settings import FrameSettings
from attnviz.stage.play import visit_beats
from attnviz.stage.settings import SceneSettings

WIDE, TALL, SQUARE = (
    FrameSettings(256, 144, 10),
    FrameSettings(144, 256, 10),
    FrameSettings(144, 144, 10),
)


def play(scene, trace, look=lambda scene: None, frames=WIDE, **settings):
    """Play a scene; return it as it stands at the end, and what `look` finds after each beat."""
    found, last = {}, []

    def see(beat, scene):
        last[:] = [scene]
        found[beat.name] = look(scene)

    visit_beats(scene, trace, SceneSettings(**settings), frames, see)
    return last[0], found
