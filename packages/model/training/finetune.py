"""Fine-tuning on ccks2021, or on naacl2019 as an earlier stage. python finetune.py --data <folder> --out <folder>"""

import argparse
import json
import math
import time
from pathlib import Path

import torch
from torch.nn import functional as F

from augment import augment, read_divisions
from checkpoint import load_stage, save_checkpoint, save_stage
from common import CONFIG, DEVICE, LABELS, MASK, NAACL_LABELS, PAD, UNK
from common import bucketed, build_vocab, encode, is_dev, pad, read_conll, read_naacl, read_texts, seed_all
from decode import score, spans, transitions, viterbi
from network import Tagger

IGNORED = -100


def evaluate(model, rows, index, rng, labels=LABELS):
    model.eval()
    table, pairs = transitions(labels), []
    with torch.no_grad():
        for batch in bucketed(rows, 64, lambda r: len(r[0]), rng):
            ids = pad([encode(chars, index) for chars, _ in batch], PAD)
            logits = model(ids, (ids != PAD).float()).cpu().numpy()
            for (chars, tags), row in zip(batch, logits):
                path = viterbi(row[1 : len(chars) + 1], table)
                pairs.append((spans(tags), spans([labels[i] for i in path])))
    model.train()
    return score(pairs)


def loss_of(model, batch, index, label_ids, rng, smoothing):
    ids, target = [], []
    for chars, tags in batch:
        row = encode(chars, index)
        dice = [rng.random() for _ in row]
        inner = range(1, len(row) - 1)
        for i in inner:
            row[i] = MASK if dice[i] < 0.02 else UNK if dice[i] < 0.03 else row[i]
        ids.append(row)
        target.append([IGNORED] + [label_ids[t] for t in tags[: len(row) - 2]] + [IGNORED])
    ids, target = pad(ids, PAD), pad(target, IGNORED)
    logits = model(ids, (ids != PAD).float())
    return F.cross_entropy(logits.flatten(0, 1), target.flatten(), label_smoothing=smoothing)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--data", required=True)
    p.add_argument("--out", required=True)
    p.add_argument("--set", choices=["ccks", "naacl"], default="ccks")
    p.add_argument("--init", help="a stage's result (.pt) to go on from; without it training starts from random weights")
    p.add_argument("--epochs", type=int, default=6)
    p.add_argument("--batch", type=int, default=32)
    p.add_argument("--lr", type=float, default=4e-4)
    p.add_argument("--head-lr", type=float, default=1e-3)
    p.add_argument("--ema", type=float, default=0.998)
    p.add_argument("--augment", type=int, default=1)
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--seed", type=int, default=17)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    rng = seed_all(a.seed)
    is_ccks = a.set == "ccks"
    labels = LABELS if is_ccks else NAACL_LABELS
    data = Path(a.data)
    rows = read_conll(data / "ccks2021/train.conll") if is_ccks else read_naacl(data / "naacl2019/train.txt")
    dev = [r for r in rows if is_dev("".join(r[0]))]
    train = [r for r in rows if not is_dev("".join(r[0]))]
    saved = load_stage(a.init) if a.init else None
    vocab = saved["vocab"] if saved else build_vocab(read_texts(a.data))
    index = {ch: i for i, ch in enumerate(vocab)}
    label_ids, label_set = {name: i for i, name in enumerate(labels)}, set(labels)
    model = Tagger({**CONFIG, "vocab_size": len(vocab)}, len(labels)).to(DEVICE)
    if saved:
        model.bert.text_encoder.load_state_dict(saved["encoder"])
    chains = read_divisions(a.data)
    groups = [
        {"params": list(model.bert.parameters()), "peak": a.lr},
        {"params": list(model.classifier.parameters()), "peak": a.head_lr},
    ]
    optimizer = torch.optim.AdamW(groups, lr=a.lr, weight_decay=0.01)
    total, step = a.epochs * math.ceil(len(train) / a.batch), 0
    warmup = total // 10
    average = {k: v.detach().clone() for k, v in model.state_dict().items()}
    shadow = Tagger({**CONFIG, "vocab_size": len(vocab)}, len(labels)).to(DEVICE)
    print(f"{len(train)} train, {len(dev)} dev, {total} steps", flush=True)
    began = time.time()
    for epoch in range(a.epochs):
        mixed = [augment(r, train, chains, label_set, rng) if a.augment else r for r in train]
        for batch in bucketed(mixed, a.batch, lambda r: len(r[0]), rng):
            for group in optimizer.param_groups:
                group["lr"] = group["peak"] * min((step + 1) / warmup, (total - step) / (total - warmup))
            loss = loss_of(model, batch, index, label_ids, rng, 0.05)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            step += 1
            # The average starts short, so that the random first steps leave it.
            keep = min(a.ema, step / (step + 10))
            for k, v in model.state_dict().items():
                average[k].lerp_(v, 1 - keep)
        shadow.load_state_dict(average)
        result = evaluate(shadow, dev, index, rng, labels)
        print(f"epoch {epoch} loss {loss.item():.3f} dev F1 {result['f1']:.2f} {time.time() - began:.0f} s", flush=True)
    if is_ccks:
        save_checkpoint(a.out, average, vocab)
    save_stage(Path(a.out, "stage.pt"), vocab, encoder=shadow.bert.text_encoder, classifier=shadow.classifier)
    Path(a.out, "dev.json").write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
