"""One tagger from several: it learns their mean answer on the unlabelled addresses beside the labelled ones.

python distil.py --data <folder> --out <folder> --init <stage.pt> --teachers <stage.pt> <stage.pt> ...
"""

import argparse
import json
import math
import time
from pathlib import Path

import torch
from torch.nn import functional as F

from augment import augment, read_divisions
from checkpoint import save_checkpoint
from common import CONFIG, LABELS, PAD, bucketed, encode, fold, is_dev, pad, read_conll, seed_all
from finetune import evaluate, loss_of
from network import Tagger


def load_tagger(path):
    saved = torch.load(path, weights_only=True)
    model = Tagger({**CONFIG, "vocab_size": len(saved["vocab"])}, len(LABELS))
    model.load_state_dict(saved["tagger"])
    return model.eval(), saved["vocab"]


def unlabelled(data, known):
    """Distinct folded addresses of ccks2021 that are neither labelled nor held out."""
    texts = set()
    for line in Path(data, "ccks2021/unlabelled.txt").read_text(encoding="utf8").split("\n"):
        if "\x01" in line:
            texts.add(fold(line.split("\x01", 1)[1]))
    return sorted(t for t in texts if t and t not in known and not is_dev(t))


def teach(teachers, batch, index):
    """[batch, length, labels]: the teachers' mean probabilities."""
    ids = pad([encode(text, index) for text in batch], PAD)
    mask = (ids != PAD).float()
    with torch.no_grad():
        return ids, sum(teacher(ids, mask).softmax(-1) for teacher in teachers) / len(teachers)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--data", required=True)
    p.add_argument("--out", required=True)
    p.add_argument("--init", required=True)
    p.add_argument("--teachers", nargs="+", required=True)
    p.add_argument("--epochs", type=int, default=4, help="passes over the labelled addresses and as many of the others")
    p.add_argument("--soft", type=int, default=4, help="unlabelled batches per labelled batch")
    p.add_argument("--batch", type=int, default=32)
    p.add_argument("--lr", type=float, default=4e-4)
    p.add_argument("--ema", type=float, default=0.998)
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--seed", type=int, default=17)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    rng = seed_all(a.seed)
    teachers = [load_tagger(path)[0] for path in a.teachers]
    saved = torch.load(a.init, weights_only=True)
    vocab = saved["vocab"]
    index = {ch: i for i, ch in enumerate(vocab)}
    model = Tagger({**CONFIG, "vocab_size": len(vocab)}, len(LABELS))
    model.bert.text_encoder.load_state_dict(saved["encoder"])
    rows = read_conll(Path(a.data) / "ccks2021/train.conll")
    dev = [r for r in rows if is_dev("".join(r[0]))]
    train = [r for r in rows if not is_dev("".join(r[0]))]
    texts = unlabelled(a.data, {"".join(r[0]) for r in rows})
    chains, label_ids, label_set = read_divisions(a.data), {n: i for i, n in enumerate(LABELS)}, set(LABELS)
    head = [*model.classifier.parameters()]
    groups = [{"params": list(model.bert.parameters()), "peak": a.lr}, {"params": head, "peak": 2.5 * a.lr}]
    optimizer = torch.optim.AdamW(groups, lr=a.lr, weight_decay=0.01)
    total, step, began = a.epochs * math.ceil(len(train) / a.batch), 0, time.time()
    warmup = total // 10
    average = {k: v.detach().clone() for k, v in model.state_dict().items()}
    shadow = Tagger({**CONFIG, "vocab_size": len(vocab)}, len(LABELS))
    soft = iter(())
    print(f"{len(train)} labelled, {len(texts)} others, {total} steps", flush=True)
    for epoch in range(a.epochs):
        mixed = [augment(r, train, chains, label_set, rng) for r in train]
        for batch in bucketed(mixed, a.batch, lambda r: len(r[0]), rng):
            for group in optimizer.param_groups:
                group["lr"] = group["peak"] * min((step + 1) / warmup, (total - step) / (total - warmup))
            optimizer.zero_grad(set_to_none=True)
            loss_of(model, batch, index, label_ids, rng, 0.0).div(1 + a.soft).backward()
            for _ in range(a.soft):
                others = next(soft, None)
                if others is None:
                    soft = iter(bucketed(texts, a.batch, len, rng))
                    others = next(soft)
                ids, target = teach(teachers, others, index)
                at = ids != PAD
                loss = F.cross_entropy(model(ids, at.float())[at], target[at])
                loss.div(1 + a.soft).backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            step += 1
            keep = min(a.ema, step / (step + 10))
            for k, v in model.state_dict().items():
                average[k].lerp_(v, 1 - keep)
        shadow.load_state_dict(average)
        result = evaluate(shadow, dev, index, rng)
        print(f"epoch {epoch} dev F1 {result['f1']:.2f} {time.time() - began:.0f} s", flush=True)
    save_checkpoint(a.out, average, vocab)
    torch.save({"encoder": shadow.bert.text_encoder.state_dict(), "tagger": average, "vocab": vocab}, Path(a.out, "stage.pt"))
    Path(a.out, "dev.json").write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
