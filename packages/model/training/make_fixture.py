"""A tiny random checkpoint with the logits that Hugging Face's BERT computes for it: the importer's reference.

python make_fixture.py <packages/model/fixtures/tiny>; needs `pip install transformers` besides torch.
"""

import json
import sys
from pathlib import Path

import torch
from transformers import BertConfig, BertForTokenClassification

from checkpoint import save_checkpoint
from common import SPECIALS

VOCAB = [*SPECIALS, "0", "A", *"浙江省杭州市余区文一西路号城街道东南北"]
LABELS = ["B-road", "B-prov", "E-prov", "E-road", "I-prov", "I-road", "O", "S-road"]
CONFIG = {
    "model_type": "bert",
    "hidden_size": 24,
    "num_hidden_layers": 2,
    "num_attention_heads": 3,
    "intermediate_size": 40,
    "hidden_act": "gelu",
    "layer_norm_eps": 1e-12,
    "max_position_embeddings": 20,
    "type_vocab_size": 2,
    "gis_embedding": 0,
    "fusion_layer": 2,
}
ROWS = [[2, 7, 8, 9, 10, 11, 12, 13, 3], [2, 15, 16, 17, 5, 5, 5, 1, 3, 0, 0, 0], [2, 3], list(range(20))]


def mgeo_name(name):
    return name.replace("bert.", "bert.text_encoder.", 1)


def main(out):
    torch.manual_seed(5)
    config = BertConfig(**CONFIG, vocab_size=len(VOCAB), num_labels=len(LABELS), attn_implementation="eager")
    model = BertForTokenClassification(config).eval()
    for p in model.parameters():
        # BERT's own 0.02 would leave logits too small to tell a wrong graph from a right one.
        torch.nn.init.normal_(p, std=0.3)
    tensors = {mgeo_name(k): v for k, v in model.state_dict().items()}
    # What released checkpoints carry besides: unused by text tagging and to be ignored.
    tensors["bert.text_encoder.pooler.dense.bias"] = torch.zeros(24)
    tensors["bert.gis_type.weight"] = torch.zeros(2, 24)
    save_checkpoint(out, tensors, VOCAB, CONFIG, LABELS)
    cases = []
    for row in ROWS:
        mask = [int(i == 0 or t != 0) for i, t in enumerate(row)] if row[0] == 2 else [1] * len(row)
        ids = torch.tensor([row])
        with torch.no_grad():
            logits = model(input_ids=ids, attention_mask=torch.tensor([mask])).logits[0]
        cases.append({"ids": row, "mask": mask, "logits": [[round(x, 6) for x in r] for r in logits.tolist()]})
    Path(out, "expected.json").write_text(json.dumps({"cases": cases}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
