"""Masked-language pre-training on the unlabelled texts. python pretrain.py --data <folder> --out <folder>"""

import argparse
import math
import time
from pathlib import Path

import torch
from torch.nn import functional as F

from checkpoint import load_stage, save_stage
from common import CONFIG, DEVICE, MASK, MAX_TOKENS, PAD, bucketed, build_vocab, encode, pad, read_texts, seed_all
from network import MaskedLanguageHead, Tagger

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


def epoch_rows(texts, index, rng):
    """One row a text; a few are joined, because the later positions would otherwise hardly be seen."""
    for text in texts:
        if rng.random() < 0.03:
            while len(text) < MAX_TOKENS and rng.random() < 0.8:
                text += rng.choice(["", ",", ";"]) + rng.choice(texts)
        yield encode(text, index)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--data", required=True)
    p.add_argument("--out", required=True)
    p.add_argument("--init", help="pretrained.pt to go on from")
    p.add_argument("--epochs", type=int, default=3)
    p.add_argument("--stop-after", type=int, help="of these epochs run only so many, for a rate that has not decayed")
    p.add_argument("--batch", type=int, default=64)
    p.add_argument("--lr", type=float, default=8e-4)
    p.add_argument("--warmup", type=int, default=400)
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--seed", type=int, default=17)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    rng = seed_all(a.seed)
    texts = read_texts(a.data)
    saved = load_stage(a.init) if a.init else None
    vocab = saved["vocab"] if saved else build_vocab(texts)
    index = {ch: i for i, ch in enumerate(vocab)}
    config = {**CONFIG, "vocab_size": len(vocab), "hidden_dropout_prob": 0.0}
    model = Tagger(config, 1).to(DEVICE)
    head = MaskedLanguageHead(config).to(DEVICE)
    encoder, words = model.bert.text_encoder, model.bert.text_encoder.embeddings.word_embeddings
    if saved:
        encoder.load_state_dict(saved["encoder"])
        head.load_state_dict(saved["head"])
    params = [*encoder.parameters(), *head.parameters()]
    optimizer = torch.optim.AdamW(params, lr=a.lr, betas=(0.9, 0.98), weight_decay=0.01)
    total = a.epochs * math.ceil(len(texts) / a.batch)
    print(f"{len(texts)} texts, {len(vocab)} tokens, {total} steps", flush=True)
    step, seen, hits, loss_sum, began = 0, 0, 0, 0.0, time.time()
    for epoch in range(a.stop_after or a.epochs):
        rows = [mask_spans(r, rng, len(vocab)) for r in epoch_rows(texts, index, rng)]
        for batch in bucketed(rows, a.batch, lambda r: len(r[0]), rng):
            ids = pad([r[0] for r in batch], PAD)
            target = pad([r[1] for r in batch], IGNORED)
            hidden = encoder(ids, (ids != PAD).float())
            at = target != IGNORED
            logits, gold = head(hidden[at], words.weight), target[at]
            loss = F.cross_entropy(logits, gold)
            for group in optimizer.param_groups:
                group["lr"] = a.lr * min((step + 1) / a.warmup, (total - step) / max(1, total - a.warmup))
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(params, 1.0)
            optimizer.step()
            step += 1
            seen, hits = seen + len(gold), hits + int((logits.argmax(-1) == gold).sum())
            loss_sum += loss.item()
            if step % 100 == 0:
                rate = (time.time() - began) / step
                print(f"epoch {epoch} step {step}/{total} loss {loss_sum / 100:.3f} hit {hits / seen:.3f} {rate:.3f} s/step", flush=True)
                seen, hits, loss_sum = 0, 0, 0.0
        save_stage(Path(a.out, "pretrained.pt"), vocab, encoder=encoder, head=head)


if __name__ == "__main__":
    main()
