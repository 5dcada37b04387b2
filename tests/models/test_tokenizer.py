"""Our tokenizer against the `tokenizers` library, on the default model's vocabulary and others."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import AddedToken, Regex, decoders, models, normalizers, pre_tokenizers
from tokenizers import Tokenizer as Library

from attnviz.errors import AttnvizError, UsageError
from attnviz.models.bpe import merge
from attnviz.models.gguf import GGUF
from attnviz.models.tokenizer import Tokenizer
from attnviz.models.weights import default

METADATA = GGUF(default()).metadata
OURS = Tokenizer(METADATA)
TOKENS = [token.decode() for token in METADATA["tokenizer.ggml.tokens"]]
MERGES = [tuple(merge.decode().split(" ")) for merge in METADATA["tokenizer.ggml.merges"]]
CONTROL = [TOKENS[i] for i in np.flatnonzero(METADATA["tokenizer.ggml.token_type"] == 3)]

LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def byte_level(cut: str) -> Library:
    library = Library(
        models.BPE(
            {token: i for i, token in enumerate(TOKENS)}, MERGES, ignore_merges=cut == "llama-bpe"
        )
    )
    gpt2 = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    plain = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    llama3 = LLAMA3 if cut == "llama-bpe" else LLAMA3.replace("{1,3}", "")
    library.pre_tokenizer = {
        "smollm": pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), gpt2]),
        "gpt-2": gpt2,
    }.get(cut) or pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(llama3), "isolated"), plain])
    library.add_special_tokens([AddedToken(token, normalized=False) for token in CONTROL])
    return library


LIBRARY = byte_level("smollm")

# Unassigned and private characters have bytes that this vocabulary lacks; both sides differ in
# what they do then. Newer letters than Python 3.11 knows of are left out with the unassigned.
text = st.lists(
    st.one_of(
        st.sampled_from(
            " \n\tab'sStT1290.,-éßſ²Ⅷ½①한글中二〇\u0301\u200d👩💻🏽\u00a0\u3000\u2028\x1c\x85"
        ),
        st.sampled_from(["<|im_start|>", "<|endoftext|>", "'ll", "'RE", "   ", "12345"]),
        st.characters(exclude_categories=["Cs", "Co", "Cn", "Cc"]),
    ),
    max_size=40,
).map("".join)


def ids(tokenizer: Tokenizer, sentence: str) -> list[int]:
    return [token.id for token in tokenizer.encode(sentence)]


@settings(max_examples=400, deadline=None)
@given(text)
def test_ids_equal_the_library(sentence: str) -> None:
    assert ids(OURS, sentence) == LIBRARY.encode(sentence).ids


@pytest.mark.parametrize("cut", ["gpt-2", "llama-bpe", "qwen2"])
def test_other_ways_of_cutting(cut: str) -> None:
    ours = Tokenizer({**METADATA, "tokenizer.ggml.pre": cut})
    library = byte_level(cut)

    # The library folds the long s into an s after an apostrophe, which no text needs.
    @settings(max_examples=200, deadline=None)
    @given(text.filter(lambda sentence: "ſ" not in sentence))
    def check(sentence: str) -> None:
        assert ids(ours, sentence) == library.encode(sentence).ids

    check()


@settings(deadline=None)
@given(text)
def test_spans_are_the_characters_of_the_bytes(sentence: str) -> None:
    tokens = OURS.encode(sentence)
    at = 0
    for token in tokens:
        part = sentence[token.start : token.end]
        shown = OURS.text(token.id)
        if "<" not in shown:
            assert part == shown
        assert token.start in (at, at - 1)  # a character may be shared with the token before
        assert token.end > token.start
        at = token.end
    assert at == len(sentence)


def test_tokens_inside_a_character() -> None:
    tokens = OURS.encode("글 👍")
    assert {(token.start, token.end) for token in tokens} == {(0, 1), (1, 3), (2, 3)}
    shown = [OURS.text(token.id) for token in tokens]
    assert shown[0] == "<EA>"
    assert shown[-1] == "<8D>"
    assert all(len(text.replace("<", "").replace(">", "")) for text in shown)


def test_special_tokens_are_single_and_shown_as_written() -> None:
    (token,) = OURS.encode("<|im_start|>")
    assert OURS.text(token.id) == "<|im_start|>"
    assert len(OURS.encode("<|im_stop|>")) > 1


def test_every_token_can_be_shown() -> None:
    for id in range(len(OURS)):
        assert OURS.text(id)


def test_a_character_that_the_vocabulary_cannot_spell() -> None:
    with pytest.raises(UsageError, match="no token for a part of"):
        OURS.encode("a \U00050000")


def test_long_words_take_no_quadratic_time() -> None:
    assert ids(OURS, "ab" * 20_000) == LIBRARY.encode("ab" * 20_000).ids


def test_merging_takes_the_leftmost_of_equals() -> None:
    ranks = {(b"a", b"a"): 0, (b"aa", b"a"): 1}
    assert merge([b"a"] * 5, lambda left, right: ranks.get((left, right))) == [b"aa", b"aaa"]


# SentencePiece, as older Llama files have it: spaces are ▁, unknown characters are bytes.

WORDS = "the cat sat on a mat and other cats at that they do not theme".split()


def sentencepiece() -> tuple[dict[str, Any], Library]:
    """Make a vocabulary in which longer tokens come later, and the library's tokenizer for it."""
    letters = sorted({"▁", *"".join(WORDS)})
    merges, made = [], list(letters)
    for word in WORDS:
        left = "▁"
        for letter in word:
            if left + letter not in made:
                made.append(left + letter)
                merges.append((left, letter))
            left += letter
    tokens = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), *made]
    count = len(letters)
    scores = [0.0] * (len(tokens) - len(made) + count) + [
        -float(i) for i in range(len(made) - count)
    ]
    kinds = [2, 3, 3] + [6] * 256 + [1] * len(made)
    library = Library(
        models.BPE(
            {token: i for i, token in enumerate(tokens)},
            merges,
            unk_token="<unk>",
            byte_fallback=True,
            fuse_unk=True,
        )
    )
    library.normalizer = normalizers.Sequence(
        [normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]
    )
    library.decoder = decoders.ByteFallback()
    metadata = {
        "tokens": [token.encode() for token in tokens],
        "token_type": np.array(kinds, np.int32),
        "scores": np.array(scores, np.float32),
        "model": "llama",
        "bos_token_id": 1,
    }
    return {f"tokenizer.ggml.{key}": value for key, value in metadata.items()}, library


SENTENCEPIECE, SENTENCEPIECE_LIBRARY = sentencepiece()


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from([*WORDS, "é", "한글", " ", "😀x", "tha", "ca"]), min_size=1, max_size=8
    )
)
def test_sentencepiece_equals_the_library(parts: list[str]) -> None:
    sentence = " ".join(parts)
    ours = Tokenizer(SENTENCEPIECE)
    tokens = ours.encode(sentence)
    assert [token.id for token in tokens] == [1, *SENTENCEPIECE_LIBRARY.encode(sentence).ids]
    assert (tokens[0].start, tokens[0].end) == (0, 0)  # the mark for the beginning
    assert tokens[-1].end == len(sentence)


def test_sentencepiece_spans_and_texts() -> None:
    ours = Tokenizer(SENTENCEPIECE)
    tokens = ours.encode("the cat é")
    assert [ours.text(token.id) for token in tokens] == ["<s>", " the", " cat", " ", "<C3>", "<A9>"]
    assert [(token.start, token.end) for token in tokens] == [
        (0, 0),
        (0, 3),
        (3, 7),
        (7, 8),
        (8, 9),
        (8, 9),
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"model": "bert"}, "use a 'bert' tokenizer; gpt2 and llama can be read"),
        ({"pre": "tekken"}, "cut text into words by the rule 'tekken'; known are gpt-2, "),
        ({"tokens": None}, "tokenizer.ggml.tokens is missing"),
        ({"merges": None}, "tokenizer.ggml.merges is missing"),
    ],
)
def test_tokenizers_that_cannot_be_read(change: dict[str, Any], message: str) -> None:
    keys = {f"tokenizer.ggml.{key}": value for key, value in change.items()}
    with pytest.raises(AttnvizError) as error:
        Tokenizer({**METADATA, **keys})
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("keys", "begins"),
    [
        ({"pre": "llama-bpe"}, True),  # as llama.cpp reads a Llama 3 that does not say
        ({"pre": "llama-bpe", "add_bos_token": False}, False),
        ({"pre": "gpt-2"}, False),
        ({"pre": "gpt-2", "add_bos_token": True}, True),
    ],
)
def test_who_begins_with_a_mark(keys: dict[str, Any], begins: bool) -> None:
    named = {f"tokenizer.ggml.{key}": value for key, value in keys.items()}
    ours = Tokenizer({**METADATA, "tokenizer.ggml.add_bos_token": None, **named})
    bos = METADATA["tokenizer.ggml.bos_token_id"]
    plain = ids(OURS, "a word")
    assert ids(ours, "a word") == ([bos, *plain] if begins else plain)


@pytest.mark.parametrize("bos", [-1, len(TOKENS), 1.0, "1", None])
def test_a_mark_that_is_no_token(bos: Any) -> None:
    keys = {"tokenizer.ggml.add_bos_token": True, "tokenizer.ggml.bos_token_id": bos}
    with pytest.raises(AttnvizError, match=r"tokenizer\.ggml\.bos_token_id is "):
        Tokenizer({**METADATA, **keys})


def test_no_token_holds_what_a_terminal_obeys() -> None:
    special = b"\x1b[31m<s>\xc2\x9b"
    tokens = [special, *METADATA["tokenizer.ggml.tokens"][1:]]
    ours = Tokenizer({**METADATA, "tokenizer.ggml.tokens": tokens})
    assert ours.text(0) == "<1B>[31m<s><C2><9B>"
    texts = [ours.text(id) for id in range(len(ours))]
    controls = {chr(code) for code in (*range(32), *range(127, 160))} - set("\n\r\t")
    assert not controls & set("".join(texts))
    assert "<1B>" in texts  # the vocabulary has every byte
