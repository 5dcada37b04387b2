"""The Llama architecture, forward, in numpy.

Touvron et al. 2023, "LLaMA: Open and Efficient Foundation Language Models", section 2.2: layers of
attention and SwiGLU, each on a normalised copy of the residual stream and added back to it, with
RMSNorm (Zhang and Sennrich 2019) and rotary positions (Su et al. 2021); keys and values shared by
groups of heads as in Ainslie et al. 2023. Everything is computed in 32-bit floats.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from attnviz.attention import Floats, attention_pattern, attention_scores
from attnviz.models.gguf import GGUF
from attnviz.models.llama.config import Config
from attnviz.traces.norm import rms_norm
from attnviz.traces.rule import AttentionRule

_VOCABULARY_ROWS = 4096  # of the output table read at a time: 9 MB of floats instead of 113
_SCORES = 1 << 20  # scores in memory at a time: 4 MB, a few times over


def silu(x: Floats) -> Floats:
    """Multiply each number by its own logistic sigmoid."""
    y: Floats = x / (1 + np.exp(-x))
    return y


def rotate(x: Floats, angles: Floats) -> Floats:
    """Turn neighbouring pairs of each vector by the angles of its position.

    Weights files of this format store query and key rows so that the two numbers of a pair stand
    side by side, 0 with 1, 2 with 3; other formats pair the first half with the second.

    Parameters
    ----------
    x : float32 array (heads, n, d_head)
        Queries or keys.
    angles : float32 array (n, pairs)
        In radians; dimensions past ``2 * pairs`` stay as they are.

    Returns
    -------
    float32 array (heads, n, d_head)
        The vectors, turned.
    """
    turned = 2 * angles.shape[-1]
    cosines, sines = np.cos(angles), np.sin(angles)  # (n, pairs)
    even, odd = x[..., 0:turned:2], x[..., 1:turned:2]  # (heads, n, pairs)
    rotated = x.copy()
    rotated[..., 0:turned:2] = even * cosines - odd * sines
    rotated[..., 1:turned:2] = even * sines + odd * cosines
    return rotated


class Llama:
    """A network that reads its weights as it goes: one layer's are in memory at a time.

    Parameters
    ----------
    weights : GGUF
        The open file.
    config : Config
        Its shape.
    """

    def __init__(self, weights: GGUF, config: Config) -> None:
        self.weights, self.config = weights, config

    def embed(self, ids: Sequence[int]) -> Floats:
        """Look up rows of the embedding table.

        Parameters
        ----------
        ids : sequence of int
            Token ids, all in the vocabulary.

        Returns
        -------
        float32 array (len(ids), d_model)
            The residual stream entering layer 0.
        """
        return self.weights.rows("token_embd.weight", ids)

    def project(self, x: Floats, layer: int) -> tuple[Floats, Floats, Floats]:
        """Make queries, keys and values from the residual stream entering a layer.

        Parameters
        ----------
        x : float32 array (n, d_model)
            The residual stream.
        layer : int
            Which layer.

        Returns
        -------
        queries : float32 array (n_heads, n, d_head)
        keys, values : float32 array (n_kv_heads, n, d_head)
            Positions are mixed into queries and keys.
        """
        h = rms_norm(x, self._tensor(layer, "attn_norm"), self.config.epsilon)
        q, k, v = (self._split(self._linear(h, layer, f"attn_{name}")) for name in "qkv")
        angles = self.config.angles(len(x))
        return rotate(q, angles), rotate(k, angles), v

    def attend(self, q: Floats, k: Floats, v: Floats, rule: AttentionRule, layer: int) -> Floats:
        """Let every position gather what it attends to.

        Parameters
        ----------
        q : float32 array (n_heads, n, d_head)
            Queries.
        k, v : float32 array (n_kv_heads, n, d_head)
            Keys and values.
        rule : AttentionRule
            How the layer scores: a scale, and a mask that lets no token see a later one.
        layer : int
            Which layer.

        Returns
        -------
        float32 array (n, d_model)
            The sum of all heads' updates.
        """
        heads, n, d_head = q.shape
        group = heads // len(k)
        k, v = np.repeat(k, group, axis=0), np.repeat(v, group, axis=0)  # (n_heads, n, d_head)
        mixed = np.empty_like(q)
        step = max(1, _SCORES // (heads * n))  # queries at a time
        for start in range(0, n, step):
            stop = min(start + step, n)
            scores = attention_scores(q[:, start:stop], k[:, :stop], rule.scale)
            pattern = attention_pattern(scores, rule.mask[start:stop, :stop])
            mixed[:, start:stop] = pattern @ v[:, :stop]
        joined = mixed.transpose(1, 0, 2).reshape(n, heads * d_head)
        return self._linear(joined, layer, "attn_output")

    def feed_forward(self, x: Floats, layer: int) -> Floats:
        """Transform every position by itself (SwiGLU, Shazeer 2020).

        Parameters
        ----------
        x : float32 array (n, d_model)
            The residual stream after attention.
        layer : int
            Which layer.

        Returns
        -------
        float32 array (n, d_model)
            What the layer adds to it.
        """
        h = rms_norm(x, self._tensor(layer, "ffn_norm"), self.config.epsilon)
        gate, up = self._linear(h, layer, "ffn_gate"), self._linear(h, layer, "ffn_up")  # (n, d_ff)
        return self._linear(silu(gate) * up, layer, "ffn_down")

    def logits(self, x: Floats) -> Floats:
        """Rate every token of the vocabulary as the next one.

        Parameters
        ----------
        x : float32 array (d_model,)
            The residual stream leaving the last layer, at one position.

        Returns
        -------
        float32 array (n_vocab,)
            Softmax makes them probabilities.
        """
        h = rms_norm(x, self.weights.tensor("output_norm.weight"), self.config.epsilon)
        table, n_vocab = self.config.output_table, self.config.n_vocab
        parts = [
            self.weights.rows(table, slice(start, start + _VOCABULARY_ROWS)) @ h
            for start in range(0, n_vocab, _VOCABULARY_ROWS)
        ]
        return np.concatenate(parts)

    def _tensor(self, layer: int, name: str, kind: str = "weight") -> Floats:
        return self.weights.tensor(f"blk.{layer}.{name}.{kind}")

    def _linear(self, x: Floats, layer: int, name: str) -> Floats:
        y: Floats = x @ self._tensor(layer, name).T  # (n, inputs) @ (inputs, outputs)
        if f"blk.{layer}.{name}.bias" in self.weights.tensors:
            y += self._tensor(layer, name, "bias")
        return y

    def _split(self, x: Floats) -> Floats:
        """Part the heads, (n, heads * d_head) -> (heads, n, d_head)."""
        return x.reshape(len(x), -1, self.config.d_head).transpose(1, 0, 2)
