"""The tiny checkpoint as PyTorch writes it, in each element type and layout, with the logits of each.

python make_pytorch_fixture.py <packages/model/fixtures>; reads tiny/, writes pytorch/.
"""

import json
import os
import sys
from collections import OrderedDict
from pathlib import Path

import torch
from safetensors.torch import load_file

from network import Tagger


class RunsCode:
    """What an attacker would put into a checkpoint: unpickling it calls os.system."""

    def __reduce__(self):
        return (os.system, ("echo this pickle ran code",))


def shared(tensors):
    """The same values as views of a single storage, every matrix stored by columns."""
    block = torch.cat([(t.T if t.dim() == 2 else t).flatten() for t in tensors.values()])
    out, at = OrderedDict(), 0
    for name, t in tensors.items():
        view = block[at : at + t.numel()]
        out[name] = view.view(t.shape[1], t.shape[0]).T if t.dim() == 2 else view
        at += t.numel()
    return out


def logits(tensors, config, labels, cases):
    model = Tagger({"hidden_dropout_prob": 0.0, **config}, labels).eval()
    model.load_state_dict({k: v.float() for k, v in tensors.items()}, strict=False)
    with torch.no_grad():
        rows = [model(torch.tensor([c["ids"]]), torch.tensor([c["mask"]]).float())[0] for c in cases]
    return [[[round(x, 6) for x in token] for token in row.tolist()] for row in rows]


def main(fixtures):
    tiny, out = Path(fixtures, "tiny"), Path(fixtures, "pytorch")
    out.mkdir(exist_ok=True)
    config = json.loads((tiny / "config.json").read_text())
    cases = json.loads((tiny / "expected.json").read_text())["cases"]
    tensors = OrderedDict(load_file(tiny / "model.safetensors"))
    tensors["bert.text_encoder.embeddings.position_ids"] = torch.arange(20)[None]
    labels = tensors["classifier.bias"].numel()
    written = {
        "float32": tensors,
        "float16": OrderedDict((k, v.half() if v.is_floating_point() else v) for k, v in tensors.items()),
        "bfloat16": OrderedDict((k, v.bfloat16() if v.is_floating_point() else v) for k, v in tensors.items()),
        "shared": shared({k: v for k, v in tensors.items() if v.is_floating_point()}),
    }
    expected = {}
    for name, state in written.items():
        torch.save(state, out / f"{name}.bin")
        expected[name] = logits(state, config, labels, cases)
    few = OrderedDict([("classifier.bias", tensors["classifier.bias"])])
    torch.save(few, out / "legacy.bin", _use_new_zipfile_serialization=False)
    torch.save(OrderedDict([("classifier.bias", RunsCode())]), out / "runs-code.bin")
    (out / "expected.json").write_text(json.dumps(expected) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
