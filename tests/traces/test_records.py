"""The small records that a trace is made of."""

from attnviz.traces.records import label


def test_labels_of_tokens_can_be_seen() -> None:
    assert [label(text) for text in (" the", "  ", "<ED>", "x", ".\n", "\t", "\xa0")] == [
        "the",
        "␣␣",
        "<ED>",
        "x",
        ".↵",
        "⇥",
        "⍽",
    ]
