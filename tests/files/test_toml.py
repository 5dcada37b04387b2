"""Files that a person writes: what is wrong with one is said in one line, with the way out."""

import pytest

from attnviz.errors import UsageError
from attnviz.files.toml import nested, read_toml


def refused(path):
    with pytest.raises(UsageError) as caught:
        read_toml(path, "a theme file")
    message = str(caught.value)
    assert "\n" not in message
    assert message.endswith("pass a theme file")
    return message


def test_a_file_is_read_whatever_its_letters(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text('name = "파란 생명체"\n[colors]\ntext = "#FFFFFF"\n', encoding="utf-8")
    assert read_toml(path, "a theme file") == {"name": "파란 생명체", "colors": {"text": "#FFFFFF"}}


def test_a_byte_order_mark_at_the_start_says_nothing(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text('name = "ours"\n', encoding="utf-8-sig")
    assert read_toml(path, "a theme file") == {"name": "ours"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"a = {'[' * 2000}{']' * 2000}", "nests lists or tables too deeply"),
        (f"a = {'9' * 5000}", "holds a number with too many digits"),
    ],
)
def test_what_python_does_not_read_is_refused_as_any_mistake(tmp_path, text, said):
    path = tmp_path / "x.toml"
    path.write_text(text)
    assert refused(path) == f"{path} {said}: pass a theme file"


def test_a_file_that_is_not_there_or_is_a_folder_is_named(tmp_path):
    assert f"cannot read {tmp_path / 'x.toml'}: no such file" in refused(tmp_path / "x.toml")
    assert f"cannot read {tmp_path}: is a directory" in refused(tmp_path)


def test_what_is_no_text_is_said_to_be_none(tmp_path):
    path = tmp_path / "x.toml"
    path.write_bytes(b'name = "caf\xe9"')
    assert refused(path) == f"{path} is not UTF-8 text: pass a theme file"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a = 1\nb = = 2\n", "(at line 2, column 5)"),
        ("[colors\n", "(at line 1, column 8)"),
        ("a = 1\nb = ", "(at line 2, column 5)"),  # where it was cut short
        ("a = 1\na = 2\n", "(at line 2, column 6)"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_column(tmp_path, text, place):
    path = tmp_path / "x.toml"
    path.write_text(text)
    message = refused(path)
    assert message.startswith(f"{path} is not valid TOML: ")
    assert place in message


def test_a_table_is_found_and_one_that_is_not_there_is_empty():
    content = {"colors": {"text": "#FFFFFF"}, "name": "ours"}
    assert nested(content, "colors") == {"text": "#FFFFFF"}
    assert nested(content, "fonts") == {}


@pytest.mark.parametrize("found", ["red", 3, ["red"], None])
def test_what_has_a_tables_name_and_is_none_is_told_how_to_be_one(found):
    with pytest.raises(UsageError, match=r"colors is a table: .* below a line \[colors\]"):
        nested({"colors": found}, "colors")
