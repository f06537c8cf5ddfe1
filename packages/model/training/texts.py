"""Texts without labels for pre-training, and the vocabulary."""

import csv
from collections import Counter
from pathlib import Path

from common import SPECIALS, is_dev, read_conll, read_naacl
from divisions import LEVELS
from text_pass import fold, seen_by_model


def lines_of(path):
    return path.read_text(encoding="utf8").split("\n")


def read_texts(data):
    """Every distinct text of the six sources as the model sees it, without the held-out part."""
    data = Path(data)
    labelled = ["".join(chars) for chars, _ in read_conll(data / "ccks2021/train.conll")]
    dev = {seen_by_model(t) for t in labelled if is_dev(t)}
    texts = [*labelled, *("".join(chars) for chars, _ in read_naacl(data / "naacl2019/train.txt"))]
    texts += [line.split("\x01", 1)[1] for line in lines_of(data / "ccks2021/unlabelled.txt") if "\x01" in line]
    texts += [*lines_of(data / "ccks2021/track3.txt"), *lines_of(data / "places/notices.txt")]
    with open(data / "addresses/addr.csv", encoding="utf8", newline="") as f:
        texts += [row["原始地址"] for row in csv.DictReader(f)]
    return sorted({seen_by_model(t) for t in texts} - dev - {""})


def chained(chains, count, rng):
    """Divisions one after the other, in any of their forms, as addresses begin."""
    texts = []
    for chain in rng.sample(chains, count):
        first = rng.choice([0, 0, 1, 2])
        parts = [rng.choice([names[0], rng.choice(names)]) for level in LEVELS[first:] if (names := chain.get(level))]
        texts.append(seen_by_model("".join(parts)))
    return texts


def build_vocab(texts, chains, known=(), least=3):
    """The tokens of `known` keep their places; what it lacks comes behind."""
    seen = Counter(ch for t in texts for ch in t)
    # Each name of a division counts as often as is needed: 1.3 billion people write them.
    seen.update({ch: least for chain in chains for names in chain.values() for ch in fold(names[0])})
    known = list(known) or SPECIALS
    # White space would not survive tools that trim vocabulary lines; the tokenizer gives it [UNK].
    more = (ch for ch, n in seen.items() if n >= least and not ch.isspace() and ch.isprintable())
    return known + sorted(set(more) - set(known))
