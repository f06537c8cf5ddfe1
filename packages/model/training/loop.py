"""One training run: products in bfloat16, a rate that rises and falls, and all its state saved every ten minutes and on SIGTERM, to go on from."""

import os
import signal
import time
from pathlib import Path

import torch

from common import DEVICE, seed_all

SAVE_SECONDS = 600
# Products alone: sums, softmax, LayerNorm and the loss stay in float32.
LOW = "cuda" in DEVICE or torch.backends.mkldnn.is_available()


def products():
    return torch.autocast(DEVICE, dtype=torch.bfloat16, enabled=LOW)


def add_options(parser):
    parser.add_argument("--data", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--size", choices=["compact", "standard"], default="compact")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=17)


class Run:
    """`modules` and the optimizer over `groups` ({params, peak}) are what is saved beside the step."""

    def __init__(self, out, seed, modules, groups, betas=(0.9, 0.999)):
        self.path, self.seed, self.modules = Path(out, "state.pt"), seed, modules
        self.optimizer = torch.optim.AdamW(groups, lr=0.0, betas=betas, weight_decay=0.01, fused=True)
        self.params = [p for group in groups for p in group["params"]]
        self.step, self.seconds, self.is_told_to_stop = 0, 0.0, False
        signal.signal(signal.SIGTERM, self.stop)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self.path.exists():
            self.load()

    def stop(self, *_):
        self.is_told_to_stop = True

    def load(self):
        state = torch.load(self.path, map_location=DEVICE, weights_only=True)
        for name, module in self.modules.items():
            module.load_state_dict(state[name])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.seconds = state["step"], state["seconds"]
        print(f"goes on at step {self.step}", flush=True)

    def save(self):
        state = {name: module.state_dict() for name, module in self.modules.items()}
        state |= {"optimizer": self.optimizer.state_dict(), "step": self.step, "seconds": self.seconds}
        whole = self.path.with_suffix(".new")
        torch.save(state, whole)
        os.replace(whole, self.path)

    def train(self, epochs, per_epoch, batches_of, loss_of, warmup, after_step=None, after_epoch=None):
        """`batches_of(epoch, rng)` gives an epoch's batches, `loss_of(batch, rng)` a loss; both draw from `rng` alone."""
        total, saved = epochs * per_epoch, time.monotonic()
        for epoch in range(self.step // per_epoch, epochs):
            batches = batches_of(epoch, seed_all(self.seed, "epoch", epoch))
            losses = []
            for batch in batches[self.step - epoch * per_epoch :]:
                self.one_step(loss_of, batch, min((self.step + 1) / warmup, (total - self.step) / max(1, total - warmup)), losses)
                if after_step:
                    after_step(self.step)
                if self.step % 100 == 0:
                    print(f"step {self.step}/{total} loss {sum(losses) / len(losses):.3f} {self.seconds / self.step:.3f} CPU s/step", flush=True)
                    losses.clear()
                if self.is_told_to_stop or time.monotonic() - saved > SAVE_SECONDS:
                    self.save()
                    saved = time.monotonic()
                if self.is_told_to_stop:
                    raise SystemExit(f"stopped at step {self.step}")
            if after_epoch:
                after_epoch(epoch)
            self.save()
            saved = time.monotonic()

    def one_step(self, loss_of, batch, rate, losses):
        began = time.process_time()
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * rate
        loss = loss_of(batch, seed_all(self.seed, "step", self.step))
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.params, 1.0)
        self.optimizer.step()
        self.step += 1
        self.seconds += time.process_time() - began
        losses.append(loss.item())
