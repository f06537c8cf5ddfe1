"""The compact tagger from nothing, as it was shipped. python train.py --data <folder> --out <folder>

Runs the stages in turn, each from the saved result of the one before. Started again, it goes on after the last whole one.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
CCKS_SEEDS = (41, 43)


def stages(out):
    """(name, script and arguments, what it leaves)"""
    pretrained, longer, naacl = (out / name for name in ("pretrained", "pretrained-longer", "naacl"))
    yield pretrained, ["pretrain.py"], "pretrained.pt"
    yield longer, ["pretrain.py", "--init", pretrained / "pretrained.pt", "--epochs", 4, "--stop-after", 2], "pretrained.pt"
    yield naacl, ["finetune.py", "--set", "naacl", "--epochs", 4, "--init", longer / "pretrained.pt"], "stage.pt"
    ccks = [out / f"ccks-{seed}" for seed in CCKS_SEEDS]
    for folder, seed in zip(ccks, CCKS_SEEDS):
        yield folder, ["finetune.py", "--seed", seed, "--init", naacl / "stage.pt"], "stage.pt"
    yield out / "compact", ["average.py", "--stages", *(folder / "stage.pt" for folder in ccks)], "model.safetensors"


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", type=Path, required=True, help="ccks2021/, naacl2019/, addresses/ and divisions/")
    p.add_argument("--out", type=Path, required=True, help="a folder per stage; compact/ is the checkpoint to import")
    a = p.parse_args()
    if not a.data.is_dir():
        raise SystemExit(f"--data: expected a folder, {a.data} is none")
    for folder, [script, *options], result in stages(a.out):
        if (folder / "done").exists():
            print(f"{folder.name}: done before", flush=True)
            continue
        print(f"{folder.name}: {script}", flush=True)
        began = time.time()
        command = [sys.executable, HERE / script, "--data", a.data, "--out", folder, *options]
        if subprocess.run([str(part) for part in command]).returncode != 0 or not (folder / result).exists():
            raise SystemExit(f"{folder.name} failed; the same command goes on from here")
        (folder / "done").touch()
        print(f"{folder.name}: {(time.time() - began) / 60:.0f} min", flush=True)


if __name__ == "__main__":
    main()
