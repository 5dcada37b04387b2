"""Docstrings name the parameters and attributes that there are."""

import ast
import inspect
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted(p for top in ("attnviz", "scenes", "scripts") for p in (ROOT / top).rglob("*.py"))
LIST = r"{}\n-+\n(.*?)(?:\n\n[A-Z][a-z]+\n-+\n|\Z)"


def named(docstring, section):
    """Return the names that a section of a docstring in numpy's style lists."""
    found = re.search(LIST.format(section), docstring, re.S)
    heads = [line for line in (found[1] if found else "").splitlines() if line[:1].strip()]
    return {name.strip().lstrip("*") for line in heads for name in line.split(" : ")[0].split(",")}


def arguments(function):
    """Return the names of a function's parameters."""
    given = function.args
    several = [one.arg for one in (given.vararg, given.kwarg) if one]
    return {one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)} | {*several}


def attributes(scope):
    """Return what a class has: fields, methods, what its constructor takes and it sets."""
    nodes = list(ast.walk(scope))
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    stored = [n for n in nodes if isinstance(n, ast.Attribute | ast.Name)]
    names = {n.attr if isinstance(n, ast.Attribute) else n.id for n in stored}
    makers = [arguments(f) for f in functions if f.name == "__init__"]
    return names | {f.name for f in functions} | set().union(*makers)


def invented(text):
    """Return what the docstrings of a file list that is not there."""
    wrong = []
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.FunctionDef | ast.ClassDef):
            continue
        docstring = inspect.cleandoc(ast.get_docstring(node) or "")
        there = arguments(node) if isinstance(node, ast.FunctionDef) else attributes(node)
        for section in ("Parameters", "Attributes"):
            wrong += [(node.name, name) for name in named(docstring, section) - there]
    return wrong


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_they_name_what_is_there(path):
    assert invented(path.read_text("utf-8")) == []


def test_this_test_can_fail():
    docstring = '"""Do.\n\n    Parameters\n    ----------\n    b, c : int\n        Two.\n    """'
    assert invented(f"def f(a, b):\n    {docstring}\n") == [("f", "c")]
