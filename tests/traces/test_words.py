from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnviz.errors import UsageError
from attnviz.traces.words import find_word, split_words, tell_apart
from tests.core_traces import smollm2

# Text with what makes words hard: marks, joiners, flags, scripts without spaces, odd spaces.
hard = st.text(
    st.one_of(
        st.sampled_from("ab1 .,'’-\u0301\u200d\ufe0f\u00a0\u3000한글中カーไทย👩💻🏽🇰🇷😀()_$<>"),
        st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]),
    ),
    max_size=30,
)


@st.composite
def tokens(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    """A text and spans of tokens over it; tokens may share a character, as bytes of it do."""
    text = draw(hard)
    spans, at = [], 0
    while at < len(text):
        if draw(st.booleans()) and draw(st.booleans()):
            spans += [(at, at + 1)] * draw(st.integers(1, 3))
            at += 1
        else:
            end = min(len(text), at + draw(st.integers(1, 4)))
            spans.append((at, end))
            at = end - (end - at > 1 and draw(st.integers(0, 4)) == 0)
    return text, spans


def texts(sentence: str) -> list[str]:
    """Cut a sentence into words, one token a letter; white space is seen by its sign."""
    spans = [(i, i + 1) for i in range(len(sentence))]
    return [word.label for word in split_words(sentence, spans)]


@given(tokens())
def test_every_token_is_in_exactly_one_word(given: tuple[str, list[tuple[int, int]]]) -> None:
    text, spans = given
    words = split_words(text, spans)
    assert [i for word in words for i in word.tokens] == list(range(len(spans)))
    assert all(len(word.tokens) for word in words)


@given(tokens())
def test_texts_are_slices_in_order(given: tuple[str, list[tuple[int, int]]]) -> None:
    text, spans = given
    words = split_words(text, spans)
    at = 0
    for word in words:
        assert word.text == text[word.start : word.end]
        assert word.start >= at or not word.text
        at = max(at, word.end)
    if text.strip():
        assert all(word.text for word in words)
        assert "".join("".join(word.text for word in words).split()) == "".join(text.split())


@given(hard.filter(str.strip))
def test_the_same_on_the_model(text: str) -> None:
    tokens = smollm2().tokenize(text)
    words = split_words(text, [(token.start, token.end) for token in tokens])
    assert [token.word for token in tokens] == [
        number for number, word in enumerate(words) for _ in word.tokens
    ]
    assert all(word.text for word in words)


@given(hard)
def test_marks_stay_with_their_letter(text: str) -> None:
    spans = [(i, i + 1) for i in range(len(text))]
    starts = {word.start for word in split_words(text, spans)}
    for i in range(1, len(text)):
        if unicodedata.category(text[i])[0] == "M" and not text[i - 1].isspace():
            assert i not in starts


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("grey sea.", "grey sea ."),
        ("I don't know; it’s well-known", "I don't know ; it’s well-known"),
        ("3.14 or 1,000 or 2024-05-06, v1.2.", "3.14 or 1,000 or 2024-05-06 , v1.2 ."),
        ("wait... what?! no--yes", "wait ... what ? ! no -- yes"),
        ("'quoted' “so” dogs'", "' quoted ' “ so ” dogs '"),
        ("<b>$x$</b>", "< b > $ x $ < / b >"),
        ("GPT4 3rd snake_case", "GPT4 3rd snake _ case"),
        ("안녕하세요 세계, 나는", "안녕하세요 세계 , 나는"),
        ("我喝茶。東京タワー", "我 喝 茶 。 東 京 タ ワ ー"),
        ("กำลังดี", "กำ ลั ง ดี"),
        ("नमस्ते दुनिया", "नमस्ते दुनिया"),
        ("cafe\u0301 naïve", "cafe\u0301 naïve"),
        ("👩‍💻👍🏽 🇰🇷🇺🇸❤️‍🔥", "👩‍💻 👍🏽 🇰🇷 🇺🇸 ❤️‍🔥"),
        ("😀😀!!", "😀 😀 !!"),
        ("می‌خواهم", "می‌خواهم"),
        ("a\u00a0b\u3000c", "a ⍽ b ␣ c"),
        ("one  two", "one ␣ ␣ two"),
        ("red,\n\tblue", "red , ↵ ⇥ blue"),
    ],
)
def test_rules(sentence: str, words: str) -> None:
    assert texts(sentence) == words.split(" ")


def test_words_that_share_a_token_are_one() -> None:
    words = split_words('so." Yes', [(0, 2), (2, 4), (4, 8)])
    assert [(word.text, list(word.tokens)) for word in words] == [
        ("so", [0]),
        ('."', [1]),
        ("Yes", [2]),
    ]


def test_a_token_over_several_words() -> None:
    words = split_words("a b c d", [(0, 1), (1, 5), (5, 7)])
    assert [word.text for word in words] == ["a", "b c", "d"]


def test_one_blank_between_two_words_belongs_to_the_word_after_it() -> None:
    words = split_words("in 24", [(0, 2), (2, 3), (3, 4), (4, 5)])
    assert [(word.text, list(word.tokens)) for word in words] == [("in", [0]), ("24", [1, 2, 3])]


def test_any_other_white_space_is_a_word_for_each_token() -> None:
    words = split_words("  a   b  ", [(0, 2), (2, 3), (3, 5), (5, 7), (7, 8), (8, 9)])
    assert [(word.text, word.label, list(word.tokens)) for word in words] == [
        ("  ", "␣␣", [0]),
        ("a", "a", [1]),
        ("  ", "␣␣", [2]),
        ("b", "b", [3]),
        (" ", "␣", [4]),
        (" ", "␣", [5]),
    ]


def test_white_space_that_shares_a_token_with_a_word_stands_in_its_text() -> None:
    words = split_words("x.\n\n y", [(0, 1), (1, 4), (4, 6)])
    assert [word.label for word in words] == ["x", ".↵↵", "y"]
    (word,) = split_words(" y", [(0, 2)])
    assert word.label == "␣y"  # no word stands before it from which it could be parted


def test_the_bytes_of_one_space_are_one_word() -> None:
    words = split_words("a\u3000b", [(0, 1), (1, 2), (1, 2), (2, 3)])
    assert [(word.label, list(word.tokens)) for word in words] == [
        ("a", [0]),
        ("␣", [1, 2]),
        ("b", [3]),
    ]


def test_nothing_but_white_space() -> None:
    words = split_words("   ", [(0, 2), (2, 3)])
    assert [(word.label, list(word.tokens)) for word in words] == [("␣␣", [0]), ("␣", [1])]
    assert split_words("", []) == ()


def test_a_token_without_characters_is_a_word() -> None:
    words = split_words("a b", [(0, 0), (0, 1), (1, 3)])
    assert [(word.text, list(word.tokens)) for word in words] == [("", [0]), ("a", [1]), ("b", [2])]


def test_a_special_token_is_one_word() -> None:
    model = smollm2()
    sentence = "<|im_start|>user says"
    words = split_words(sentence, [(t.start, t.end) for t in model.tokenize(sentence)])
    assert [word.text for word in words] == ["<|im_start|>", "user", "says"]


def test_find_word() -> None:
    words = ["The", "cat", "the", "Cat", "a#2", "#"]
    assert find_word(words, "cat") == 1
    assert find_word(words, "Cat") == 3
    assert find_word(words, "CAT") == 1
    assert find_word(words, "CAT#2") == 3
    assert find_word(words, "the") == 2
    assert find_word(words, "a#2") == 4
    assert find_word(words, "#") == 5


@pytest.mark.parametrize("name", ["dog", "cat#2", "cat#0", "", "#2"])
def test_find_word_names_the_words_there_are(name: str) -> None:
    with pytest.raises(UsageError) as error:
        find_word(["a", "cat", "a"], name)
    said = str(error.value)
    assert said.startswith(f"no word {name!r} in the sentence: ")
    assert said.endswith("choose one of a, cat, a#2")
    assert ("'cat' occurs once" in said) == name.startswith("cat")


def test_find_word_names_the_nearest_and_how_another_occurrence_is_written() -> None:
    with pytest.raises(UsageError, match=r"did you mean 'ship'.*word#2 is a word's second occ"):
        find_word(["The", "old", "ship"], "shpi")


def test_a_number_is_a_position_where_it_is_no_word() -> None:
    assert find_word(["a", "cat", "a"], "3") == 2
    assert find_word(["a", "3", "a"], "3") == 1
    for name in ("0", "4"):
        with pytest.raises(UsageError, match="3 the third position"):
            find_word(["a", "cat", "a"], name)


def test_words_that_occur_twice_are_told_apart_by_their_positions() -> None:
    assert tell_apart(["the", "cat", "the"]) == ("the (1)", "cat", "the (3)")
    assert tell_apart(["The", "cat", "the"]) == ("The", "cat", "the")


def test_find_word_in_a_long_sentence() -> None:
    with pytest.raises(UsageError, match=r"w39, \.\.\.$"):
        find_word([f"w{i}" for i in range(100)], "no")
