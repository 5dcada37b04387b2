"""Which face draws which character, and what is said of those that none can draw."""

import unicodedata
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnviz.look.fonts import clusters, face_for, has_cjk, missing, runs, voice_face
from attnviz.look.style import Voice

VOICES = get_args(Voice)
SERIF, CJK = "SourceSerifPro-Regular.otf", "NotoSansCJK-VF.otf.ttc"
JAPANESE, KOREAN, CHINESE = 0, 1, 2
FAMILY = "👩\u200d👩\u200d👧\u200d👦"
HIEROGLYPH, TIFINAGH = "\U00013000", "ⴰ"  # in none of the faces


def drawn_by(text, voice="serif"):
    return [(stretch, Path(face.path).name) for stretch, face in runs(text, voice)]


@pytest.mark.parametrize(
    ("voice", "name"),
    [
        ("serif", SERIF),
        ("serif-bold", "SourceSerifPro-Semibold.otf"),
        ("italic", "SourceSerifPro-It.otf"),
        ("sans", "SourceSansPro-Regular.otf"),
        ("sans-bold", "SourceSansPro-Semibold.otf"),
    ],
)
def test_latin_speaks_in_the_voice_itself(voice, name):
    assert drawn_by("creature, naïve Ąžœ", voice) == [("creature, naïve Ąžœ", name)]


@pytest.mark.parametrize("text", ["Ελληνικά", "русский"])
def test_words_in_greek_and_cyrillic_stay_serif(text):
    assert drawn_by(text) == [(text, SERIF)]


@pytest.mark.parametrize("voice", VOICES)
def test_every_voice_draws_what_the_pictures_write(voice):
    assert all(voice_face(voice).covers(c) for c in "0123456789+−.,·×=√/()…′∞")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("مرحبا", "NotoSansArabic[wght].ttf"),
        ("नमस्ते", "NotoSansDevanagari[wght].ttf"),
        ("שלום", "NotoSansHebrew[wght].ttf"),
        ("ไทย", "NotoSansThai[wght].ttf"),
        ("😀", "NotoEmoji[wght].ttf"),
        (FAMILY, "NotoEmoji[wght].ttf"),
        ("🇰🇷", "NotoEmoji[wght].ttf"),
        ("👍🏽", "NotoEmoji[wght].ttf"),
        ("한국어", CJK),
        ("小猫", CJK),
        ("ねこ", CJK),
    ],
)
def test_other_scripts_fall_back_on_a_face_that_has_them(text, name):
    assert drawn_by(text) == [(text, name)]
    assert missing([text]) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [("어제 讀書", KOREAN), ("猫は座る", JAPANESE), ("一只小猫", CHINESE), ("カタカナ", JAPANESE)],
)
def test_han_is_drawn_as_the_text_s_own_language_draws_it(text, language):
    (face,) = {face for _, face in runs(text, "serif")}
    assert (Path(face.path).name, face.index) == (CJK, language)


def test_bold_voices_fall_back_on_bolder_faces():
    assert {face_for(c, "serif").weight for c in "한م😀"} == {400}
    assert {face_for(c, "sans-bold").weight for c in "한م😀"} == {600}


def test_stretches_follow_the_text_and_spaces_stay_where_they_are():
    assert drawn_by("a 한국 cat 😀!") == [
        ("a ", SERIF), ("한국 ", CJK), ("cat ", SERIF),
        ("😀", "NotoEmoji[wght].ttf"), ("!", SERIF),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("cafe\u0301", ["c", "a", "f", "é"]),
        ("x\u0338y", ["x\u0338", "y"]),
        ("o\u0302\u0323", ["\u1ed9"]),
        (f"a{FAMILY}b", ["a", FAMILY, "b"]),
        ("👍🏽👍", ["👍🏽", "👍"]),
        ("1\ufe0f\u20e3", ["1\ufe0f\u20e3"]),
        ("", []),
    ],
)
def test_a_base_keeps_its_marks_and_joiners(text, cut):
    assert list(clusters(text)) == cut


@pytest.mark.parametrize("text", ["x\u0338", "q\u0323\u0302", "1\ufe0f\u20e3"])
def test_a_mark_is_drawn_by_the_face_of_its_base(text):
    ((stretch, face),) = runs(text, "serif")
    assert stretch == text
    assert face.covers(text)


@given(st.text(max_size=30))
def test_no_text_is_lost_between_faces(text):
    whole = "".join(stretch for stretch, _ in runs(text, "serif"))
    each = [stretch for one in clusters(text) for stretch, _ in runs(one, "serif")]
    assert whole == "".join(each)
    drawn = all(face_for(one, "serif") or one.isspace() for one in clusters(text))
    assert not drawn or whole == "".join(clusters(text))


def test_missing_names_what_no_face_has_once_and_in_order():
    said = missing([f"a {HIEROGLYPH}b", "한 😀", TIFINAGH + HIEROGLYPH, " \t\u3000"])
    assert said == [HIEROGLYPH, TIFINAGH]


@given(st.text(max_size=20))
def test_missing_is_exactly_what_no_face_covers(text):
    lost = missing([text])
    for cluster in clusters(text):
        face = face_for(cluster, "serif")
        plain = face_for(unicodedata.normalize("NFKC", cluster), "serif")
        unseen = cluster.isspace() or cluster in "␣⍽↵⇥"
        assert (cluster in lost) == (face is None and plain is None and not unseen)
        assert face is None or face.covers(cluster)


def test_what_is_missing_is_still_set_in_the_voice():
    assert drawn_by(HIEROGLYPH) == [(HIEROGLYPH, SERIF)]


def test_the_extra_with_han_is_part_of_what_is_tested():
    assert has_cjk()


def test_without_the_extra_han_and_hangul_are_reported(monkeypatch):
    from attnviz.look import fonts

    monkeypatch.setattr(fonts, "_CJK", "a_package_that_is_not_there")
    fonts._fallbacks.cache_clear()
    try:
        assert not has_cjk()
        assert missing(["cat 한 猫 😀"]) == ["한", "猫"]
    finally:
        fonts._fallbacks.cache_clear()


def test_letters_of_mathematics_are_drawn_as_the_letters_they_are():
    assert missing(["mathematical 𝑥² + ∑ᵢ αᵢ ≤ ∞ → ℝ𝔸𝐱"]) == []
    assert list(runs("𝑥", "serif")) == [("x", voice_face("italic"))]
    assert list(runs("𝐱", "serif")) == [("x", voice_face("serif-bold"))]
    assert list(runs("𝔸", "serif")) == [("A", voice_face("serif"))]
