"""A model whose weights lie in a file on this machine."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from attnviz.attention import Floats
from attnviz.errors import UsageError
from attnviz.models.gguf import GGUF
from attnviz.models.llama.config import read_config
from attnviz.models.llama.network import Llama
from attnviz.models.llama.reader import AttentionReader, OutputWeights, Rows
from attnviz.models.tokenizer import Tokenizer
from attnviz.traces.norm import RMSNorm
from attnviz.traces.records import NextToken, Token, Word
from attnviz.traces.sentence import check_text
from attnviz.traces.trace import Trace
from attnviz.traces.vocabulary import Vocabulary
from attnviz.traces.weights import NormedInputs
from attnviz.traces.words import split_words

_KEPT = 50  # next tokens that a trace keeps


class LocalModel:
    """A Llama-architecture model in a GGUF file.

    Parameters
    ----------
    weights : GGUF or Path
        The weights file, opened or not.
    slug, name : str, optional
        What commands and the screen call it; made from the file's name when left out.

    Attributes
    ----------
    info : ModelInfo
        Its name and shape.
    vocabulary : Vocabulary
        Its tokens.

    Raises
    ------
    UsageError
        When the file holds another architecture.
    AttnvizError
        When it cannot be read.
    """

    def __init__(
        self, weights: GGUF | Path, slug: str | None = None, name: str | None = None
    ) -> None:
        self._weights = weights if isinstance(weights, GGUF) else GGUF(weights)
        # Another architecture is named before its tokenizer is looked at.
        self._config = config = read_config(self._weights)
        self._tokenizer = Tokenizer(self._weights.metadata, self._weights.keys.source)
        self.info = config.info(slug or _slug(self._weights.path.stem), name)
        self._network = Llama(self._weights, config)
        self._output_weights = OutputWeights(self._weights, self.info)
        self._attention_weights = AttentionReader(self._weights, config)
        self.vocabulary = Vocabulary(
            text=self._tokenizer.text,
            embeddings=Rows(self._weights, "token_embd.weight"),
            outputs=Rows(self._weights, config.output_table),
            norm=RMSNorm(self._weights.tensor("output_norm.weight"), config.epsilon),
        )

    def tokenize(self, text: str) -> tuple[Token, ...]:
        """Cut a text into the model's tokens.

        Parameters
        ----------
        text : str
            Any text; a special token written out, such as ``<|im_start|>``, is one token.

        Returns
        -------
        tuple of Token
            The tokens.

        Raises
        ------
        UsageError
            When the vocabulary has no token for a part of the text.
        """
        return self._read(text)[0]

    def trace(self, sentence: str, upto: int | None = None) -> Trace:
        """Run the model on a sentence and keep what it did.

        Parameters
        ----------
        sentence : str
            The text; line breaks and tabs are tokens as words are.
        upto : int, optional
            How many layers to run: a head in layer L needs L + 1. All of them when left out, and
            only then is there a next token.

        Returns
        -------
        Trace
            Queries, keys, values and residual stream of every layer that ran.

        Raises
        ------
        UsageError
            When the sentence is empty, has control characters or is past the model's context, or
            `upto` is no number of layers.
        AttnvizError
            When the weights turn out to be bad.
        """
        check_text(sentence)
        return self._run(sentence, upto, _KEPT)

    def predict(self, text: str, top: int = 5) -> list[tuple[str, int, float]]:
        """Give the likeliest next tokens.

        Parameters
        ----------
        text : str
            The text so far; it may have line breaks and tabs.
        top : int
            How many.

        Returns
        -------
        list of (str, int, float)
            Text, id and probability of each token, best first.

        Raises
        ------
        UsageError
            As for `trace`, and when `top` is no number of tokens.
        """
        check_text(text, allow="\n\r\t")
        if not 1 <= top <= self.info.n_vocab:
            raise UsageError(f"cannot give {top} tokens: ask for 1 to {self.info.n_vocab:,}")
        found = self._run(text, None, top).next_token
        assert found is not None  # all layers ran
        return list(zip(found.texts, found.ids, found.probabilities.tolist(), strict=True))

    def embedding(self, ids: Sequence[int]) -> Floats:
        """Read rows of the embedding table.

        Parameters
        ----------
        ids : sequence of int
            Token ids.

        Returns
        -------
        float32 array (len(ids), d_model)
            One row a token.

        Raises
        ------
        UsageError
            When an id is not in the vocabulary.
        """
        for id in ids:
            if not 0 <= id < self.info.n_vocab:
                raise UsageError(f"no token {id}: ids run from 0 to {self.info.n_vocab - 1}")
        return self._network.embed(ids)

    def _run(self, text: str, upto: int | None, top: int) -> Trace:
        info, network = self.info, self._network
        layers = info.n_layers if upto is None else upto
        if not 1 <= layers <= info.n_layers:
            raise UsageError(f"cannot run {layers} layers: {info.name} has {info.n_layers}")
        tokens, words = self._read(text)
        n = len(tokens)
        if n > info.n_context:
            raise UsageError(
                f"the sentence has {n:,} tokens and {info.name} reads {info.n_context:,}: "
                "shorten it"
            )
        residual = np.empty((layers + 1, n, info.d_model), np.float32)
        queries = np.empty((layers, info.n_heads, n, info.d_head), np.float32)
        keys, values = np.empty((2, layers, info.n_kv_heads, n, info.d_head), np.float32)
        # Numbers out of range come from bad weights only, and the trace refuses them.
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            x = residual[0] = network.embed([token.id for token in tokens])
            rule = self._config.rule(n)
            for layer in range(layers):
                q, k, v = queries[layer], keys[layer], values[layer] = network.project(x, layer)
                x = x + network.attend(q, k, v, rule, layer)
                x = residual[layer + 1] = x + network.feed_forward(x, layer)
            found = self._next_token(x[-1], top) if layers == info.n_layers else None
        return Trace(
            model=info,
            sentence=text,
            tokens=tokens,
            words=words,
            rules=(rule,) * layers,
            embedding=residual[0],
            residual=residual,
            inputs=NormedInputs(residual, self._attention_weights),
            queries=queries,
            kv_keys=keys,
            kv_values=values,
            output_weights=self._output_weights,
            next_token=found,
            attention_weights=self._attention_weights,
            vocabulary=self.vocabulary,
        )

    def _read(self, text: str) -> tuple[tuple[Token, ...], tuple[Word, ...]]:
        spans = self._tokenizer.encode(text)
        words = split_words(text, [(span.start, span.end) for span in spans])
        word_of = [number for number, word in enumerate(words) for _ in word.tokens]
        tokens = tuple(
            Token(self._tokenizer.text(span.id), *span, word)
            for span, word in zip(spans, word_of, strict=True)
        )
        return tokens, words

    def _next_token(self, x: Floats, top: int) -> NextToken:
        logits = self._network.logits(x)
        probabilities = np.exp(logits - logits.max())
        probabilities /= probabilities.sum()
        ids = tuple(np.argsort(-logits, kind="stable")[:top].tolist())
        return NextToken(ids, tuple(map(self._tokenizer.text, ids)), probabilities[list(ids)])


def _slug(stem: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-") or "model"
