"""A tiny tokenizer for tools that insist on one: bytes, and the server's one word as one token."""

import json
from pathlib import Path

# What the server sends for each token. It must be one token here too, for tools that count by text.
WORD = " word"
MERGES = [("Ġ", "w"), ("o", "r"), ("Ġw", "or"), ("Ġwor", "d")]
END = "<|end|>"


def byte_letters() -> list[str]:
    """The letter that stands for each byte in byte-level vocabularies, as those of GPT-2."""
    shown = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters = {byte: chr(byte) for byte in shown}
    for place, byte in enumerate(byte for byte in range(256) if byte not in letters):
        letters[byte] = chr(256 + place)
    return [letters[byte] for byte in range(256)]


def write(folder: Path) -> Path:
    """Writes the tokenizer in the form that Hugging Face's libraries read; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = byte_letters() + ["".join(pair) for pair in MERGES] + [END]
    level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    special = {
        "id": len(entries) - 1, "content": END, "single_word": False, "lstrip": False,
        "rstrip": False, "normalized": False, "special": True}
    tokenizer = {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [special],
        "normalizer": None, "pre_tokenizer": level, "post_processor": None, "decoder": level,
        "model": {
            "type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None,
            "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False,
            "vocab": {entry: place for place, entry in enumerate(entries)},
            "merges": [" ".join(pair) for pair in MERGES]}}
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": 100_000_000,
        "bos_token": END, "eos_token": END, "pad_token": END,
        "chat_template": "{% for message in messages %}{{ message['content'] }}{% endfor %}"}
    for name, content in ("tokenizer.json", tokenizer), ("tokenizer_config.json", config):
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    return folder
