"""A shipped version's float16 weights as a stage to go on from. python start.py --version <folder> --out <folder>; needs `pip install onnx`."""

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch

from checkpoint import save_state

PREFIX = "bert.text_encoder."


def read_encoder(path):
    """Products are stored as [in, out], PyTorch's as [out, in]."""
    state = {}
    for tensor in onnx.load(path).graph.initializer:
        if tensor.name.startswith(PREFIX):
            value = onnx.numpy_helper.to_array(tensor).astype(np.float32)
            is_product = value.ndim == 2 and "embeddings" not in tensor.name
            state[tensor.name[len(PREFIX) :]] = torch.tensor(value.T.copy() if is_product else value)
    return state


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--version", type=Path, required=True)
    p.add_argument("--out", type=Path, required=True)
    a = p.parse_args()
    vocab = (a.version / "vocab.txt").read_text(encoding="utf8").rstrip("\n").split("\n")
    save_state(a.out / "stage.pt", vocab, encoder=read_encoder(a.version / "model.fp16.onnx"))


if __name__ == "__main__":
    main()
