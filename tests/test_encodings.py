"""Every file of text is opened with its encoding: what the system's own is differs by system."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = [
    path for folder in ("attnviz", "scenes", "scripts") for path in (ROOT / folder).rglob("*.py")
]

#: How many arguments come before the encoding.
BEFORE = {"read_text": 0, "write_text": 1}
STREAMS = {"open", "TextIOWrapper", "NamedTemporaryFile", "TemporaryFile", "fdopen"}
PROCESSES = {"run", "Popen", "check_output", "call", "check_call"}


def untold(source):
    """Yield the lines of a source that read or write text without saying in what encoding."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        of = node.func
        name = of.attr if isinstance(of, ast.Attribute) else getattr(of, "id", "")
        told = {word.arg: word.value for word in node.keywords}
        if "encoding" in told:
            continue
        if name in BEFORE and len(node.args) <= BEFORE[name]:
            yield node.lineno
        if name in STREAMS and is_of_text(of, node.args, told):
            yield node.lineno
        if name in PROCESSES and {"text", "universal_newlines"} & set(told):
            yield node.lineno


def is_of_text(of, args, told):
    """Tell whether a call opens text: other libraries' files and those of bytes are not."""
    whose = of.value if isinstance(of, ast.Attribute) else None
    owner = getattr(whose, "id", "") or getattr(whose, "attr", "")
    if owner in ("av", "Image", "archive", "_zip", "os"):
        return False
    if owner in ("slot", "product", "opening"):  # pictures that open
        return False
    modes = [*args, told.get("mode")]
    modes = [mode.value for mode in modes if isinstance(mode, ast.Constant)]
    return not any(isinstance(m, str) and set(m) <= set("rwxab+") and "b" in m for m in modes)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_text_is_opened_without_an_encoding(path):
    lines = list(untold(path.read_text(encoding="utf-8")))
    assert not lines, f"{path.relative_to(ROOT)}: pass encoding= in lines {lines}"


@pytest.mark.parametrize(
    "line",
    [
        "path.read_text()",
        "path.read_text(errors='replace')",
        "path.write_text(text)",
        "open(path)",
        "open(path, 'w')",
        "path.open('a')",
        "subprocess.run(command, text=True)",
    ],
)
def test_that_test_can_fail(line):
    assert list(untold(line)) == [1]


@pytest.mark.parametrize(
    "line",
    [
        "path.read_text('utf-8')",
        "path.write_text(text, 'utf-8')",
        "open(path, 'rb')",
        "path.open('wb')",
        "open(path, encoding='utf-8')",
        "av.open(path, 'w')",
        "subprocess.run(command)",
    ],
)
def test_what_says_its_encoding_passes(line):
    assert list(untold(line)) == []
