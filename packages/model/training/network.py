"""MGeo's text encoder and tagging head, module by module, so that state_dict() has MGeo's tensor names."""

import torch
from torch import nn
from torch.nn import functional as F


class SelfAttention(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.heads = c["num_attention_heads"]
        h = c["hidden_size"]
        self.query, self.key, self.value = nn.Linear(h, h), nn.Linear(h, h), nn.Linear(h, h)

    def forward(self, x, mask):
        b, t, h = x.shape
        weight = torch.cat([self.query.weight, self.key.weight, self.value.weight])
        bias = torch.cat([self.query.bias, self.key.bias, self.value.bias])
        q, k, v = F.linear(x, weight, bias).view(b, t, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        # For rows this short PyTorch's own attention costs a CPU as much as all else; its softmax stays in float32.
        scores = (q @ k.transpose(-1, -2)).float() * q.shape[-1] ** -0.5 + mask
        y = torch.softmax(scores, -1).to(v.dtype) @ v
        return y.transpose(1, 2).reshape(b, t, h)


class AddNorm(nn.Module):
    def __init__(self, c, width):
        super().__init__()
        self.dense = nn.Linear(width, c["hidden_size"])
        self.LayerNorm = nn.LayerNorm(c["hidden_size"], eps=c["layer_norm_eps"])
        self.dropout = c["hidden_dropout_prob"]

    def forward(self, y, x):
        return self.LayerNorm(F.dropout(self.dense(y), self.dropout, self.training) + x)


class Attention(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.self = SelfAttention(c)
        self.output = AddNorm(c, c["hidden_size"])

    def forward(self, x, mask):
        return self.output(self.self(x, mask), x)


class Intermediate(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.dense = nn.Linear(c["hidden_size"], c["intermediate_size"])


class Layer(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.attention = Attention(c)
        self.intermediate = Intermediate(c)
        self.output = AddNorm(c, c["intermediate_size"])

    def forward(self, x, mask):
        x = self.attention(x, mask)
        return self.output(F.gelu(self.intermediate.dense(x)), x)


class Embeddings(nn.Module):
    def __init__(self, c):
        super().__init__()
        h = c["hidden_size"]
        self.word_embeddings = nn.Embedding(c["vocab_size"], h)
        self.position_embeddings = nn.Embedding(c["max_position_embeddings"], h)
        self.token_type_embeddings = nn.Embedding(c["type_vocab_size"], h)
        self.LayerNorm = nn.LayerNorm(h, eps=c["layer_norm_eps"])
        self.dropout = c["hidden_dropout_prob"]

    def forward(self, ids):
        # MGeo's tagger ignores token types and positions given from outside: always 0 and 0..T-1.
        position = self.position_embeddings.weight[: ids.shape[1]]
        x = self.word_embeddings(ids) + position + self.token_type_embeddings.weight[0]
        return F.dropout(self.LayerNorm(x), self.dropout, self.training)


class Stack(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.layer = nn.ModuleList(Layer(c) for _ in range(c["num_hidden_layers"]))


class TextEncoder(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.embeddings = Embeddings(c)
        self.encoder = Stack(c)

    def forward(self, ids, mask):
        bias = ((1.0 - mask) * -10000.0)[:, None, None, :]
        x = self.embeddings(ids)
        for layer in self.encoder.layer:
            x = layer(x, bias)
        return x


class Bert(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.text_encoder = TextEncoder(c)


class Tagger(nn.Module):
    """ids [B,T] int64, mask [B,T] float -> logits [B,T,labels]."""

    def __init__(self, c, labels):
        super().__init__()
        self.bert = Bert(c)
        self.classifier = nn.Linear(c["hidden_size"], labels)
        self.dropout = c["hidden_dropout_prob"]
        self.apply(init_weights)

    def forward(self, ids, mask):
        x = self.bert.text_encoder(ids, mask)
        return self.classifier(F.dropout(x, self.dropout, self.training))


class MaskedLanguageHead(nn.Module):
    """BERT's transform with the word embedding as output matrix; applied at masked positions only."""

    def __init__(self, c):
        super().__init__()
        h = c["hidden_size"]
        self.dense, self.norm = nn.Linear(h, h), nn.LayerNorm(h, eps=c["layer_norm_eps"])
        self.bias = nn.Parameter(torch.zeros(c["vocab_size"]))
        self.dense.apply(init_weights)

    def forward(self, x, words):
        return F.linear(self.norm(F.gelu(self.dense(x))), words, self.bias)


def init_weights(module):
    if isinstance(module, (nn.Linear, nn.Embedding)):
        nn.init.normal_(module.weight, std=0.02)
    if isinstance(module, nn.Linear):
        nn.init.zeros_(module.bias)
