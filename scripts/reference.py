"""Make the reference results that the tests hold attnviz against, with Hugging Face transformers.

Nothing of attnviz is imported here: token ids come from the `tokenizers` library, patterns, hidden
states and probabilities from transformers in fp32 with eager attention, on the same weights file.
The results are committed; this runs again only when the sentences or the default model change:

    python3 -m venv /tmp/reference
    /tmp/reference/bin/pip install torch transformers accelerate gguf
    /tmp/reference/bin/python scripts/reference.py path/to/SmolLM2-135M-Instruct.Q4_1.gguf

It writes ``smollm2.npz``, ``tiny.gguf`` (a small seeded model: grouped heads, odd sizes, an output
table of its own) and ``tiny.npz`` to ``tests/reference``.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import torch
from tokenizers import AddedToken, Tokenizer, models, pre_tokenizers
from transformers import AutoModelForCausalLM, LlamaConfig, LlamaForCausalLM

OUT = Path(__file__).parent.parent / "tests" / "reference"

SENTENCES = [
    "a fluffy blue creature roamed the verdant forest",
    "The old wooden ship crossed a calm grey sea.",
    "I don't know what they've said, but it's well-known.",
    "In 2024 about 1,234.50 people paid $99 for 3 tickets",
    "안녕하세요 세계, 나는 학생입니다.",
    "我喜歡喝茶。東京タワーへ行く",
    "👩‍💻 loves 🇰🇷 and 👍🏽 ❤️‍🔥 😀😀",
    "ภาษาไทย is not spaced",
    "  lead  and   trail  ",
    "<|im_start|>user says <|endoftext|> here<|im_end|>",
    "<b>bold</b> $x^2$ \\frac{1}{2} snake_case CamelCase",
    "naïve façade — cafe\u0301 “quoted” … 'single'",
    "Straße Ünïcödé ÅÄÖ Ελληνικά Русский עברית العربية",
    "हिन्दी में लिखा हुआ वाक्य",
    "aaaaaaaaaaaaaaaaaaaaaaaaa bbbb!!!???",
    "internationalization antidisestablishmentarianism",
    "x² + y² = z² ½ Ⅷ ① 二十",
    "one\u00a0two\u2003three\u3000four",
    "I'LL we'd 'tis rock'n'roll O'Neill's dogs'",
    "def f(x):\n\treturn x  # tab and line break\n\n",
    "a",
    "The capital of France is",
    "The Eiffel tower is in the city of",
]
PATTERNS_OF = [0, 1]  # every head's pattern is kept for these
PREDICTIONS = [21, 22, 0, 3, 4, 9]  # the five likeliest next tokens of these
HIDDEN_OF = 0  # the last token's vector entering each layer is kept for this one


def reference_tokenizer(reader: gguf.GGUFReader) -> Tokenizer:
    """Build a tokenizer with the `tokenizers` library from a file's vocabulary and merges."""
    tokens = reader.fields["tokenizer.ggml.tokens"].contents()
    kinds = reader.fields["tokenizer.ggml.token_type"].contents()
    merges = [tuple(m.split(" ")) for m in reader.fields["tokenizer.ggml.merges"].contents()]
    tokenizer = Tokenizer(models.BPE({token: i for i, token in enumerate(tokens)}, merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True),
        ]
    )
    control = [token for token, kind in zip(tokens, kinds, strict=True) if kind == 3]
    tokenizer.add_special_tokens([AddedToken(token, normalized=False) for token in control])
    return tokenizer


@torch.no_grad()
def run(model: Any, ids: list[int]) -> dict[str, np.ndarray]:
    """Run a model and take its patterns, hidden states and logits."""
    out = model(torch.tensor([ids]), output_attentions=True, output_hidden_states=True)
    return {
        "patterns": torch.cat(out.attentions).numpy(),  # (layers, heads, n, n)
        "hidden": torch.cat(out.hidden_states[:-1]).numpy(),  # (layers, n, d_model), before each
        "logits": out.logits[0].numpy(),  # (n, n_vocab)
    }


def smollm2(path: Path) -> None:
    """Write the reference of the default model."""
    tokenizer = reference_tokenizer(gguf.GGUFReader(path))
    model = AutoModelForCausalLM.from_pretrained(
        path.parent, gguf_file=path.name, dtype=torch.float32, attn_implementation="eager"
    ).eval()
    ids = [tokenizer.encode(sentence).ids for sentence in SENTENCES]
    arrays: dict[str, Any] = {
        "sentences": json.dumps(SENTENCES),
        "ids": json.dumps(ids),
        "predictions_of": PREDICTIONS,
        "patterns_of": PATTERNS_OF,
        "hidden_of": HIDDEN_OF,
    }
    tops, probabilities = [], []
    for i in PREDICTIONS:
        best = torch.tensor(run(model, ids[i])["logits"][-1]).softmax(0).topk(5)
        tops.append(best.indices.numpy())
        probabilities.append(best.values.numpy())
        print(SENTENCES[i], tokenizer.decode(tops[-1]), probabilities[-1])
    arrays["tops"], arrays["probabilities"] = np.array(tops), np.array(probabilities)
    for i in PATTERNS_OF:
        patterns = run(model, ids[i])["patterns"]
        visible = np.tri(len(ids[i]), dtype=bool)
        arrays[f"patterns_{i}"] = patterns[:, :, visible].astype(np.float32)
    arrays["hidden"] = run(model, ids[HIDDEN_OF])["hidden"][:, -1]
    np.savez_compressed(OUT / "smollm2.npz", **arrays)


def tiny() -> None:
    """Write a tiny seeded Llama and its reference."""
    torch.manual_seed(7)
    rng = np.random.default_rng(7)
    tokens, merges = tiny_vocabulary(rng)
    config = LlamaConfig(
        vocab_size=len(tokens),
        hidden_size=30,
        intermediate_size=44,
        num_hidden_layers=2,
        num_attention_heads=6,
        num_key_value_heads=2,
        head_dim=10,
        max_position_embeddings=64,
        rope_parameters={"rope_type": "default", "rope_theta": 5000.0},
        rms_norm_eps=1e-4,
        tie_word_embeddings=False,
        attn_implementation="eager",
    )
    model = LlamaForCausalLM(config).eval()
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    write_gguf(OUT / "tiny.gguf", model, config, tokens, merges)
    tokenizer = reference_tokenizer(gguf.GGUFReader(OUT / "tiny.gguf"))
    text = "the theory of heat: 37 other things 안녕"
    ids = tokenizer.encode(text).ids
    np.savez_compressed(OUT / "tiny.npz", text=text, ids=np.array(ids), **run(model, ids))


def tiny_vocabulary(rng: np.random.Generator) -> tuple[list[str], list[str]]:
    """Make all bytes, a few merges and a special token."""
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    merges = [
        "t h",
        "th e",
        "Ġ the",
        "i n",
        "in g",
        "o r",
        "e r",
        "Ġ o",
        "h e",
        "a t",
        "r y",
        "s :",
    ]
    made = ["".join(merge.split()) for merge in merges]
    tokens = ["<|end|>", *letters, *made]
    return tokens, merges


def write_gguf(
    path: Path, model: Any, config: LlamaConfig, tokens: list[str], merges: list[str]
) -> None:
    """Write a transformers Llama the way converters do, pairs of rotary dimensions side by side."""
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("Tiny")
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_key_length(config.head_dim)
    writer.add_value_length(config.head_dim)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(5000.0)
    writer.add_rope_dimension_count(config.head_dim)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(tokens)
    writer.add_token_types([3] + [1] * (len(tokens) - 1))
    writer.add_token_merges(merges)
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.LLAMA, config.num_hidden_layers)
    for name, tensor in model.state_dict().items():
        array = tensor.numpy()
        heads = {"q_proj": config.num_attention_heads, "k_proj": config.num_key_value_heads}
        for part, count in heads.items():
            if part in name:
                halves = array.reshape(count, 2, config.head_dim // 2, config.hidden_size)
                array = np.ascontiguousarray(halves.swapaxes(1, 2)).reshape(array.shape)
        writer.add_tensor(names.get_name(name, try_suffixes=(".weight",)), array)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("weights", type=Path, help="SmolLM2-135M-Instruct.Q4_1.gguf")
    arguments = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    tiny()
    smollm2(arguments.weights)
    for made in sorted(OUT.iterdir()):
        print(f"{made.stat().st_size:>9,} {made}")
