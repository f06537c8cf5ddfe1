"""Reading and folding the data, the vocabulary, the split, and length-bucketed batches."""

import csv
import hashlib
import random
from collections import Counter
from pathlib import Path

import torch

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

CONFIG = {
    "architectures": ["MGeoForTokenClassification"],
    "model_type": "bert",
    "hidden_size": 256,
    "num_hidden_layers": 4,
    "num_attention_heads": 4,
    "intermediate_size": 1024,
    "hidden_act": "gelu",
    "hidden_dropout_prob": 0.1,
    "attention_probs_dropout_prob": 0.0,
    "layer_norm_eps": 1e-12,
    "max_position_embeddings": MAX_TOKENS,
    "type_vocab_size": 2,
    "pad_token_id": PAD,
    "gis_embedding": 0,
    "fusion_layer": 4,
}


def fold(text):
    """Full-width forms to ASCII, digits to 0, letters to A; one character stays one character."""
    out = []
    for ch in text:
        code = ord(ch)
        if 0xFF01 <= code <= 0xFF5E:
            ch = chr(code - 0xFEE0)
        if "0" <= ch <= "9":
            ch = "0"
        elif "a" <= ch <= "z" or "A" <= ch <= "Z":
            ch = "A"
        out.append(ch)
    return "".join(out)


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


def is_dev(text):
    """The split goes by text, so that an address that occurs twice never stands on both sides."""
    return int(hashlib.sha256(("meridian-dev:" + text).encode()).hexdigest(), 16) % 10000 < DEV_SHARE * 10000


def read_texts(data):
    """Every distinct folded text of the four sources, without the held-out part."""
    data = Path(data)
    texts = ["".join(chars) for chars, _ in read_conll(data / "ccks2021/train.conll")]
    dev = {t for t in texts if is_dev(t)}
    for line in (data / "ccks2021/unlabelled.txt").read_text(encoding="utf8").split("\n"):
        if "\x01" in line:
            texts.append(fold(line.split("\x01", 1)[1]))
    texts += ["".join(chars) for chars, _ in read_naacl(data / "naacl2019/train.txt")]
    with open(data / "addresses/addr.csv", encoding="utf8", newline="") as f:
        texts += [fold(row["原始地址"]) for row in csv.DictReader(f)]
    return sorted({t for t in texts if t and t not in dev})


def build_vocab(texts, least=3):
    seen = Counter(ch for t in texts for ch in t)
    # White space would not survive tools that trim vocabulary lines; the tokenizer gives it [UNK].
    return SPECIALS + sorted(ch for ch, n in seen.items() if n >= least and not ch.isspace() and ch.isprintable())


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


def seed_all(seed):
    random.seed(seed)
    torch.manual_seed(seed)
    return random.Random(seed)
