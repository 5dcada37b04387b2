"""Frames at even intervals: those of the clip, each once, also where a picture is held."""

import numpy as np
import pytest

from attnviz.frames.sampler import Sampler


def picture(value):
    return np.full((2, 3, 4), value, np.uint8)


def test_it_keeps_the_first_of_every_so_many_frames():
    sampler = Sampler(4)
    for i in range(10):
        sampler.write(picture(i))
    assert [(n, int(frame[0, 0, 0])) for n, frame in sampler.kept] == [(0, 0), (4, 4), (8, 8)]


def test_a_held_picture_is_kept_as_often_as_it_is_due():
    sampler = Sampler(3)
    sampler.write(picture(1), 2)
    sampler.write(picture(2), 8)  # frames 2 to 9
    assert [(n, int(frame[0, 0, 0])) for n, frame in sampler.kept] == [
        (0, 1),
        (3, 2),
        (6, 2),
        (9, 2),
    ]


@pytest.mark.parametrize("step", [1, 7])
def test_what_is_drawn_on_later_does_not_change_what_was_kept(step):
    sampler, canvas = Sampler(step), picture(1)
    sampler.write(canvas)
    sampler.mark()
    canvas[:] = 9
    assert (sampler.kept[0][1] == 1).all()
