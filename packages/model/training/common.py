"""Sizes, labels, reading of the labelled sets, the splits, and length-bucketed batches."""

import hashlib
import random
from pathlib import Path

import torch

from text_pass import fold

SPECIALS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
PAD, UNK, CLS, SEP, MASK = range(5)
TYPES = (
    "assist cellno city community devzone distance district floorno houseno intersection poi prov road roadno subpoi town village_group"
).split()
SINGLES = ["assist", "community", "district", "intersection", "poi"]
# MGeo's 57 labels, sorted as its fine-tuning script sorts them.
LABELS = sorted([f"{p}-{t}" for p in "BEI" for t in TYPES] + [f"S-{t}" for t in SINGLES] + ["O"])
# naacl2019 has one-character elements of other types too.
NAACL_LABELS = sorted([f"{p}-{t}" for p in "BEIS" for t in TYPES] + ["O"])
NAACL_TYPES = {"devZone": "devzone", "subRoad": "road", "subroad": "road", "subroadno": "roadno", "subRoadno": "roadno"}
DEV_SHARE = 0.08
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
MAX_TOKENS = 128
# Text runs in windows of so many tokens (`windowLength` of the version).
WINDOW = 48
SIZES = {"compact": (4, 256, 4), "standard": (6, 384, 6)}


def config_of(size, vocab_size, dropout=0.1):
    layers, hidden, heads = SIZES[size]
    return {
        "architectures": ["MGeoForTokenClassification"],
        "model_type": "bert",
        "vocab_size": vocab_size,
        "hidden_size": hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "intermediate_size": 4 * hidden,
        "hidden_act": "gelu",
        "hidden_dropout_prob": dropout,
        "attention_probs_dropout_prob": 0.0,
        "layer_norm_eps": 1e-12,
        "max_position_embeddings": MAX_TOKENS,
        "type_vocab_size": 2,
        "pad_token_id": PAD,
        "gis_embedding": 0,
        "fusion_layer": layers,
    }


def read_conll(path):
    """[(characters, labels)] of a file with one `character label` a line and blank lines between addresses."""
    rows, chars, tags = [], [], []
    for line in Path(path).read_text(encoding="utf8").split("\n") + [""]:
        if not line.strip():
            if chars:
                rows.append((chars, tags))
            chars, tags = [], []
            continue
        ch, tag = line.rsplit(" ", 1)
        chars.append(fold(ch))
        tags.append(tag)
    return rows


def bioes(pieces):
    """Labels of [(type or None, length)]."""
    tags = []
    for kind, n in pieces:
        if kind is None:
            tags += ["O"] * n
        else:
            tags += [f"S-{kind}"] if n == 1 else [f"B-{kind}"] + [f"I-{kind}"] * (n - 2) + [f"E-{kind}"]
    return tags


def read_naacl(path):
    """[(characters, labels)] of naacl2019: tokens become characters, BIO becomes BIOES, its types become MGeo's or O."""
    rows = []
    for block in Path(path).read_text(encoding="utf8").strip().split("\n\n"):
        chars, pieces = [], []
        for line in block.split("\n"):
            token, tag = line.rsplit(" ", 1)
            prefix, _, name = tag.partition("-")
            kind = NAACL_TYPES.get(name, name)
            kind = kind if kind in TYPES else None
            if pieces and pieces[-1][0] == kind and (prefix == "I" or kind is None):
                pieces[-1][1] += len(token)
            else:
                pieces.append([kind, len(token)])
            chars += fold(token)
        rows.append((chars, bioes(pieces)))
    return rows


def hash_share(salt, text):
    return int(hashlib.sha256((salt + text).encode()).hexdigest(), 16) % 10000 / 10000


def is_dev(text):
    """The split goes by text, so that an address that occurs twice never stands on both sides."""
    return hash_share("meridian-dev:", text) < DEV_SHARE


def is_tune(text):
    """A part of what is not held out, for choosing between recipes."""
    return not is_dev(text) and hash_share("meridian-tune:", text) < DEV_SHARE


def encode(chars, index):
    return [CLS] + [index.get(ch, UNK) for ch in chars[: MAX_TOKENS - 2]] + [SEP]


def bucketed(items, size, length, rng):
    """Batches of near-equal length in random order; the jitter keeps batch-mates changing."""
    order = sorted(items, key=lambda it: length(it) + rng.random() * 3)
    batches = [order[i : i + size] for i in range(0, len(order), size)]
    rng.shuffle(batches)
    return batches


def pad(rows, value):
    width = max(map(len, rows))
    return torch.tensor([r + [value] * (width - len(r)) for r in rows], device=DEVICE)


def seed_all(*parts):
    """A generator of its own for each (seed, epoch) or (seed, step), so that a run that goes on draws what it would have drawn."""
    rng = random.Random("-".join(map(str, parts)))
    torch.manual_seed(rng.randrange(2**31))
    return rng
