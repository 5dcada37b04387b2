"""The catalogue: a scene's facts stand in one file, and nowhere else."""

import subprocess
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from attnviz.catalog.captions import languages, load_captions
from attnviz.catalog.scenes import (
    SCENES,
    beat_name,
    find_scene,
    find_scenes,
    follows,
    nearest_beat,
    scene_class,
)
from attnviz.clips.request import Request
from attnviz.errors import UsageError

ROOT = Path(__file__).parents[2]
every_scene = pytest.mark.parametrize("entry", SCENES, ids=lambda entry: entry.slug)


def test_it_is_what_the_file_says():
    said = tomllib.loads((ROOT / "scenes" / "catalog.toml").read_text("utf-8"))["scene"]
    assert [table["slug"] for table in said] == [entry.slug for entry in SCENES]
    for table, entry in zip(said, SCENES, strict=True):
        assert table["class"] == entry.class_name
        assert {name: getattr(entry, name) for name in ("act", "number", "summary")}.items() <= (
            table.items()
        )


def test_numbers_and_acts_rise():
    assert [entry.number for entry in SCENES] == sorted({entry.number for entry in SCENES})
    assert [entry.act for entry in SCENES] == sorted(entry.act for entry in SCENES)


@every_scene
def test_every_language_has_its_title_and_what_it_says(entry):
    for language in languages():
        assert load_captions(language)["titles"][entry.slug]
        assert load_captions(language)[entry.slug]


@every_scene
def test_its_options_are_things_that_can_be_asked_for(entry):
    assert set(entry.options) <= {field.name for field in fields(Request)}


@every_scene
def test_a_slug_stands_in_the_catalogue_the_class_and_the_captions_only(entry):
    """As a word of its own in quotes, or the name of a table; other modules may be named so too."""
    words = [f'slug = "{entry.slug}"', f'slug, letter = "{entry.slug}"', f"\n[{entry.slug}]\n"]
    found = set()
    for path in [*(ROOT / "attnviz").rglob("*.py"), *(ROOT / "scenes").rglob("*.*")]:
        if path.suffix in (".py", ".toml") and any(w in path.read_text("utf-8") for w in words):
            found.add(path.relative_to(ROOT).as_posix())
    captions = {f"scenes/captions/{language}.toml" for language in languages()}
    assert found == {"scenes/catalog.toml", f"scenes/{entry.slug}.py", *captions}


def test_a_scene_is_found_by_slug_and_by_class():
    assert find_scene("pattern") is find_scene("AttentionPattern")
    assert [entry.slug for entry in find_scenes(["key", "query", "key"])] == ["key", "query"]
    assert find_scenes(["key", "all"]) == list(SCENES)
    with pytest.raises(UsageError, match="did you mean pattern"):
        find_scene("patern")


def test_a_scene_follows_the_one_before_it_and_no_other():
    first, second, third = SCENES[:3]
    assert follows(second, first)
    assert not follows(third, first)
    assert not follows(first, second)
    assert not follows(first, None)


def test_its_class_is_imported_when_it_is_asked_for():
    code = "import sys, attnviz.catalog.scenes as c; assert 'manim' not in sys.modules"
    assert subprocess.run([ROOT / ".venv/bin/python", "-c", code], check=False).returncode == 0
    entry = find_scene("key")
    assert scene_class(entry.module, entry.class_name).slug == "key"


@every_scene
def test_beats_and_their_variants_are_what_a_scene_can_play(entry):
    scene = scene_class(entry.module, entry.class_name)
    for name in (*entry.beats, *entry.variants):
        assert callable(getattr(scene, name))
    assert set(entry.variants.values()) <= set(entry.beats)
    assert set(entry.renamed.values()) <= set(entry.beats)
    assert not {*entry.variants, *entry.renamed} & set(entry.beats)


def test_a_beat_that_is_left_out_is_shown_as_the_one_before_it():
    played = ["embedding", "grid", "mask"]
    assert nearest_beat("pattern", "grid", played) == "grid"
    assert nearest_beat("pattern", "scores_plain", played) == "grid"
    assert nearest_beat("pattern", "tokens", played) == "embedding"
    assert nearest_beat("pattern", "sofmax", played) is None
    assert beat_name("mask", "nothing") == "without"
    assert beat_name("one of my own", "nothing") == "nothing"


def test_a_beat_is_found_by_a_name_that_it_had():
    assert nearest_beat("key", "match", ["everyone", "race", "winner"]) == "winner"
    assert nearest_beat("key", "plane", ["everyone", "race"]) == "race"
