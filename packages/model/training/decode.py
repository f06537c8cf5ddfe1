"""Constrained BIOES Viterbi and span F1."""

from collections import Counter

import numpy as np


def transitions(labels):
    """(allowed [L,L] 0 or -inf, start [L], end [L])."""
    split = [name.partition("-")[::2] for name in labels]
    n, no = len(labels), -np.inf
    allowed = np.full((n, n), no, dtype=np.float32)
    for i, (p, kind) in enumerate(split):
        for j, (q, other) in enumerate(split):
            inside = p in "BI"
            ok = (q in "IE" and kind == other) if inside else q in "BSO"
            if ok:
                allowed[i, j] = 0
    start = np.array([0 if p in "BSO" else no for p, _ in split], dtype=np.float32)
    end = np.array([0 if p in "ESO" else no for p, _ in split], dtype=np.float32)
    return allowed, start, end


def viterbi(scores, table):
    allowed, start, end = table
    best, back = scores[0] + start, []
    for row in scores[1:]:
        paths = best[:, None] + allowed
        back.append(paths.argmax(0))
        best = paths.max(0) + row
    path = [int((best + end).argmax())]
    for pointers in reversed(back):
        path.append(int(pointers[path[-1]]))
    return path[::-1]


def spans(names, places=None):
    """{(start, end, type)} of a well-formed BIOES sequence; `places` are the tokens' places in the text, where not 0, 1, …"""
    out, start = set(), 0
    for i, name in enumerate(names):
        prefix, _, kind = name.partition("-")
        place = places[i] if places else i
        if prefix in ("B", "S"):
            start = place
        if prefix in ("E", "S"):
            out.add((start, place + 1, kind))
    return out


def score(pairs):
    """Micro P/R/F1 and F1 per type of [(gold spans, found spans)]."""
    gold, found, right = Counter(), Counter(), Counter()
    for g, f in pairs:
        gold.update(k for *_, k in g)
        found.update(k for *_, k in f)
        right.update(k for *_, k in g & f)
    f1 = lambda r, n: 200 * r / n if n else 0.0  # noqa: E731
    total = sum(gold.values()) + sum(found.values())
    return {
        "precision": 100 * sum(right.values()) / max(1, sum(found.values())),
        "recall": 100 * sum(right.values()) / max(1, sum(gold.values())),
        "f1": f1(sum(right.values()), total),
        "types": {k: {"f1": f1(right[k], gold[k] + found[k]), "gold": gold[k]} for k in sorted(gold)},
    }
