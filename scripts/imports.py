"""Which folder imports which, from the ground up; fails where an import runs up.

A sentence goes down one way, and a file imports only what stands below it or beside it in its own
folder, also inside a function: ``python scripts/imports.py``. With ``--map`` it prints the map of
the tree that stands in CONTRIBUTING.md, each folder with the first line of its documentation.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]

#: Folders and single modules from the ground up.
FLOORS = (
    "_version", "errors", "attention", "files", "catalog", "look", "traces", "models", "analysis",
    "ink", "mobjects", "pictures", "frames", "stage", "export", "clips", "slides", "diagnosis",
    "cli", "plain", "notebook", "__init__", "__main__", "scenes",
)  # fmt: skip


@dataclass(frozen=True)
class Import:
    """One import: from which module, of which, and in which line."""

    source: str
    target: str
    line: int


def modules(root: Path = ROOT) -> dict[str, Path]:
    """Return every module of the package by its name, such as ``attnviz.look.page``."""
    found = {}
    for folder in ("attnviz", "scenes"):
        for path in sorted((root / folder).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            dotted = ".".join(parts if folder == "attnviz" else ("attnviz", *parts))
            found[dotted.removesuffix(".__init__")] = path
    return found


def imports(known: dict[str, Path]) -> list[Import]:
    """Return every import of one of these modules by another, also inside functions."""
    return [
        Import(name, target, node.lineno)
        for name, path in known.items()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for target in _targets(node, known)
        if target != name
    ]


def _targets(node: ast.AST, known: dict[str, Path]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name in known)
    elif isinstance(node, ast.ImportFrom) and node.module:
        for alias in node.names:
            # `from attnviz.look import numerals` imports a module, `import Page` from one does not.
            inside = f"{node.module}.{alias.name}"
            target = inside if inside in known else node.module
            if target in known:
                yield target


def floor(module: str) -> str:
    """Return the folder, or the single module, of `FLOORS` that a module belongs to."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def upward(found: Iterable[Import]) -> list[Import]:
    """Return the imports that run up the list of folders."""
    rank = {name: i for i, name in enumerate(FLOORS)}
    return [one for one in found if rank[floor(one.source)] < rank[floor(one.target)]]


def circle(found: Iterable[Import]) -> list[str]:
    """Return modules that import one another in a circle, or none."""
    below: dict[str, set[str]] = {}
    for one in found:
        below.setdefault(one.source, set()).add(one.target)
    done: set[str] = set()

    def visit(module: str, path: list[str]) -> list[str]:
        if module in path:
            return path[path.index(module) :]
        if module in done:
            return []
        for target in sorted(below.get(module, ())):
            if around := visit(target, [*path, module]):
                return around
        done.add(module)
        return []

    return next((around for module in sorted(below) if (around := visit(module, []))), [])


def users(found: Iterable[Import], module: str) -> set[str]:
    """Return the scenes that a module serves, through whatever imports it."""
    above: dict[str, set[str]] = {}
    for one in found:
        above.setdefault(one.target, set()).add(one.source)
    seen, waiting = {module}, [module]
    while waiting:
        more = above.get(waiting.pop(), set()) - seen
        seen |= more
        waiting += more
    return {name for name in seen if name.startswith("attnviz.scenes.")}


def tree_map() -> str:
    """Return the map of the tree: a line a folder or single module, from the ground up."""
    lines = []
    for name in FLOORS:
        path = ROOT / "scenes" if name == "scenes" else ROOT / "attnviz" / name
        file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        shown = f"{path.relative_to(ROOT)}{'/' if path.is_dir() else '.py'}"
        about = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
        if not name.startswith("_"):
            lines.append(f"{shown:<24}{about.splitlines()[0]}")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Print the tree, or the map of it; return 1 if an import runs up or in a circle."""
    if sys.argv[1:] == ["--map"]:
        print(tree_map(), end="")
        return 0
    known = modules()
    found = imports(known)
    for name in FLOORS:
        count = sum(floor(module) == name for module in known)
        below = {floor(one.target) for one in found if floor(one.source) == name} - {name}
        print(f"{name:<10} {count:>3}  {' '.join(other for other in FLOORS if other in below)}")
    wrong = upward(found)
    for one in wrong:
        print(f"runs up: {one.source} line {one.line} imports {one.target}", file=sys.stderr)
    if around := circle(found):
        print(f"in a circle: {' -> '.join([*around, around[0]])}", file=sys.stderr)
    return 1 if wrong or around else 0


if __name__ == "__main__":
    raise SystemExit(main())
