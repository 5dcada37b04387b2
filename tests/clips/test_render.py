"""Clips made from Python: their numbers, how they show themselves, and what is refused."""

import numpy as np
import pytest

import attnviz
from attnviz.errors import UsageError
from tests.drawing import decode

TINY = {"resolution": (256, 144), "fps": 5.0, "pace": 8.0}
S = "a blue creature"


def test_a_clip_from_python_has_its_numbers(tmp_path):
    clip = attnviz.render("softmax", S, media_dir=tmp_path, **TINY)
    assert clip.path.parent == tmp_path
    head = attnviz.trace(S, upto=14).head()
    assert np.array_equal(np.float32(clip.numbers["pattern"]), head.pattern)
    assert clip.numbers["frames"] == len(decode(clip.path))


def test_a_still_shows_itself_as_a_picture(tmp_path):
    clip = attnviz.render("softmax", S, output=tmp_path / "x.png", resolution=(256, 144))
    html = clip._repr_mimebundle_()["text/html"]
    assert html.startswith('<img src="data:image/png;base64,')


def test_the_sentence_is_escaped_where_it_is_shown(tmp_path):
    clip = attnviz.render("mask", '"><script>alert(1)</script>', media_dir=tmp_path, **TINY)
    html = clip._repr_mimebundle_()["text/html"]
    assert "<script" not in html
    assert "&quot;&gt;&lt;script&gt;" in html


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"scene": "patern"}, "did you mean pattern"),
        ({"qualty": "l"}, "did you mean quality"),
        ({"quality": "x"}, "pass one of l, m"),
        ({"unit": "wrod"}, "did you mean word"),
        ({"lang": "xx"}, "pass one of en"),
        ({"captions": "brn"}, "did you mean burn"),
        ({"format": "mp5"}, "did you mean mp4"),
        ({"output": "x.avi"}, "end it in one of"),
        ({"sentence": ""}, "sentence"),
        ({"theme": "drak"}, "dark"),
    ],
)
def test_what_cannot_be_is_said_with_the_nearest_that_can(asked, said, tmp_path):
    with pytest.raises(UsageError, match=said):
        attnviz.render(**{"scene": "pattern", "media_dir": tmp_path, **asked})
    assert not list(tmp_path.iterdir())
