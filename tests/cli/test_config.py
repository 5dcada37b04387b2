"""attnviz.toml: defaults of flags and lists of clips, checked as flags are."""

import json
from pathlib import Path

import pytest

from attnviz.catalog.captions import load_captions
from attnviz.clips.outputs import sidecar_of

TINY = 'resolution = [128, 128]\nfps = 2\npace = 8\nlayer = 0\nsentence = "red wine"\n'
FONT = "font_source_sans_pro/files/SourceSansPro-Regular.otf"


@pytest.fixture
def write(tmp_path):
    def write(text, name="attnviz.toml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
        return name

    return write


def sidecar(path):
    return json.loads(sidecar_of(Path(path)).read_text(encoding="utf-8"))


def grid(done):
    assert (done.status, done.err) == (0, "")
    return json.loads(done.out)


JSON = ["grid", "--format", "json"]


# Which value counts


def test_a_file_in_the_folder_settles_what_no_flag_does(run, write):
    write('sentence = "red wine"\nlayer = 2\nhead = 3\nunit = "token"\n')
    made = grid(run(*JSON))
    assert (made["sentence"], made["layer"], made["head"]) == ("red wine", 2, 3)
    assert made["unit"] == "token"


def test_flags_win_over_the_commands_table_over_what_stands_above_over_defaults(run, write):
    write("layer = 1\nhead = 1\n[grid]\nlayer = 2\nhead = 2\n[film]\nlayer = 5\n")
    made = grid(run(*JSON, "red wine", "--head", 3))
    assert (made["layer"], made["head"], made["unit"]) == (2, 3, "word")


def test_a_commands_table_is_for_this_command_alone(run, write):
    write('[heads]\ntop = 3\nformat = "json"\n')
    assert len(json.loads(run("heads", "red wine").out)["heads"]) == 3
    assert "red" in run("grid", "red wine").out
    with pytest.raises(json.JSONDecodeError):
        json.loads(run("predict", "red wine").out)


def test_a_value_above_is_for_the_commands_that_can_take_it(run, write):
    write('format = "json"\n')
    assert json.loads(run("grid", "red wine").out)["sentence"] == "red wine"
    write('format = "gif"\n')
    assert "red" in run("grid", "red wine").out  # a grid is no GIF, and a clip can be


@pytest.mark.parametrize(
    "place", [["-c", "my.toml", "grid"], ["grid", "-c", "my.toml"], ["grid", "--config", "my.toml"]]
)
def test_another_file_can_be_named_before_or_after_the_command(run, write, place):
    write("layer = 1\n")
    write("layer = 2\n", "my.toml")
    assert grid(run(*place, "red wine", "--format", "json"))["layer"] == 2


def test_dashes_do_for_underscores(run, write):
    write(TINY + 'media-dir = "out"\n')
    assert run("render", "tokens").out.startswith("out/")


def test_paths_begin_in_the_files_folder(run, write, tmp_path):
    write('base = "light"\n', "talk/ours.toml")
    file = write(TINY + 'theme = "ours.toml"\nmedia_dir = "clips"\n', "talk/attnviz.toml")
    done = run("-c", file, "render", "tokens", "--format", "png")
    assert (done.status, done.err) == (0, "")
    assert Path(done.out.strip()).parent == Path("talk/clips")
    assert sidecar(tmp_path / done.out.strip())["theme"] == "ours"


def test_switches_lists_and_sizes_are_written_as_toml_has_them(run, write, tmp_path):
    write(TINY + '[render]\ntransparent = true\nformat = "webm"\ncaptions = ["burn", "srt"]\n')
    done = run("render", "tokens", "-o", "clip.webm")
    assert (done.status, done.err) == (0, "")
    assert sidecar("clip.webm")["width"] == 128
    assert (tmp_path / "clip.srt").is_file()
    write(TINY + 'captions = "vtt"\n')
    assert run("render", "tokens", "-o", "one.mp4").status == 0
    assert (tmp_path / "one.vtt").is_file()


OUTSIDE = {
    "a file": ('output_file = "{out}/settings.mp4"', ["render", "tokens"]),
    "above": ('media_dir = "../out"', ["render", "tokens"]),
    "a link": ('media_dir = "link"', ["film", "--scenes", "tokens"]),
    "a grid": ('[grid]\noutput = "{out}/settings.json"', ["grid", "red wine"]),
    "a clip": (
        '[[clip]]\nscene = "tokens"\noutput = "{out}/settings.mp4"',
        ["render", "--from", "attnviz.toml"],
    ),
}


@pytest.mark.parametrize(("text", "command"), OUTSIDE.values(), ids=OUTSIDE)
def test_a_file_writes_outside_of_its_folder_only_where_a_flag_allows_it(
    run, write, tmp_path, monkeypatch, text, command
):
    (tmp_path / "out").mkdir()
    (tmp_path / "repo").mkdir()
    (tmp_path / "repo/link").symlink_to(tmp_path / "out")
    write(TINY + text.format(out=tmp_path / "out") + "\n", "repo/attnviz.toml")
    monkeypatch.chdir(tmp_path / "repo")
    done = run(*command)
    assert (done.status, done.out, len(done.err.splitlines())) == (2, "", 1)
    assert "outside the folder of this file: pass --outside" in done.err
    assert list((tmp_path / "out").iterdir()) == []
    assert run(*command, "--outside").status == 0
    assert list((tmp_path / "out").iterdir()) != []


def test_a_flag_may_name_any_place_whatever_the_file_says(run, write, tmp_path):
    write(TINY + f'media_dir = "{tmp_path.parent}"\n')
    assert run("render", "tokens", "--media_dir", "clips").status == 0


@pytest.mark.parametrize("key", ["overwrite", "outside"])
def test_what_a_flag_permits_no_file_permits_itself(run, write, key):
    write(f"{key} = true\n")
    done = run("render", "tokens")
    assert (done.status, done.out) == (2, "")
    assert f'there is no key "{key}"' in done.err


# Mistakes

MISTAKES = {
    "an unknown key": ('qualty = "l"', 'no key "qualty": did you mean quality?'),
    "a key of a table": (
        '[render]\nqualty = "l"',
        'no [render] key "qualty": did you mean quality',
    ),
    "a key of another command": ("[film]\nstage = 3", 'no [film] key "stage"'),
    "an unknown table": ('[rendr]\nquality = "l"', 'no key "rendr": did you mean render?'),
    "a key of a clip": ('[[clip]]\nscene = "mask"\nsentense = "x"', "did you mean sentence?"),
    "one of all clips": ('[[clip]]\nscene = "mask"\njobs = 2', 'no [[clip]] 1, key "jobs"'),
    "a size of a line break": ('max_size = "\\n"', "max_size: '\\n' is not a size"),
    "a size without end": (f'max_size = "{"9" * 400}M"', "is not a size: pass one such as"),
    "a time for a number": ("head = 07:32:00", "07:32:00 is not a valid number"),
    "a date for a number": ("fps = 1979-05-27", "1979-05-27 is not a valid number"),
    "a choice": ('quality = "x"', "quality: 'x' is not one of 'l', 'm'"),
    "a choice in a table": ('[render]\nquality = "x"', "[render] quality: 'x' is not one of"),
    "a choice in a clip": (
        '[[clip]]\nscene = "mask"\nlang = "xx"',
        "[[clip]] 1, lang: 'xx' is not",
    ),
    "a number": ('layer = "one"', "layer: 'one' is not a valid integer"),
    "a range": ("[heads]\ntop = 0", "[heads] top: 0 is not in the range x>=1"),
    "a size": ("resolution = [720]", "resolution: pass width and height in pixels"),
    "a list": ("pace = [1, 2]", "pace: write a single value"),
    "a switch that is none": ("pace = true", "pace: write its value, not true or false"),
    "no switch": ('detail = "yes"', "detail: write true or false"),
    "no number a flag can be": ("jobs = inf", "jobs: inf is not a valid number"),
    "no path": ("[render]\noutput_file = 1.5", "output_file: write a path in quotation marks"),
    "a null character": ('sentence = "a\\u0000b"', "sentence: remove the null character"),
    "one in a path": ('[grid]\noutput = "a\\u0000b"', "output: remove the null character"),
    "nobody's home": ('media_dir = "~nosuchuser/x"', "there is no home folder ~nosuchuser"),
    "a home for a number": ('fps = "~nosuchuser/x"', "fps: '~nosuchuser/x' is not a valid"),
    "lists in lists": (f"x = {'[' * 2000}{']' * 2000}", "nests lists or tables too deeply"),
    "a number too long": (f"x = {'9' * 5000}", "holds a number with too many digits"),
    "no table": ("render = 3", "render is a table"),
    "no list of clips": ("clip = 3", "clip is a list of tables"),
    "a clip of nothing": (
        '[[clip]]\nsentence = "x"',
        '[[clip]] 1, name its scene: write scene = "',
    ),
    "no TOML": ("layer = 1\nhead = = 2", "is not valid TOML: Invalid value (at line 2, column 8)"),
    "the end": ("layer = 1\nhead = ", "is not valid TOML: Invalid value (at line 2, column 8)"),
}


@pytest.mark.parametrize(("text", "said"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes_are_said_in_one_line_with_the_file_and_the_key(run, write, text, said):
    write(text)
    done = run("grid", "red wine")
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert done.err.startswith("error: attnviz.toml")
    assert said in done.err


# What only the work itself finds out.
LATE = {
    "pace": ("pace = 50", "--pace 50 is out of range"),
    "layer": ("layer = 99", "no layer 99"),
    "theme": ('theme = "drak"', 'no theme "drak": did you mean dark'),
    "fps": ("fps = 900", "--fps 900 is out of range"),
}


@pytest.mark.parametrize(("text", "said"), LATE.values(), ids=LATE)
def test_what_is_found_out_later_names_file_and_key_too(run, write, text, said):
    write(text)
    done = run("render", "tokens")
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert said in done.err
    assert f"({text.split()[0]} stands in attnviz.toml)" in done.err


def test_a_flags_own_mistake_is_not_laid_on_the_file(run, write):
    write("pace = 2\n")
    assert "attnviz.toml" not in run("render", "tokens", "--pace", "50").err


@pytest.mark.parametrize("place", [["-c", "no.toml", "grid"], ["grid", "-c", "no.toml"]])
def test_a_file_that_is_not_there(run, place):
    done = run(*place, "red wine")
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert "cannot read no.toml: no such file" in done.err


@pytest.mark.parametrize("content", [b"\xff\xfe", None], ids=["no text", "a folder"])
def test_a_file_that_cannot_be_read(run, tmp_path, content):
    path = tmp_path / "attnviz.toml"
    path.mkdir() if content is None else path.write_bytes(content)
    done = run("grid", "red wine")
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert "attnviz.toml" in done.err


@pytest.mark.parametrize("command", [["doctor"], ["cache"], ["scenes"], ["weights"], ["--help"]])
def test_what_makes_nothing_never_looks_at_it(run, write, command):
    write("broken = ")
    assert (run(*command).status, run("render", "--help").status) == (0, 0)


# Clips


def test_the_clips_of_a_file_are_rendered_together(run, write, tmp_path):
    clips = """
        media_dir = "out"
        [[clip]]
        scene = ["tokens", "embedding"]
        [[clip]]
        scene = "tokens"
        sentence = "white wine"
        theme = "light"
        output = "deep/white.mp4"
        [[clip]]
        scenes = "tokens"
        format = "gif"
    """
    file = write(TINY + clips, "talk/clips.toml")
    done = run("render", "--from", file)
    assert (done.status, done.err) == (0, "")
    made = [tmp_path / line for line in done.out.splitlines()]
    assert [path.suffix for path in made] == [".mp4", ".mp4", ".mp4", ".gif"]
    assert made[2] == tmp_path / "talk/deep/white.mp4"
    assert [path.parent.name for path in made] == ["out", "out", "deep", "out"]
    about = [sidecar(path) for path in made]
    assert [record["sentence"] for record in about] == [*["red wine"] * 2, "white wine", "red wine"]
    assert [record["theme"] for record in about] == ["dark", "dark", "light", "dark"]
    assert {record["width"] for record in about} == {128}


def opening(language):
    """The first caption of the tokens' clip, which tells languages apart."""
    return load_captions(language)["tokens"]["sentence"]


def test_flags_hold_for_all_clips_of_a_file(run, write, tmp_path):
    write(TINY + '[[clip]]\nscene = "tokens"\npace = 4\nlang = "ko"\n')
    done = run("render", "--from", "attnviz.toml", "--pace", "9", "--format", "png")
    assert (done.status, done.err) == (0, "")
    about = sidecar(tmp_path / done.out.strip())
    assert (about["pace"], about["beats"][0]["caption"]) == (9, opening("ko"))


def test_the_file_of_the_clips_stands_for_the_one_in_the_folder(run, write, tmp_path):
    write("broken = ")
    write(TINY + '[render]\nformat = "png"\n[[clip]]\nscene = "tokens"\n', "clips.toml")
    done = run("render", "--from", "clips.toml")
    assert (done.status, done.err, Path(done.out.strip()).suffix) == (0, "", ".png")


@pytest.mark.parametrize("order", [["--from", "clips.toml", "-c", "my.toml"],
                                   ["-c", "my.toml", "--from", "clips.toml"]])  # fmt: skip
def test_a_file_that_is_named_besides_settles_what_is_still_open(run, write, tmp_path, order):
    write('theme = "light"\nlang = "ko"\n', "my.toml")
    write(TINY + 'lang = "en"\n[[clip]]\nscene = "tokens"\n', "clips.toml")
    done = run("render", *order, "--format", "png")
    about = sidecar(tmp_path / done.out.strip())
    assert (about["theme"], about["beats"][0]["caption"]) == (
        "light",
        opening("en"),
    )


@pytest.mark.parametrize(
    ("clips", "more", "said"),
    [
        ("", [], "clips.toml lists no clips"),
        ('[[clip]]\nscene = "mask"', ["tokens"], "clips.toml lists its own scenes"),
        ('[[clip]]\nscene = "maks"', [], 'clips.toml: [[clip]] 1: there is no scene "maks"'),
        ('[[clip]]\nscene = ["mask", "key"]\noutput = "a.mp4"', [], "1: -o names one clip"),
        (
            '[[clip]]\nscene = "mask"\noutput = "a.mp4"\n[[clip]]\nscene = "key"\noutput = "a.mp4"',
            [], "two clips are named a.mp4",
        ),
    ],
)  # fmt: skip
def test_lists_of_clips_that_cannot_be(run, write, tmp_path, clips, more, said):
    write(clips, "clips.toml")
    done = run("render", "--from", "clips.toml", *more)
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert said in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["clips.toml"]


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_clips_in_several_themes_keep_each_its_own_fonts(run, write, tmp_path, jobs):
    import font_source_sans_pro as fonts

    font = next(Path(fonts.__file__).parent.rglob("SourceSansPro-Regular.otf"))
    write(f'[fonts]\nserif = "{font}"\nitalic = "{font}"\n', "sans.toml")
    themes = ["dark", "sans.toml", "light", "sans.toml", "dark"]
    clips = [
        f'[[clip]]\nscene = "{scene}"\ntheme = "{theme}"\noutput = "{i}.png"\n'
        for i, (scene, theme) in enumerate(zip([*["tokens"] * 4, "query"], themes, strict=True))
    ]
    write(TINY + "".join(clips))
    done = run("render", "--from", "attnviz.toml", "--jobs", jobs, "--disable_caching")
    assert (done.status, done.err) == (0, "")
    assert (tmp_path / "1.png").read_bytes() == (tmp_path / "3.png").read_bytes()
    for name, scene, theme in (
        ("0", "tokens", "dark"),
        ("2", "tokens", "light"),
        ("4", "query", "dark"),
    ):
        alone = run("render", scene, "--theme", theme, "-o", "alone.png")
        assert (alone.status, alone.err) == (0, "")
        assert (tmp_path / f"{name}.png").read_bytes() == (tmp_path / "alone.png").read_bytes()
    assert (tmp_path / "0.png").read_bytes() != (tmp_path / "1.png").read_bytes()


def test_a_faint_theme_is_warned_of_once_and_rendered(run, write):
    write('name = "ours"\n[colors]\nkey = "#333333"\n', "ours.toml")
    write(TINY + 'theme = "ours.toml"\n[[clip]]\nscene = ["tokens", "query"]\n')
    done = run("render", "--from", "attnviz.toml", "--format", "png")
    assert (done.status, len(done.out.splitlines())) == (0, 2)
    assert done.err == (
        "warning: theme ours: key #333333 on ground #11131F has a contrast of 1.46, and 4.5 is "
        "needed to read it\n"
    )


def test_reading_it_imports_nothing_that_draws_or_computes(spawn, write):
    write('theme = "light"\n[render]\nquality = "h"\n[[clip]]\nscene = "mask"\n')
    heavy = {"manim", "numpy", "av", "cairo", "uharfbuzz", "PIL", "pptx", "lxml"}
    before = (
        "import atexit, sys\n"
        f"atexit.register(lambda: print(sorted({heavy!r} & set(sys.modules)), file=sys.stderr))"
    )
    done = spawn("render", "--from", "attnviz.toml", "tokens", before=before)
    assert done.returncode == 2
    assert done.stderr.decode().splitlines()[-1] == "[]"
