"""Mild changes of a training address that keep its labels right: partial addresses, other divisions, spaces, joins."""

import csv
import json
from pathlib import Path

from common import fold

ADMIN = ("prov", "city", "district", "town")
SUFFIXES = {"prov": "省市", "city": "市", "district": "区县市", "town": ""}


def read_divisions(data):
    """[{prov, city, district, town}] of real names; municipalities have no separate city."""
    names = {}
    for prov in json.loads(Path(data, "divisions/pca-code.json").read_text(encoding="utf8")):
        for city in prov["children"]:
            for district in city["children"]:
                names[district["code"]] = (prov["name"], city["name"], district["name"])
    chains = []
    with open(Path(data, "divisions/streets.csv"), encoding="utf8", newline="") as f:
        for row in csv.DictReader(f):
            if row["areaCode"] in names:
                prov, city, district = names[row["areaCode"]]
                if not city.endswith("市"):
                    city = prov if prov.endswith("市") else ""
                chains.append({"prov": prov, "city": city, "district": district, "town": row["name"]})
    return chains


def to_pieces(chars, tags):
    """[(type or None, text)] in order; pieces make up the whole address."""
    pieces = []
    for ch, tag in zip(chars, tags):
        prefix, _, kind = tag.partition("-")
        if prefix in ("B", "S") or not pieces or pieces[-1][0] != (kind or None):
            pieces.append([kind or None, ""])
        pieces[-1][1] += ch
    return [tuple(p) for p in pieces]


def to_row(pieces, labels):
    """(characters, labels), or None where a piece has a label that is not among `labels`."""
    chars, tags = [], []
    for kind, text in pieces:
        n = len(text)
        names = ["O"] * n if kind is None else [f"S-{kind}"] if n == 1 else (
            [f"B-{kind}"] + [f"I-{kind}"] * (n - 2) + [f"E-{kind}"]
        )
        chars += text
        tags += names
    return (chars, tags) if all(t in labels for t in tags) else None


def drop_leading(pieces, rng):
    """People leave out the province, the city, or all divisions."""
    lead = 0
    while lead < len(pieces) - 1 and pieces[lead][0] in ADMIN:
        lead += 1
    return pieces[rng.randint(1, lead) :] if lead else pieces


def swap_divisions(pieces, chains, rng):
    """The training addresses come mostly from one province; the names of the whole country go in its slots."""
    chain, out = rng.choice(chains), []
    for kind, text in pieces:
        name = chain.get(kind) if kind in ADMIN else None
        if name:
            short = name[:-1] if len(name) > 2 and name[-1] in SUFFIXES[kind] else name
            full = text[-1] in SUFFIXES[kind] or kind == "town"
            text = fold(name if full else short)
        out.append((kind, text))
    return out


def add_separators(pieces, rng):
    sep, share, out = rng.choice("   ,-"), rng.choice([0.3, 1.0]), []
    for i, piece in enumerate(pieces):
        if i and rng.random() < share:
            out.append((None, sep))
        out.append(piece)
    return out


def augment(row, rows, chains, labels, rng):
    """At most one change of each kind; an impossible result gives the row back as it was."""
    pieces = to_pieces(*row)
    if rng.random() < 0.12:
        pieces = swap_divisions(pieces, chains, rng)
    if rng.random() < 0.12:
        pieces = drop_leading(pieces, rng)
    if rng.random() < 0.06:
        pieces = add_separators(pieces, rng)
    if rng.random() < 0.03:
        for _ in range(rng.randint(1, 4)):
            pieces = [*pieces, (None, rng.choice(",; ")), *to_pieces(*rng.choice(rows))]
    return to_row(pieces, labels) or row
