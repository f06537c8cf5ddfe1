"""Changes of a training address that keep its labels right: partial addresses, other divisions, lost suffixes, noise, joins, windows."""

from common import WINDOW, bioes
from divisions import LEVELS, bare
from noise import noise
from text_pass import seen_by_model

NAMED = ("road", "poi", "subpoi", "community", "village_group", "devzone")


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
    pieces = [(kind, seen_by_model(text)) for kind, text in pieces]
    tags = bioes([(kind, len(text)) for kind, text in pieces if text])
    return ([ch for _, text in pieces for ch in text], tags) if all(t in labels for t in tags) else None


def as_seen(row):
    """The row without the characters that have no token."""
    chars, tags = row
    return to_row(to_pieces(chars, tags), set(tags))


def leading(pieces):
    n = 0
    while n < len(pieces) and pieces[n][0] in LEVELS:
        n += 1
    return n


def drop_leading(pieces, rng):
    """People leave out the province, the city, or all divisions; now and then one in between."""
    n = min(leading(pieces), len(pieces) - 1)
    if n > 1 and rng.random() < 0.3:
        at = rng.randrange(1, n)
        return pieces[:at] + pieces[at + 1 :]
    return pieces[rng.randint(1, n) :] if n else pieces


def form_of(names, is_full, rng):
    """Mostly as full as the name it replaces; else any form that people write."""
    full, *others = names
    if not others:
        return full
    return rng.choice(others) if rng.random() < (0.3 if is_full else 0.85) else full


def swap_divisions(pieces, chain, rng):
    """The training addresses come mostly from one province; the names of the whole country go in its slots."""
    slots = [kind for kind, _ in pieces[: leading(pieces)]]
    out = []
    for i, (kind, text) in enumerate(pieces):
        if i >= len(slots):
            out.append((kind, text))
        elif kind == "prov" and "prov" not in chain:
            # A municipality, labelled city as in the data.
            if "city" not in slots:
                out.append(("city", form_of(chain["city"], text.endswith("省"), rng)))
        elif kind in chain:
            out.append((kind, form_of(chain[kind], bare(text, kind) != text, rng)))
    if slots and "town" not in slots and rng.random() < 0.15:
        out.insert(leading(out), ("town", form_of(chain["town"], True, rng)))
    return out


def drop_suffixes(pieces, rng):
    """仓前街道 is written 仓前, 余杭区 余杭."""
    return [(kind, bare(text, kind) if kind in LEVELS and rng.random() < 0.5 else text) for kind, text in pieces]


def exchange_names(pieces, names, rng):
    """Real names of the same type in place of half of the roads and places."""
    return [(kind, rng.choice(names[kind]) if kind in NAMED and rng.random() < 0.5 else text) for kind, text in pieces]


def names_of(rows):
    names = {kind: [] for kind in NAMED}
    for row in rows:
        for kind, text in to_pieces(*row):
            if kind in names:
                names[kind].append(text)
    return names


def add_noise(pieces, rng):
    side = rng.random()
    if side < 0.7:
        pieces = [(None, noise(rng)), *pieces]
    if side > 0.5:
        pieces = [*pieces, (None, noise(rng, 3))]
    return pieces


def window(row, rng):
    """Part of a long row, as it comes to the model."""
    chars, tags = row
    start = rng.randint(0, max(0, len(chars) - WINDOW))
    return chars[start : start + WINDOW], tags[start : start + WINDOW]


class Augmenter:
    """At most one change of each kind; an impossible result gives the row back as it was."""

    def __init__(self, rows, chains, labels):
        self.rows, self.chains, self.labels, self.names = rows, chains, labels, names_of(rows)

    def __call__(self, row, rng):
        pieces = to_pieces(*row)
        if rng.random() < 0.15:
            pieces = swap_divisions(pieces, rng.choice(self.chains), rng)
        elif rng.random() < 0.15:
            pieces = drop_suffixes(pieces, rng)
        if rng.random() < 0.12:
            pieces = drop_leading(pieces, rng)
        return self.finish(row, pieces, rng)

    def silver(self, row, rng):
        """The frame of an address of the training set with other divisions and other names."""
        pieces = exchange_names(to_pieces(*row), self.names, rng)
        pieces = swap_divisions(pieces, rng.choice(self.chains), rng)
        if rng.random() < 0.2:
            pieces = drop_leading(pieces, rng)
        return self.finish(row, pieces, rng)

    def finish(self, row, pieces, rng):
        if rng.random() < 0.08:
            pieces = add_noise(pieces, rng)
        if rng.random() < 0.03:
            for _ in range(rng.randint(1, 4)):
                pieces = [*pieces, *to_pieces(*rng.choice(self.rows))]
        changed = to_row(pieces, self.labels) or row
        # A few keep their length: nobody forbids a version longer windows.
        return changed if rng.random() < 0.02 else window(changed, rng)
