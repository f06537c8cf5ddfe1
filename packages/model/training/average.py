"""One tagger from several of one ancestor: the mean of their weights. python average.py --data <folder> --out <folder> --stages <stage.pt> …

Fine-tunings that start from one stage and differ by their seed lie in one basin, so that the mean is a tagger too, and
a steadier one ("model soup", Wortsman et al. 2022).
"""

import argparse
import json
from pathlib import Path

import torch

from checkpoint import load_stage, save_checkpoint, save_stage
from common import DEVICE, LABELS, config_of, is_dev, read_conll
from evaluation import evaluate
from loop import add_options
from network import Tagger


def mean(states):
    return {name: sum(state[name] for state in states) / len(states) for name in states[0]}


def main():
    p = argparse.ArgumentParser()
    add_options(p)
    p.add_argument("--stages", nargs="+", required=True)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    stages = [load_stage(path) for path in a.stages]
    vocab, *others = [stage["vocab"] for stage in stages]
    if any(other != vocab for other in others):
        raise SystemExit("expected stages with one vocabulary")
    model = Tagger(config_of(a.size, len(vocab)), len(LABELS)).to(DEVICE)
    model.bert.text_encoder.load_state_dict(mean([stage["encoder"] for stage in stages]))
    model.classifier.load_state_dict(mean([stage["classifier"] for stage in stages]))
    dev = [r for r in read_conll(Path(a.data, "ccks2021/train.conll")) if is_dev("".join(r[0]))]
    result = evaluate(model, dev, {ch: i for i, ch in enumerate(vocab)})
    save_checkpoint(a.out, model.state_dict(), vocab, config_of(a.size, len(vocab)))
    save_stage(Path(a.out, "stage.pt"), vocab, encoder=model.bert.text_encoder, classifier=model.classifier)
    Path(a.out, "dev.json").write_text(json.dumps(result, indent=2) + "\n")
    print(f"held-out F1 {result['f1']:.2f}")


if __name__ == "__main__":
    main()
