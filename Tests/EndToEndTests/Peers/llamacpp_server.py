"""llama.cpp's own server with a tiny model of random weights, made here: nothing is downloaded. Usage: llamacpp_server.py FILE

Writes the model to FILE, prints the server's address, and serves until it is ended. What it says is nonsense, in real tokens.
"""

import signal
import sys

import numpy
import xllamacpp
from gguf import GGUFWriter, TokenType

WIDTH, INNER, LAYERS, HEADS = 64, 128, 2, 4


def vocabulary():
    """A byte a token, the word's edge, and every visible character."""
    specials = [(b"<unk>", TokenType.UNKNOWN), (b"<s>", TokenType.CONTROL), (b"</s>", TokenType.CONTROL)]
    octets = [(f"<0x{octet:02X}>".encode(), TokenType.BYTE) for octet in range(256)]
    letters = ["\u2581".encode(), *(bytes([code]) for code in range(33, 127))]
    return specials + octets + [(letter, TokenType.NORMAL) for letter in letters]


def write_model(path):
    tokens = vocabulary()
    model = GGUFWriter(path, "llama")
    model.add_context_length(2048)
    model.add_embedding_length(WIDTH)
    model.add_block_count(LAYERS)
    model.add_feed_forward_length(INNER)
    model.add_head_count(HEADS)
    model.add_head_count_kv(HEADS)
    model.add_layer_norm_rms_eps(1e-5)
    model.add_rope_dimension_count(WIDTH // HEADS)
    model.add_vocab_size(len(tokens))
    model.add_file_type(0)
    model.add_tokenizer_model("llama")
    model.add_token_list([token for token, _ in tokens])
    model.add_token_scores([-float(number) for number in range(len(tokens))])
    model.add_token_types([int(kind) for _, kind in tokens])
    model.add_unk_token_id(0)
    model.add_bos_token_id(1)
    model.add_eos_token_id(2)
    model.add_chat_template("{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}")
    random = numpy.random.default_rng(1)

    def add(name, *shape):
        model.add_tensor(name, random.normal(0, 0.3, shape).astype(numpy.float32))

    add("token_embd.weight", len(tokens), WIDTH)
    add("output.weight", len(tokens), WIDTH)
    model.add_tensor("output_norm.weight", numpy.ones(WIDTH, numpy.float32))
    for layer in range(LAYERS):
        block = f"blk.{layer}."
        for norm in "attn_norm", "ffn_norm":
            model.add_tensor(f"{block}{norm}.weight", numpy.ones(WIDTH, numpy.float32))
        for part in "q", "k", "v", "output":
            add(f"{block}attn_{part}.weight", WIDTH, WIDTH)
        add(f"{block}ffn_gate.weight", INNER, WIDTH)
        add(f"{block}ffn_up.weight", INNER, WIDTH)
        add(f"{block}ffn_down.weight", WIDTH, INNER)
    model.write_header_to_file()
    model.write_kv_data_to_file()
    model.write_tensors_to_file()
    model.close()


write_model(sys.argv[1])
options = xllamacpp.CommonParams()
options.model.path = sys.argv[1]
options.hostnames = ["127.0.0.1"]
options.port = 0
options.n_parallel = 2
options.n_ctx = 4096
options.warmup = False
options.endpoint_metrics = True
# Its threads spin while they wait for each other, which costs seconds where cores are shared.
options.cpuparams.n_threads = 1
options.cpuparams_batch.n_threads = 1
server = xllamacpp.Server(options)
print(server.listening_address, flush=True)
signal.pause()
