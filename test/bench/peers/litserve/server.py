"""LitServe with ONNX Runtime: requests that wait together run as one batch, padded to its longest.

python server.py <model version folder> <its graph> <threads> <port>
"""

import json
import pathlib
import sys

import litserve
import numpy
import onnxruntime
from tokenizers import BertWordPieceTokenizer

BATCH_MAX = 16


class Tagging(litserve.LitAPI):
    def __init__(self, folder: pathlib.Path, graph: str, threads: int):
        super().__init__(max_batch_size=BATCH_MAX, batch_timeout=0.005, api_path="/v1/parse")
        self.folder = folder
        self.graph = graph
        self.threads = threads

    def setup(self, device: str) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads
        self.session = onnxruntime.InferenceSession(self.graph, options, providers=["CPUExecutionProvider"])
        self.labels = json.loads((self.folder / "labels.json").read_text())
        self.tokenizer = BertWordPieceTokenizer(str(self.folder / "vocab.txt"), lowercase=False)
        self.tokenizer.enable_padding()

    def decode_request(self, request: dict) -> str:
        (text,) = request["addresses"]
        return text

    def batch(self, inputs: list[str]) -> list[str]:
        return inputs

    def predict(self, texts: list[str]) -> list[list[dict]]:
        encodings = self.tokenizer.encode_batch(texts)
        feeds = {
            "input_ids": numpy.array([e.ids for e in encodings], dtype=numpy.int32),
            "attention_mask": numpy.array([e.attention_mask for e in encodings], dtype=numpy.int32),
        }
        (logits,) = self.session.run(None, feeds)
        best = logits.argmax(-1)
        return [self.elements_of(*row) for row in zip(texts, encodings, best, strict=True)]

    def unbatch(self, output: list[list[dict]]) -> list[list[dict]]:
        return output

    def encode_response(self, output: list[dict]) -> dict:
        return {"results": [{"elements": output}]}

    def elements_of(self, text: str, encoding, best) -> list[dict]:
        elements: list[dict] = []
        for (start, end), label in zip(encoding.offsets, (self.labels[i] for i in best), strict=True):
            if label[0] in "BS":
                elements.append({"type": label[2:], "start": start, "end": end})
            elif label[0] in "IE" and elements and elements[-1]["type"] == label[2:]:
                elements[-1]["end"] = end
        return [{**element, "text": text[element["start"] : element["end"]]} for element in elements]


if __name__ == "__main__":
    folder, graph, threads, port = sys.argv[1:]
    api = Tagging(pathlib.Path(folder), graph, int(threads))
    server = litserve.LitServer(api, accelerator="cpu", workers_per_device=1, healthcheck_path="/healthz")
    server.run(host="127.0.0.1", port=int(port), log_level="warning", generate_client_file=False)
