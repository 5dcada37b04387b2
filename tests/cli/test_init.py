"""`attnviz init` writes every key there is, and what it writes can be read."""

import re
import tomllib

import click
import pytest

from attnviz.cli import flags
from attnviz.cli.config import Config
from attnviz.cli.init import written

OWN = r"#(?=[a-z_]+ = |\[)"  # what begins a line that says something


def uncommented(text):
    return re.sub(f"^{OWN}", "", text, flags=re.MULTILINE)


@pytest.fixture(scope="module")
def text():
    return written(flags.configurable())


def test_it_writes_the_file_and_says_where(run, tmp_path, text):
    done = run("init")
    assert (done.status, done.out, done.err) == (0, "attnviz.toml\n", "")
    assert (tmp_path / "attnviz.toml").read_text(encoding="utf-8") == text
    assert run("init", "talk/my.toml").out == "talk/my.toml\n"


def test_it_never_overwrites_unless_told_to(run, tmp_path, text):
    (tmp_path / "attnviz.toml").write_text("layer = 1\n")
    done = run("init")
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert "pass --force" in done.err
    assert (tmp_path / "attnviz.toml").read_text() == "layer = 1\n"
    assert run("init", "--force").status == 0
    assert (tmp_path / "attnviz.toml").read_text(encoding="utf-8") == text


def test_as_written_it_changes_nothing(run, tmp_path, text):
    plain = run("grid", "red wine", "--format", "json")
    assert tomllib.loads(text) == {}
    run("init")
    assert run("grid", "red wine", "--format", "json").out == plain.out


def test_every_line_is_a_remark_or_a_setting_in_a_remark(text):
    assert all(not line or line.startswith("#") for line in text.splitlines())
    assert max(map(len, text.splitlines())) <= 100


def test_it_can_be_read_with_every_line_uncommented(tmp_path, text):
    path = tmp_path / "attnviz.toml"
    path.write_text(uncommented(text), encoding="utf-8")
    config = Config.read(path)
    assert [names for names, _ in config.clips()] == [["pattern"]]
    assert config.defaults("render")["quality"] == "m"


def test_every_flag_of_every_command_stands_in_it_with_its_help(text):
    content = tomllib.loads(uncommented(text))
    flat = re.sub(r"\s*\n# ", " ", text)
    for name, command in flags.configurable().items():
        here = {**content, **content.get(name, {})}
        for flag in {id(flag): flag for flag in flags.of(command).values()}.values():
            keys = [key for key, other in flags.of(command).items() if other is flag]
            assert any(key in here for key in keys), f"{name}: {keys}"
            if isinstance(flag, click.Option):
                assert " ".join(flag.help.split()) in flat, f"{name}: {keys}"


def test_defaults_stand_in_it_as_they_are(text):
    content = tomllib.loads(uncommented(text))
    for name, command in flags.configurable().items():
        here = {**content, **content.get(name, {})}
        for key, flag in flags.of(command).items():
            default = flag.to_info_dict().get("default")
            if key in here and isinstance(flag, click.Option) and default is not None:
                assert here[key] == flags.shaped(flag, default) or here[key] == str(default)


def test_it_says_which_commands_it_is_for(text):
    tables = set(tomllib.loads(uncommented(text))) & set(flags.configurable())
    assert {"render", "film", "grid", "heads", "predict"} <= tables
