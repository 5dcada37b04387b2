"""The documentation: its links lead somewhere, its commands exist, its reference is current."""

import ast
import io
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.exceptions import NoSuchOption
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from attnviz.cli import flags
from attnviz.cli.commands import COMMANDS
from attnviz.cli.init import written
from attnviz.cli.main import cli

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]

#: What was said in a way that nobody says, and the plain words that took its place.
REPLACED = {
    r"\bwithout ground": "with a transparent background",
    r"\b(the|leaves?) ground (out|away)": "transparent background",
    r"\bmend(s|ed|ing)?\b": "fix",
    r"\bcomes? along\b": "is built in, the default ...",
    r"\bthat over\b": "Precedence: flags, command table, top-level keys, defaults",
    r"\banew\b": "again",
    r"\bahead of a journey\b": "in advance",
    r"\bin the mean\b": "on average",
    r"\b(of|for) one's own\b": "your own",
    r"\bof your own\b": "your own",
    r"\bstands? (there|here|for every)\b": "is, means",
    r"\bBeside (it|each \w+) stands\b": "a file beside it",
    r"\bis said\b": "you are told",
    r"\bsays? else\b": "says otherwise",
    r"\bgoes on\b": "continues",
    r"\bby its name, as\b": "as a flag, for use in",
    r"\bdisplay (layer|head)\b": "chosen for the model",
    r"\bhas not (?!been)": "does not have",
    r"(?<!there )\b(is|are) no (text|number|size|name|path|TOML|font|colour|theme)\b": "is not a",
    r"\bnobody looks on\b": "without a terminal",
    r"\b(frames?|pieces?|numbers?|words?|segments?|slides?|steps?|row|line)s? a "
    r"(second|piece|number|word|beat|scene|head|column|clip|slide)\b": "per, for each",
}


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


def helps():
    """Return what every command says with --help."""
    # With the settings of a real run: click keeps the names of the help option that it saw first.
    with click.Context(cli, info_name="attnviz", **cli.context_settings) as context:
        for name in COMMANDS:
            command = cli.get_command(context, name)
            with click.Context(command, info_name=name, parent=context) as own:
                yield name, command.get_help(own)


def replaced_in(text):
    """Return which replaced phrases a text has, whatever its lines."""
    flat = " ".join(text.split())
    return [found[0] for phrase in REPLACED if (found := re.search(phrase, flat))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_say_it_in_plain_words(page):
    assert replaced_in(page.read_text(encoding="utf-8")) == []


def test_help_says_it_in_plain_words():
    assert {name: said for name, text in helps() if (said := replaced_in(text))} == {}
    assert replaced_in(written(flags.configurable())) == []


def test_messages_say_it_in_plain_words():
    said = {
        path.name: found
        for path in sorted((ROOT / "attnviz").rglob("*.py"))
        for text in messages(path)
        if (found := replaced_in(text))
    }
    assert said == {}


def messages(path):
    """Yield what a module puts into errors, warnings and help."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in ("UsageError", "AttnvizError", "echo", "fail", "Finding", "OSError"):
            for part in ast.walk(node):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield part.value


def test_those_tests_can_fail():
    assert replaced_in("with `-t`\nwithout ground") == ["without ground"]
    assert replaced_in("30 frames a second") == ["frames a second"]
    assert replaced_in("a transparent background") == []


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
