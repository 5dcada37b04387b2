"""The Llama architecture, forward, in numpy.

Touvron et al. 2023, "LLaMA: Open and Efficient Foundation Language Models", section 2.2: layers of
pre-normalised attention and SwiGLU, with RMSNorm and rotary positions; grouped-query attention as
in Ainslie et al. 2023. Everything is computed in 32-bit floats.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from attnviz.attention import Floats, attention_pattern, attention_scores, causal_mask
from attnviz.errors import UsageError
from attnviz.models.gguf import GGUF
from attnviz.models.tokenizer import Tokenizer
from attnviz.trace import ModelInfo, NextToken, Token, Trace
from attnviz.words import split_words


def rms_norm(x: Floats, gain: Floats, epsilon: float) -> Floats:
    """Divide each vector by its root mean square, then stretch it."""
    mean_square = np.mean(x * x, axis=-1, keepdims=True)
    return x / np.sqrt(mean_square + np.float32(epsilon)) * gain


def silu(x: Floats) -> Floats:
    """x times its own logistic sigmoid."""
    return x / (1 + np.exp(-x))


def rotate(x: Floats, cosines: Floats, sines: Floats) -> Floats:
    """Turn neighbouring pairs of each vector by the angle of its position."""
    even, odd = x[..., 0::2], x[..., 1::2]  # (heads, n, d_head / 2)
    rotated = np.empty_like(x)
    rotated[..., 0::2] = even * cosines - odd * sines
    rotated[..., 1::2] = even * sines + odd * cosines
    return rotated


class OutputWeights:
    def __init__(self, weights: GGUF, info: ModelInfo) -> None:
        self._weights, self._info = weights, info

    def __getitem__(self, layer: int, /) -> Floats:
        matrix = self._weights.tensor(f"blk.{layer}.attn_output.weight")  # (d_model, heads * d_head)
        return matrix.T.reshape(self._info.n_heads, self._info.d_head, self._info.d_model)


class Llama:
    """A Llama-architecture model that reads its weights from a GGUF file as it goes."""

    def __init__(self, path: Path, slug: str | None = None, name: str | None = None) -> None:
        self._weights = GGUF(path)
        self._tokenizer = Tokenizer(self._weights.metadata)
        meta = self._weights.metadata
        heads = meta["llama.attention.head_count"]
        d_model = meta["llama.embedding_length"]
        d_head = meta.get("llama.attention.key_length", d_model // heads)
        self._epsilon = meta["llama.attention.layer_norm_rms_epsilon"]
        self._base = meta.get("llama.rope.freq_base", 10000.0)
        self.info = ModelInfo(
            slug=slug or path.stem,
            name=name or path.stem,
            n_layers=meta["llama.block_count"],
            n_heads=heads,
            n_kv_heads=meta.get("llama.attention.head_count_kv", heads),
            d_model=d_model,
            d_head=d_head,
            n_vocab=self._weights.tensors["token_embd.weight"].shape[0],
            n_context=meta["llama.context_length"],
            scale=float(d_head**-0.5),
            display_layer=13,
            display_head=1,
            causal=True,
        )

    def tokenize(self, text: str) -> tuple[Token, ...]:
        pieces = self._tokenizer.encode(text)
        at: list[int] = []
        for i, c in enumerate(text):
            at += [i] * len(c.encode())
        spans = [(at[p.start], at[p.end - 1] + 1) for p in pieces]
        words = split_words(text, spans)
        of = {i: w for w, word in enumerate(words) for i in word.pieces}
        return tuple(
            Token(self._tokenizer.text(p.id), p.id, *span, of[i])
            for i, (p, span) in enumerate(zip(pieces, spans, strict=True))
        )

    def trace(self, sentence: str, upto: int | None = None) -> Trace:
        if not sentence.strip():
            raise UsageError("the sentence is empty: give at least one word")
        info = self.info
        tokens = self.tokenize(sentence)
        words = split_words(sentence, [(t.start, t.end) for t in tokens])
        n = len(tokens)
        layers = info.n_layers if upto is None else upto
        x = self._weights.rows("token_embd.weight", [t.id for t in tokens])
        angles = np.arange(n)[:, None] * self._base ** (-np.arange(0, info.d_head, 2) / info.d_head)
        cosines, sines = np.cos(angles).astype(np.float32), np.sin(angles).astype(np.float32)
        mask = causal_mask(n)
        group = info.n_heads // info.n_kv_heads
        residual, queries, keys, values = [x], [], [], []
        for layer in range(layers):
            W = lambda name: self._weights.tensor(f"blk.{layer}.{name}.weight")  # noqa: E731
            h = rms_norm(x, W("attn_norm"), self._epsilon)
            q, k, v = (
                (h @ W(f"attn_{name}").T).reshape(n, -1, info.d_head).transpose(1, 0, 2)
                for name in "qkv"
            )
            q, k = rotate(q, cosines, sines), rotate(k, cosines, sines)
            queries.append(q)
            keys.append(k)
            values.append(v)
            scores = attention_scores(q, np.repeat(k, group, axis=0), info.scale)
            mixed = attention_pattern(scores, mask) @ np.repeat(v, group, axis=0)
            x = x + mixed.transpose(1, 0, 2).reshape(n, -1) @ W("attn_output").T
            h = rms_norm(x, W("ffn_norm"), self._epsilon)
            x = x + (silu(h @ W("ffn_gate").T) * (h @ W("ffn_up").T)) @ W("ffn_down").T
            residual.append(x)
        return Trace(
            model=info,
            sentence=sentence,
            tokens=tokens,
            words=words,
            residual=np.stack(residual),
            queries=np.stack(queries),
            kv_keys=np.stack(keys),
            kv_values=np.stack(values),
            output_weights=OutputWeights(self._weights, info),
            next_token=None,
        )
