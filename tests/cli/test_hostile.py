"""Settings, themes and arguments thrown at random: one line each, and never a traceback.

The same ones each time; `ROUNDS` of a kind, of which 3,000 have been tried.
"""

from __future__ import annotations

import io
import tomllib

import numpy as np
import pytest

from attnviz.cli import flags
from attnviz.cli.commands import COMMANDS
from attnviz.cli.config import Config
from attnviz.clips.batch import Batch
from attnviz.errors import AttnvizError
from attnviz.look.themes import load_theme, warnings

ROUNDS = {"settings": 400, "themes": 400, "arguments": 400}

VALUES = [
    "1", "-1", "0", "1.5", "nan", "-inf", "1e400", "9" * 20, "9" * 5000, "true", "0x10", "12",
    '""', '"x"', '"a\\u0000b"', '"~nosuchuser/x"', '"~nosuchuser/x.ttf"', '"/dev/null"', '"/"',
    '".."', "[]", "[1]", '["a"]', "[[]]", "{}", "{a=1}", "1979-05-27", "07:32:00", '"#12345"',
    '"#abcdef"', '"dark"', '"\\u202e"', '"\\n"', '"1,2"', "[1,2]", "[" * 50, "[" * 2000, '"%s{0}"',
    '"Inter#1"', '"f.toml"', '"' + "x" * 5000 + '"',
]  # fmt: skip
WORDS = [
    "-o", "--layer", "--head", "--unit", "--model", "--theme", "-q", "-r", "--fps", "--format",
    "--query", "--key", "--stage", "--top", "-c", "--lang", "--pace", "--max-size", "--beat",
    "--jobs", "--per", "pattern", "a blue creature", "", "-1", "0", "1", "99", "nan", "inf",
    "1e400", "9" * 40, "9" * 5000, "x", "l", "token", "\udcff", "\x1b[31m", "~nosuchuser/x",
    "/dev/null", "/", "..", "0,0", "-1,-1", "1,", "f.toml", "x.json", "x.npz", "x.mp4", "csv",
    "--", "blue", "\u202e", "x" * 5000, "--bogus", "-qqq", "=", "--layer=", "\u0661", "1_0",
]  # fmt: skip


def table(rng, tables, keys, good):
    """Write a few lines that look like a file, and now and then break some bytes of them."""
    lines = []
    for _ in range(rng.integers(1, 5)):
        lines.append(f"[{rng.choice(tables)}]" if rng.integers(2) else "")
        value = VALUES[rng.integers(len(VALUES))] if rng.integers(2) else good
        lines.append(f"{rng.choice(keys)} = {value}")
    data = bytearray("\n".join(lines).encode())
    for _ in range(0 if rng.integers(6) else 3):
        data[int(rng.integers(len(data)))] = rng.integers(256)
    return bytes(data)


def settings(rng, path):
    keys = {key for command in flags.configurable().values() for key in flags.of(command)}
    tables = ["render", "film", "grid", "[clip]", "clip", "[render]", "x", "render.x"]
    path.write_bytes(table(rng, tables, [*sorted(keys), "scene", "scenes", '""', "x"], "2"))
    Config.read(path)


def themes(rng, path):
    keys = [
        "base",
        "sans",
        "fonts.sans",
        "colors.query",
        "colors.key",
        "x",
        "ground",
        "query",
        "plus",
    ]
    path.write_bytes(table(rng, ["colors", "fonts", "[colors]", "x"], keys, '"#abcdef"'))
    warnings(load_theme(str(path)))


@pytest.mark.parametrize("kind", [settings, themes])
def test_no_file_ends_in_anything_but_one_line(kind, tmp_path):
    rng, refused = np.random.default_rng(10), 0
    for number in range(ROUNDS[kind.__name__]):
        try:
            kind(rng, tmp_path / "f.toml")
        except AttnvizError as error:
            refused += 1
            said = str(error)
        except Exception as error:
            error.add_note(f"file {number}: {(tmp_path / 'f.toml').read_bytes()!r:.400}")
            raise
        else:
            said = ""
        assert "\n" not in said
        assert "\0" not in said
    assert 0 < refused < ROUNDS[kind.__name__]


def test_no_arguments_end_in_anything_but_one_line(run, monkeypatch):
    """What is typed is read, the model is asked, and what would be rendered is not."""
    monkeypatch.setattr(Batch, "__enter__", lambda batch: (_ for _ in ()).throw(AttnvizError("x")))
    rng, commands = np.random.default_rng(10), sorted(set(COMMANDS) - {"doctor", "weights"})
    for _ in range(ROUNDS["arguments"]):
        typed = [commands[rng.integers(len(commands))], "tokens"]
        typed += [WORDS[rng.integers(len(WORDS))] for _ in range(rng.integers(1, 5))]
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))
        done = run(*typed)
        assert done.status in (0, 1, 2), typed
        assert not done.status or done.err.count("\n") == 1, (typed, done.err)


@pytest.mark.parametrize("name", ["a\nb.toml", "\udcff.toml"])
def test_a_strange_name_does_not_spoil_a_settings_file(run, tmp_path, name):
    assert run("init", name).status == 0
    tomllib.loads((tmp_path / name).read_text("utf-8"))


def test_a_font_with_a_null_character_is_refused(tmp_path):
    (tmp_path / "f.toml").write_text('[fonts]\nsans = "a\\u0000b"\n')
    with pytest.raises(AttnvizError, match="remove the null character"):
        load_theme(str(tmp_path / "f.toml"))
