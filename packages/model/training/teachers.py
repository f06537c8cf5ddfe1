"""What trained taggers think of a batch: the mean of their probabilities, for a smaller one to learn from (Hinton et al., 2015)."""

import torch

from checkpoint import load_stage
from common import DEVICE, LABELS, UNK, config_of
from loop import products
from network import Tagger


class Teachers:
    """Stages of `finetune.py` for ccks2021, of any size; `vocab` is the learner's."""

    def __init__(self, paths, size, vocab):
        self.taggers = [self.load(path, size, vocab) for path in paths]

    @staticmethod
    def load(path, size, vocab):
        saved = load_stage(path)
        model = Tagger(config_of(size, len(saved["vocab"])), len(LABELS)).to(DEVICE).eval()
        model.bert.text_encoder.load_state_dict(saved["encoder"])
        model.classifier.load_state_dict(saved["classifier"])
        index = {ch: i for i, ch in enumerate(saved["vocab"])}
        return model, torch.tensor([index.get(ch, UNK) for ch in vocab], device=DEVICE)

    @torch.no_grad()
    def probabilities(self, ids, mask):
        with products():
            logits = [model(own_ids[ids], mask) for model, own_ids in self.taggers]
        return torch.stack([torch.softmax(each.float(), -1) for each in logits]).mean(0)
