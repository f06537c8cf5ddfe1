"""Masked-language pre-training on the unlabelled texts. python pretrain.py --data <folder> --out <folder> [--size standard]"""

import argparse
import math
from pathlib import Path

import torch
from torch.nn import functional as F

from checkpoint import load_stage, save_stage
from common import DEVICE, MASK, MAX_TOKENS, PAD, WINDOW, bucketed, config_of, encode, pad
from divisions import read_chains
from loop import Run, add_options, products
from network import MaskedLanguageHead, Tagger
from texts import build_vocab, chained, read_texts

IGNORED = -100


def mask_spans(ids, rng, vocab_size, share=0.25):
    """Covers ~`share` of the characters in spans of 1-3: 80 % [MASK], 10 % a random character, 10 % unchanged."""
    ids, target = list(ids), [IGNORED] * len(ids)
    inner = len(ids) - 2
    wanted = max(1, round(inner * share))
    while wanted > 0:
        start, span = 1 + rng.randrange(inner), rng.randint(1, 3)
        for i in range(start, min(start + span, inner + 1)):
            if target[i] != IGNORED:
                continue
            target[i] = ids[i]
            dice = rng.random()
            ids[i] = MASK if dice < 0.8 else rng.randrange(5, vocab_size) if dice < 0.9 else ids[i]
            wanted -= 1
        wanted -= 0.2  # ends the loop for texts that are nearly all masked
    return ids, target


def hidden_places(target, multiple=128):
    """Indices of the covered tokens, filled up with the first row's [CLS], which has no target. A CPU compiles its products for
    each new number of rows: without this, at every step."""
    places = (target != IGNORED).nonzero().squeeze(1)
    return F.pad(places, (0, -len(places) % multiple))


def rows_of(texts, index, rng):
    """One row a text. Some are joined, so that addresses begin anywhere; all but a few are cut to a window."""
    for text in texts:
        if rng.random() < 0.08:
            while len(text) < MAX_TOKENS and rng.random() < 0.8:
                text += rng.choice(texts)
        if len(text) > WINDOW and rng.random() < 0.7:
            start = rng.randint(0, len(text) - WINDOW)
            text = text[start : start + WINDOW]
        yield encode(text, index)


def begin(a, texts, chains):
    """(vocabulary, encoder, head), new or those of an earlier stage, whose vocabulary grows."""
    saved = load_stage(a.init) if a.init else None
    vocab = build_vocab(texts, chains, saved["vocab"] if saved else ())
    config = config_of(a.size, len(vocab), dropout=0.0)
    encoder, head = Tagger(config, 1).to(DEVICE).bert.text_encoder, MaskedLanguageHead(config).to(DEVICE)
    if saved:
        words = encoder.embeddings.word_embeddings.weight.detach().clone()
        words[: len(saved["vocab"])] = saved["encoder"]["embeddings.word_embeddings.weight"]
        encoder.load_state_dict({**saved["encoder"], "embeddings.word_embeddings.weight": words})
    if saved and "head" in saved and len(saved["vocab"]) == len(vocab):
        head.load_state_dict(saved["head"])
    return vocab, encoder, head


def main():
    p = argparse.ArgumentParser()
    add_options(p)
    p.add_argument("--init", help="a stage's result (.pt) to go on from; without it training starts from random weights")
    p.add_argument("--epochs", type=int, default=3)
    p.add_argument("--batch", type=int, default=64)
    p.add_argument("--chained", type=int, default=16000, help="texts of divisions alone, other ones each epoch")
    p.add_argument("--lr", type=float, default=8e-4)
    p.add_argument("--warmup", type=int, default=400)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    texts, chains = read_texts(a.data), read_chains()
    vocab, encoder, head = begin(a, texts, chains)
    index, words = {ch: i for i, ch in enumerate(vocab)}, encoder.embeddings.word_embeddings
    modules = {"encoder": encoder, "head": head}
    run = Run(a.out, a.seed, modules, [{"params": [*encoder.parameters(), *head.parameters()], "peak": a.lr}], (0.9, 0.98))
    per_epoch = math.ceil((len(texts) + a.chained) / a.batch)
    print(f"{len(texts)} texts, {len(vocab)} tokens, {a.epochs * per_epoch} steps", flush=True)

    def batches_of(_, rng):
        rows = [mask_spans(r, rng, len(vocab)) for r in rows_of(texts + chained(chains, a.chained, rng), index, rng)]
        return bucketed(rows, a.batch, lambda r: len(r[0]), rng)

    def loss_of(batch, _):
        ids = pad([r[0] for r in batch], PAD)
        target = pad([r[1] for r in batch], IGNORED).flatten()
        at = hidden_places(target)
        with products():
            logits = head(encoder(ids, (ids != PAD).float()).flatten(0, 1)[at], words.weight)
        return F.cross_entropy(logits.float(), target[at])

    run.train(a.epochs, per_epoch, batches_of, loss_of, a.warmup)
    save_stage(Path(a.out, "pretrained.pt"), vocab, **modules)


if __name__ == "__main__":
    main()
