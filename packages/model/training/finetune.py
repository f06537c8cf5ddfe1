"""Fine-tuning on ccks2021, or as an earlier stage on silver addresses or naacl2019. python finetune.py --data <folder> --out <folder>"""

import argparse
import json
import math
from pathlib import Path

import torch
from torch.nn import functional as F

from augment import Augmenter, as_seen, window
from checkpoint import load_stage, save_checkpoint, save_stage
from common import DEVICE, LABELS, MASK, MAX_TOKENS, NAACL_LABELS, PAD, UNK
from common import bucketed, config_of, encode, is_dev, is_tune, pad, read_conll, read_naacl
from divisions import read_chains
from evaluation import evaluate
from loop import Run, add_options, products
from network import Tagger
from teachers import Teachers
from texts import read_texts

IGNORED = -100


def options():
    p = argparse.ArgumentParser()
    add_options(p)
    p.add_argument("--set", choices=["ccks", "silver", "naacl"], default="ccks")
    p.add_argument("--init", required=True, help="a stage's result (.pt) to go on from")
    p.add_argument("--teachers", nargs="+", default=[], help="results of --size standard, to learn from on every text besides")
    p.add_argument("--texts", type=int, default=16000, help="texts without labels in each epoch with teachers, other ones each time")
    p.add_argument("--held", choices=["dev", "tune"], default="dev", help="tune: leave out and score a second part as well")
    p.add_argument("--epochs", type=int, default=6)
    p.add_argument("--batch", type=int, default=32)
    p.add_argument("--lr", type=float, default=4e-4)
    p.add_argument("--head-lr", type=float, default=1e-3)
    p.add_argument("--smoothing", type=float, default=0.05)
    p.add_argument("--ema", type=float, default=0.998)
    return p.parse_args()


def read_rows(a):
    """(rows to train on, rows to score), the first without what has no token."""
    rows = read_naacl(Path(a.data, "naacl2019/train.txt")) if a.set == "naacl" else read_conll(Path(a.data, "ccks2021/train.conll"))
    texts = ["".join(chars) for chars, _ in rows]
    is_held = is_tune if a.held == "tune" else is_dev
    train = [as_seen(r) for r, t in zip(rows, texts) if not is_dev(t) and not is_held(t)]
    return [r for r in train if r[0]], [r for r, t in zip(rows, texts) if is_held(t)]


def begin(a, labels):
    """(vocabulary, tagger) from an earlier stage; a head for the same labels goes on too."""
    saved = load_stage(a.init)
    model = Tagger(config_of(a.size, len(saved["vocab"])), len(labels)).to(DEVICE)
    model.bert.text_encoder.load_state_dict(saved["encoder"])
    head = saved.get("classifier")
    if head and len(head["bias"]) == len(labels):
        model.classifier.load_state_dict(head)
    return saved["vocab"], model


def masked(chars, index, rng):
    """3 % of the tokens hidden, so that the model doesn't lean on one character."""
    row = encode(chars, index)
    dice = [rng.random() for _ in row]
    return [row[0], *(MASK if d < 0.02 else UNK if d < 0.03 else t for t, d in zip(row[1:-1], dice)), row[-1]]


def of_labels(logits, tags, label_ids, smoothing):
    """Cross entropy of what has a label."""
    target = pad([[IGNORED, *(label_ids.get(t, IGNORED) for t in row[: MAX_TOKENS - 2]), IGNORED] for row in tags], IGNORED)
    loss = F.cross_entropy(logits.flatten(0, 1), target.flatten(), label_smoothing=smoothing, reduction="sum")
    return loss / (target != IGNORED).sum().clamp(min=1)


def of_teachers(logits, ids, teachers):
    """Cross entropy against their probabilities for the text, of which nothing is hidden."""
    mask = (ids != PAD).float()
    loss = F.cross_entropy(logits.transpose(1, 2), teachers.probabilities(ids, mask).transpose(1, 2), reduction="none")
    return (loss * mask).sum() / mask.sum()


def main():
    a = options()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    labels = NAACL_LABELS if a.set == "naacl" else LABELS
    train, held = read_rows(a)
    vocab, model = begin(a, labels)
    index, label_ids = {ch: i for i, ch in enumerate(vocab)}, {name: i for i, name in enumerate(labels)}
    average = Tagger(config_of(a.size, len(vocab)), len(labels)).to(DEVICE)
    average.load_state_dict(model.state_dict())
    augment = Augmenter(train, read_chains(), set(labels))
    change = augment.silver if a.set == "silver" else augment
    teachers = Teachers(a.teachers, "standard", vocab) if a.teachers else None
    # Texts without labels: the teachers' answers are all there is to learn from them.
    texts = read_texts(a.data) if teachers else []
    groups = [{"params": list(model.bert.parameters()), "peak": a.lr}, {"params": list(model.classifier.parameters()), "peak": a.head_lr}]
    run = Run(a.out, a.seed, {"model": model, "average": average}, groups)
    unlabelled = min(a.texts, len(texts))
    per_epoch = math.ceil((len(train) + unlabelled) / a.batch)
    print(f"{len(train)} and {unlabelled} without labels to train on, {len(held)} held out, {a.epochs * per_epoch} steps", flush=True)

    def batches_of(_, rng):
        rows = [change(r, rng) for r in train] + [window((list(t), [None] * len(t)), rng) for t in rng.sample(texts, unlabelled)]
        return bucketed(rows, a.batch, lambda r: len(r[0]), rng)

    def loss_of(batch, rng):
        ids = pad([masked(chars, index, rng) for chars, _ in batch], PAD)
        with products():
            logits = model(ids, (ids != PAD).float())
        loss = of_labels(logits.float(), [tags for _, tags in batch], label_ids, a.smoothing)
        if not teachers:
            return loss
        whole = pad([encode(chars, index) for chars, _ in batch], PAD)
        return 0.5 * loss + of_teachers(logits.float(), whole, teachers)

    @torch.no_grad()
    def after_step(step):
        # The average starts short, so that the random first steps leave it.
        keep = min(a.ema, step / (step + 10))
        torch._foreach_lerp_(list(average.parameters()), list(model.parameters()), 1 - keep)

    def after_epoch(epoch):
        result = evaluate(average, held, index, labels)
        print(f"epoch {epoch} {a.held} F1 {result['f1']:.2f}", flush=True)
        Path(a.out, f"{a.held}.json").write_text(json.dumps(result, indent=2) + "\n")

    average.requires_grad_(False)
    run.train(a.epochs, per_epoch, batches_of, loss_of, max(1, a.epochs * per_epoch // 10), after_step, after_epoch)
    save_stage(Path(a.out, "stage.pt"), vocab, encoder=average.bert.text_encoder, classifier=average.classifier)
    if a.set == "ccks":
        save_checkpoint(a.out, average.state_dict(), vocab, config_of(a.size, len(vocab)))


if __name__ == "__main__":
    main()
