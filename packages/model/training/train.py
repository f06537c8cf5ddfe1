"""A tagger as it is shipped. python train.py --size compact|standard --data <folder> --out <folder>

Runs the stages in turn, each from the saved result of the one before. Stopped at any time, the same command goes on from the last
save: a stage keeps its state every ten minutes.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
COMPACT = HERE.parent / "models/compact"
SEEDS = {"compact": (41, 43, 47), "standard": (41, 43)}


def stages(out, size, standard):
    """(folder, script and arguments, what it leaves); compact learns from the taggers in `standard`."""
    start, pretrained, naacl, silver = (out / name for name in ("start", "pretrained", "naacl", "silver"))
    if size == "compact":
        # compact's encoder has the same shape: what it learnt is not learnt again.
        yield start, ["start.py", "--version", COMPACT], "stage.pt"
        yield pretrained, ["pretrain.py", "--init", start / "stage.pt", "--epochs", 2, "--lr", 6e-4], "pretrained.pt"
    else:
        yield pretrained, ["pretrain.py", "--epochs", 5, "--lr", 6e-4], "pretrained.pt"
    yield naacl, ["finetune.py", "--set", "naacl", "--epochs", 4, "--init", pretrained / "pretrained.pt"], "stage.pt"
    yield silver, ["finetune.py", "--set", "silver", "--epochs", 2, "--init", naacl / "stage.pt"], "stage.pt"
    distilled = ["--teachers", *(standard / f"ccks-{seed}/stage.pt" for seed in SEEDS["standard"])] if standard else []
    tuned = [out / f"ccks-{seed}" for seed in SEEDS[size]]
    for folder, seed in zip(tuned, SEEDS[size]):
        yield folder, ["finetune.py", "--seed", seed, "--init", silver / "stage.pt", *distilled], "stage.pt"
    yield out / "mean", ["average.py", "--stages", *(folder / "stage.pt" for folder in tuned)], "model.safetensors"


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--size", choices=sorted(SEEDS), required=True)
    p.add_argument("--data", type=Path, required=True, help="ccks2021/, naacl2019/, addresses/ and places/")
    p.add_argument("--out", type=Path, required=True, help="a folder per stage; mean/ is the checkpoint to import")
    p.add_argument("--teachers", type=Path, help="--out of a finished --size standard, for compact to learn from")
    p.add_argument("--threads", type=int, default=2)
    a = p.parse_args()
    if not a.data.is_dir():
        raise SystemExit(f"--data: expected a folder, {a.data} is none")
    common = ["--size", a.size, "--data", a.data, "--threads", a.threads]
    for folder, [script, *options], result in stages(a.out, a.size, a.teachers):
        if (folder / "done").exists():
            print(f"{folder.name}: done before", flush=True)
            continue
        print(f"{folder.name}: {script}", flush=True)
        began = time.time()
        command = [sys.executable, HERE / script, "--out", folder, *options, *([] if script == "start.py" else common)]
        if subprocess.run([str(part) for part in command]).returncode != 0 or not (folder / result).exists():
            raise SystemExit(f"{folder.name} failed; the same command goes on from here")
        (folder / "done").touch()
        (folder / "state.pt").unlink(missing_ok=True)
        print(f"{folder.name}: {(time.time() - began) / 60:.0f} min", flush=True)


if __name__ == "__main__":
    main()
