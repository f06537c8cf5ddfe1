"""F1 on labelled addresses, each read as the text pass gives it to the model."""

import random

import torch

from common import LABELS, PAD, bucketed, encode, pad
from decode import score, spans, transitions, viterbi
from text_pass import tokens_of


def evaluate(model, rows, index, labels=LABELS):
    model.eval()
    table, pairs = transitions(labels), []
    with torch.no_grad():
        for batch in bucketed(rows, 64, lambda r: len(r[0]), random.Random(0)):
            places = [tokens_of("".join(chars)) for chars, _ in batch]
            ids = pad([encode([chars[i] for i in at], index) for (chars, _), at in zip(batch, places)], PAD)
            logits = model(ids, (ids != PAD).float()).cpu().numpy()
            for (_, tags), at, row in zip(batch, places, logits):
                path = viterbi(row[1 : len(at) + 1], table)
                pairs.append((spans(tags), spans([labels[i] for i in path], at)))
    model.train()
    return score(pairs)
