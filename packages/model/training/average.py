"""One tagger from several of one ancestor: the mean of their weights. python average.py --data <folder> --out <folder> --stages <stage.pt> …

Fine-tunings that start from one stage and differ by their seed lie in one basin, so that the mean is a tagger too, and
a steadier one ("model soup", Wortsman et al. 2022).
"""

import argparse
import json
from pathlib import Path

from checkpoint import load_stage, save_checkpoint
from common import CONFIG, DEVICE, LABELS, is_dev, read_conll, seed_all
from finetune import evaluate
from network import Tagger


def mean(states):
    return {name: sum(state[name] for state in states) / len(states) for name in states[0]}


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--data", required=True)
    p.add_argument("--out", required=True)
    p.add_argument("--stages", nargs="+", required=True)
    a = p.parse_args()
    stages = [load_stage(path) for path in a.stages]
    vocab, *others = [stage["vocab"] for stage in stages]
    if any(other != vocab for other in others):
        raise SystemExit("expected stages with one vocabulary")
    model = Tagger({**CONFIG, "vocab_size": len(vocab)}, len(LABELS)).to(DEVICE)
    model.bert.text_encoder.load_state_dict(mean([stage["encoder"] for stage in stages]))
    model.classifier.load_state_dict(mean([stage["classifier"] for stage in stages]))
    dev = [r for r in read_conll(Path(a.data, "ccks2021/train.conll")) if is_dev("".join(r[0]))]
    result = evaluate(model, dev, {ch: i for i, ch in enumerate(vocab)}, seed_all(17))
    save_checkpoint(a.out, model.state_dict(), vocab)
    Path(a.out, "dev.json").write_text(json.dumps(result, indent=2) + "\n")
    print(f"held-out F1 {result['f1']:.2f}")


if __name__ == "__main__":
    main()
