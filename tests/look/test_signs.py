"""Signs of white space can be drawn in every voice, whatever fonts there are."""

import pytest

from attnviz.look.fonts import missing
from attnviz.look.glyphs import set_text
from attnviz.look.style import Voice


@pytest.mark.parametrize("letter", "␣⍽↵⇥")
@pytest.mark.parametrize("voice", ["serif", "sans", "italic"])
def test_a_sign_is_drawn_inside_its_own_width(letter: str, voice: Voice) -> None:
    outline = set_text(letter, voice)
    assert 0 <= outline.points[:, 0].min() < outline.points[:, 0].max() <= outline.advance
    assert set_text(f"a{letter}b", voice).advance == pytest.approx(
        sum(set_text(part, voice).advance for part in ("a", letter, "b"))
    )


def test_no_sign_needs_a_font() -> None:
    assert missing(["a␣b⍽c↵d⇥"]) == []
