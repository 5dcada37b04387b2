"""The documentation: its links lead somewhere, its commands exist, its reference is current."""

import io
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.exceptions import NoSuchOption
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from attnviz.cli.commands import COMMANDS
from attnviz.cli.main import cli

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def fenced(page):
    """Return the lines of a page's shell examples."""
    blocks = re.findall(r"^```sh\n(.*?)^```", page.read_text(), flags=re.M | re.S)
    return [line for block in blocks for line in block.splitlines()]


def told():
    """Every attnviz command line that a page tells to type."""
    for page in PAGES:
        for line in fenced(page):
            for part in line.split(" | "):
                words = shlex.split(part, comments=True)
                if words and words[0].endswith("attnviz"):
                    yield pytest.param(words[1:], id=f"{page.stem}: {' '.join(words[1:])}")


def typed(words):
    """Read a command line as far as it goes without doing anything."""
    with cli.make_context("attnviz", list(words)) as context:
        name, command, rest = cli.resolve_command(context, list(words))
        with command.make_context(name, rest, parent=context):
            pass


@pytest.mark.parametrize("words", [*told()])
def test_every_command_that_a_page_tells_can_be_typed(words, monkeypatch, tmp_path):
    monkeypatch.setattr("sys.stdin", io.StringIO("a blue creature"))  # for `--sentence -`
    monkeypatch.chdir(tmp_path)
    Path("attnviz.toml").write_text('[[clip]]\nscene = "pattern"\n')
    typed(words)


def test_that_test_can_fail():
    with pytest.raises(NoSuchOption):
        typed(["render", "pattern", "--no_such_flag"])


def test_the_reference_is_what_the_commands_say():
    script = [sys.executable, str(ROOT / "scripts" / "commands.py"), "-"]
    said = subprocess.run(script, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert (ROOT / "docs" / "commands.md").read_text() == said, "make docs"
    for name in COMMANDS:
        assert f"\n## {name}\n" in said


def site(folder, docs=ROOT / "docs"):
    config = load_config(str(ROOT / "mkdocs.yml"), docs_dir=str(docs), site_dir=str(folder))
    build(config)
    return {page.name: page.read_text() for page in folder.glob("*.html")}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    return site(tmp_path_factory.mktemp("site"))


def test_it_builds_without_a_warning(pages):
    assert {"index.html", "tutorial.html", "truth.html", "commands.html"} <= pages.keys()


def test_a_broken_link_stops_the_build(tmp_path):
    docs = tmp_path / "docs"
    docs.mkdir()
    for page in (ROOT / "docs").iterdir():
        text = page.read_text()
        (docs / page.name).write_text(text.replace("truth.md#words-exactly", "truth.md#nowhere"))
    with pytest.raises(Abort):
        site(tmp_path / "site", docs)


def test_pages_fetch_nothing_from_elsewhere(pages):
    for name, text in pages.items():
        fetched = re.findall(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="([^"]+)"', text)
        assert not [url for url in fetched if "//" in url], name


def test_what_the_readme_links_to_is_there():
    for target in re.findall(r"\]\(([^)#]+)\)", (ROOT / "README.md").read_text()):
        assert (ROOT / target).exists(), target


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CONTRIBUTING.md"], ids=lambda page: page.name)
def test_files_that_are_named_are_there(page):
    named = re.findall(r"`((?:attnviz|scenes|scripts|tests)/[\w./-]+\.\w+)`", page.read_text())
    told = [name for name in named if not re.search("NAME|LANG", name)]
    assert [name for name in told if not (ROOT / name).exists()] == []
