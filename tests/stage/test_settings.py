"""How a scene is played: a pace that no clip can have is refused."""

from dataclasses import FrozenInstanceError

import pytest

from attnviz.errors import UsageError
from attnviz.look.style import DARK
from attnviz.stage.settings import SceneSettings


@pytest.mark.parametrize("pace", [0.1, 0.5, 1, 10])
def test_a_pace_can_be_anything_between_a_tenth_and_ten(pace):
    assert SceneSettings(pace=pace).pace == pace


@pytest.mark.parametrize("pace", [0.0, 0.0999, 10.01, -1, float("nan"), float("inf")])
def test_another_is_refused_in_one_line_with_the_range(pace):
    with pytest.raises(UsageError, match=r"^--pace .* is out of range: pass 0\.1 to 10$"):
        SceneSettings(pace=pace)


def test_nothing_asked_for_is_the_model_s_own_head_by_words_in_dark():
    plain = SceneSettings()
    assert (plain.layer, plain.head, plain.unit, plain.theme) == (None, None, "word", DARK)
    assert (plain.language, plain.detail, plain.captions) == ("en", False, True)
    with pytest.raises(FrozenInstanceError):
        plain.pace = 2.0
