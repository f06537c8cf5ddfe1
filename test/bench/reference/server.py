"""The reference way of serving: FastAPI, uvicorn and PyTorch, each address alone and padded to 512 tokens.

python server.py <checkpoint folder> <threads> <port>
"""

import json
import pathlib
import sys

import torch
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from safetensors.torch import load_file
from transformers import BertConfig, BertForTokenClassification, BertTokenizer

LENGTH = 512


class ParseRequest(BaseModel):
    addresses: list[str]


def load_model(folder: pathlib.Path) -> BertForTokenClassification:
    configuration = json.loads((folder / "configuration.json").read_text())["model"]
    labels = {int(index): label for index, label in configuration["id2label"].items()}
    config = BertConfig(**json.loads((folder / "config.json").read_text()), id2label=labels)
    tensors = load_file(folder / "model.safetensors")
    model = BertForTokenClassification(config)
    model.load_state_dict({name.replace("bert.text_encoder.", "bert."): t for name, t in tensors.items()})
    return model.eval()


def elements_of(text: str, labels: list[str]) -> list[dict]:
    elements: list[dict] = []
    for index, label in enumerate(labels[: len(text)]):
        if label[0] in "BS":
            elements.append({"type": label[2:], "start": index, "end": index + 1, "text": text[index]})
        elif label[0] in "IE" and elements and elements[-1]["type"] == label[2:]:
            elements[-1]["end"] = index + 1
            elements[-1]["text"] += text[index]
    return elements


def create_app(folder: pathlib.Path) -> FastAPI:
    app = FastAPI()
    model = load_model(folder)
    tokenizer = BertTokenizer.from_pretrained(folder)

    def parse_one(text: str) -> dict:
        inputs = tokenizer(
            list(text), is_split_into_words=True, padding="max_length", truncation=True,
            max_length=LENGTH, return_tensors="pt",
        )
        with torch.inference_mode():
            best = model(**inputs).logits[0].argmax(-1).tolist()
        labels = [model.config.id2label[index] for index in best[1:]]
        return {"elements": elements_of(text, labels)}

    @app.get("/healthz")
    async def healthz() -> dict:
        return {"status": "ok"}

    @app.post("/v1/parse")
    async def parse(request: ParseRequest) -> dict:
        return {"results": [parse_one(text) for text in request.addresses]}

    return app


if __name__ == "__main__":
    folder, threads, port = sys.argv[1:]
    torch.set_num_threads(int(threads))
    uvicorn.run(create_app(pathlib.Path(folder)), host="127.0.0.1", port=int(port), log_level="warning")
