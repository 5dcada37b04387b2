"""Sentences as people type them: as an argument or named, and said where they are out of place."""

import pytest

S = "a tiny bird"


@pytest.mark.parametrize("command", ["grid", "heads", "predict"])
def test_a_sentence_is_an_argument_or_named(run, command):
    typed = run(command, S)
    assert (typed.status, typed.err) == (0, "")
    assert run(command, "--sentence", S).out == typed.out


@pytest.mark.parametrize("command", ["grid", "heads", "predict"])
def test_a_sentence_of_a_file_gives_way_to_one_that_is_typed(run, tmp_path, command):
    other = run(command, "--sentence", "red wine").out
    typed = run(command, S).out
    (tmp_path / "attnviz.toml").write_text('sentence = "red wine"')
    assert run(command).out == other
    assert run(command, S).out == typed
    assert run(command, "--sentence", S).out == typed


def test_a_sentence_given_twice_is_refused(run):
    done = run("grid", S, "--sentence", S)
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert "given twice" in done.err


MISPLACED = {
    "for a command": ([S], f'attnviz render pattern --sentence "{S}"'),
    "without quotation marks": (S.split(), f'attnviz grid "{S}"'),
    "in another script": (["나는"], 'attnviz grid "나는"'),
    "with marks of the shell": (["is it $5 or so?"], "--sentence 'is it $5 or so?'"),
    "a scene for a command": (["pattern"], "attnviz render pattern"),
    "after render": (["render", S], f'attnviz render pattern --sentence "{S}"'),
    "after a scene": (["render", "mask", S], f'attnviz render mask --sentence "{S}"'),
    "after film": (["film", S], f'attnviz film pattern --sentence "{S}"'),
    "after slides": (["slides", S], f'attnviz slides pattern --sentence "{S}"'),
    "after storyboard": (["storyboard", *S.split()], f'storyboard pattern --sentence "{S}"'),
    "a mistyped scene first": (["render", "patern", S], "did you mean pattern?"),
    "a mistyped command first": (["gird", S], "did you mean grid?"),
}


@pytest.mark.parametrize(("arguments", "says"), MISPLACED.values(), ids=MISPLACED)
def test_a_misplaced_sentence_is_answered_with_the_right_command(run, arguments, says):
    done = run(*arguments)
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert says in done.err


def test_scenes_of_a_film_are_arguments_or_named_but_not_both(run):
    done = run("film", "mask", "--scenes", "query")
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert "scenes are given twice" in done.err
