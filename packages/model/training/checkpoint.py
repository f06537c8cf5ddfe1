"""What stages leave for each other, and a ModelScope-shaped folder: config.json, configuration.json, vocab.txt, model.safetensors."""

import json
import struct
from pathlib import Path

import torch

from common import DEVICE, LABELS


def save_stage(path, vocab, **modules):
    save_state(path, vocab, **{name: module.state_dict() for name, module in modules.items()})


def save_state(path, vocab, **states):
    """float16: half the bytes, and far below what one step of training changes."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    halves = {name: {k: v.half() for k, v in state.items()} for name, state in states.items()}
    torch.save({"vocab": vocab, **halves}, path)


def load_stage(path):
    """{vocab, a float32 state per module}"""
    saved = torch.load(path, map_location=DEVICE, weights_only=True)
    vocab = saved.pop("vocab")
    return {"vocab": vocab, **{name: {k: v.float() for k, v in state.items()} for name, state in saved.items()}}


def write_safetensors(path, tensors):
    """8 bytes of header length, a JSON header, then the little-endian data (float32 here)."""
    header, offset, blobs = {}, 0, []
    for name, t in tensors.items():
        raw = t.detach().to(torch.float32).contiguous().cpu().numpy().tobytes()
        header[name] = {"dtype": "F32", "shape": list(t.shape), "data_offsets": [offset, offset + len(raw)]}
        offset += len(raw)
        blobs.append(raw)
    head = json.dumps(header).encode()
    head += b" " * (-len(head) % 8)
    Path(path).write_bytes(struct.pack("<Q", len(head)) + head + b"".join(blobs))


def save_checkpoint(folder, tensors, vocab, config, labels=LABELS):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    config = {**config, "vocab_size": len(vocab)}
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    configuration = {
        "framework": "pytorch",
        "task": "token-classification",
        "model": {
            "type": "mgeo",
            "num_labels": len(labels),
            "id2label": {str(i): name for i, name in enumerate(labels)},
        },
        "preprocessor": {"type": "token-cls-tokenizer"},
    }
    (folder / "configuration.json").write_text(json.dumps(configuration, indent=2) + "\n")
    (folder / "vocab.txt").write_text("\n".join(vocab) + "\n", encoding="utf8")
    write_safetensors(folder / "model.safetensors", tensors)
