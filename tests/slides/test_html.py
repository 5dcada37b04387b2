"""The page's file: all that it shows is in it, nothing that it says can become a tag."""

import base64
import hashlib
import html
import json
import re

import pytest
from PIL import Image

from attnviz.look.style import DARK, LIGHT
from attnviz.slides.html import write_html
from tests.colors import ENDS, color_deck

HOSTILE = "</script><script>alert(1)</script> \"quotes\" 'more' & <!-- \u2028\u2029 한국어 😀"


@pytest.fixture(scope="module")
def deck(tmp_path_factory):
    return color_deck(tmp_path_factory.mktemp("deck"))


@pytest.fixture(scope="module")
def page(deck, tmp_path_factory):
    return written(deck, tmp_path_factory.mktemp("page") / "deck.html")


def written(deck, path):
    write_html(deck, path)
    return path.read_text("utf-8")


def block(page, kind):
    """Return the one block of a kind."""
    (found,) = re.findall(rf'<script type="{kind}"[^>]*>(.*?)</script>', page, re.S)
    return found


def test_the_same_deck_gives_the_same_file(deck, page, tmp_path):
    assert written(deck, tmp_path / "again.html") == page


def test_every_video_is_in_it_as_it_is(deck, page):
    for i, step in enumerate(deck.steps):
        data = re.search(rf'id="video-{i}">([^<]*)<', page)[1]
        assert base64.b64decode(data) == step.video.read_bytes()


def test_it_names_no_other_place(page):
    assert "://" not in page
    assert not re.search(r"""(src|href)=["'](?!data:)""", page)


def test_its_policy_forbids_every_connection(page):
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules.pop("default-src") == "'none'"
    for source, kind in (("script-src", "script"), ("style-src", "style")):
        (own,) = re.findall(rf'<{kind}(?: type="module")?>(.*?)</{kind}>', page, re.S)
        digest = base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()
        assert rules.pop(source) == f"'sha256-{digest}'"
    assert set(rules.values()) <= {"data:", "blob:", "'none'"}


def test_what_it_says_cannot_become_a_tag(tmp_path):
    page = written(color_deck(tmp_path, sentence=HOSTILE, captions=[HOSTILE]), tmp_path / "x.html")
    assert "alert(1)</script>" not in page
    assert page.count("</script>") == 1 + len(ENDS) + 1
    data = block(page, "application/json")
    assert not set("<>&\u2028\u2029") & set(data)
    content = json.loads(data)
    assert content["sentence"] == content["steps"][0]["caption"] == HOSTILE
    assert html.unescape(re.search(r"<title>(.*?)</title>", page, re.S)[1]) == HOSTILE


def test_letters_of_other_scripts_bring_their_own_face(page, tmp_path):
    assert '"Deck 0"' not in page
    korean = color_deck(tmp_path, sentence="파란 생명체", language="ko")
    assert '"Deck 0"' in written(korean, tmp_path / "ko.html")


def test_stills_look_like_the_frames_and_are_smaller(tmp_path):
    deck = color_deck(tmp_path)
    noisy = Image.effect_noise((deck.width, deck.height), 60).convert("RGB")
    noisy.save(deck.steps[0].last)
    data = json.loads(block(written(deck, tmp_path / "x.html"), "application/json"))
    shown = tmp_path / "shown.webp"
    shown.write_bytes(base64.b64decode(data["steps"][0]["picture"].partition(",")[2]))
    assert shown.stat().st_size < deck.steps[0].last.stat().st_size / 1.5
    with Image.open(shown) as image:
        pairs = zip(image.convert("L").tobytes(), noisy.convert("L").tobytes(), strict=True)
        assert sum(abs(a - b) for a, b in pairs) / noisy.width / noisy.height < 6


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_its_colours_are_the_themes(theme, tmp_path):
    page = written(color_deck(tmp_path, theme=theme), tmp_path / "x.html")
    colors = re.search(r":root\{color-scheme:(\w+);([^}]*)\}", page)
    assert colors[1] == theme.name
    assert f"--ground:{theme.ground};--text:{theme.text}" in colors[2]


def test_the_ground_around_a_video_is_as_the_encoder_rounds_it(tmp_path):
    rounded = "#" + bytes(c - 2 for c in bytes.fromhex(DARK.ground[1:])).hex()
    deck = color_deck(tmp_path)
    Image.new("RGB", (256, 144), rounded).save(deck.steps[0].first)
    assert f"--ground:{rounded};" in written(deck, tmp_path / "x.html")
