"""Every command explains itself, and stands in the README."""

from pathlib import Path

import click
import pytest

from attnviz import __version__
from attnviz.cli.commands import COMMANDS
from attnviz.cli.main import cli

README = Path(__file__).parents[2] / "README.md"


def command(name):
    return cli.get_command(click.Context(cli), name)


@pytest.mark.parametrize("name", COMMANDS)
def test_help(run, name):
    done = run(name, "--help")
    assert (done.status, done.err) == (0, "")
    assert f"Usage: attnviz {name} " in done.out
    assert done.out == run(name, "-h").out
    assert len(command(name).help) > 40


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_does(name):
    for parameter in command(name).params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.name}"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_stands_in_the_readme(name):
    assert f"attnviz {name}" in README.read_text()


def test_version(run):
    done = run("--version")
    assert (done.status, done.out) == (0, f"attnviz {__version__}\n")


def test_no_command_prints_the_help(run):
    done = run()
    assert done.status == 2
    assert "Commands:" in done.out
