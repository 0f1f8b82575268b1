"""`transformers serve` with a tiny model of random weights, made here: nothing is downloaded. Usage: transformers_server.py FOLDER

Prints its address and the model's name, which is the folder, and serves. What it says is nonsense, in real tokens at a real pace.
"""

import os
import socket
import sys

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_OFFLINE"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
folder = sys.argv[1]

from tokenizers import Tokenizer, decoders, models, pre_tokenizers  # noqa: E402
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast  # noqa: E402

ENDS = ["<s>", "</s>"]
letters = sorted(pre_tokenizers.ByteLevel.alphabet())
vocabulary = {piece: number for number, piece in enumerate(ENDS + letters)}
tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
tokenizer.decoder = decoders.ByteLevel()
fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>")
fast.chat_template = "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}"
fast.save_pretrained(folder)
config = LlamaConfig(
    vocab_size=len(vocabulary),
    hidden_size=64,
    intermediate_size=128,
    num_hidden_layers=2,
    num_attention_heads=4,
    max_position_embeddings=2048,
    bos_token_id=0,
    eos_token_id=1,
)
LlamaForCausalLM(config).save_pretrained(folder)

with socket.create_server(("127.0.0.1", 0)) as free:
    port = free.getsockname()[1]
print(f"http://127.0.0.1:{port}", flush=True)
os.execv(
    os.path.join(os.path.dirname(sys.executable), "transformers"),
    ["transformers", "serve", "--host", "127.0.0.1", "--port", str(port), "--device", "cpu"],
)
