"""What reaches the model of a text: characters folded, white space and borders left out, as src/text does under `"textPass": 1`."""

import re
import unicodedata

# The borders of src/text/character-roles.ts; what has no width and white space have no token either.
WITHOUT_TOKEN = re.compile("[\\s,;|:=<>(){}\\[\\]\"'`!。、《》〈〉「」『』【】〔〕“”‘’\u200b-\u200f\ufe00-\ufe0f\ufeff]")


def fold(text):
    """Compatibility forms to plain ones, digits to 0, letters to A; one character stays one character."""
    out = []
    for ch in text:
        plain = unicodedata.normalize("NFKC", ch)
        ch = plain if len(plain) == 1 else ch
        if "0" <= ch <= "9":
            ch = "0"
        elif "a" <= ch <= "z" or "A" <= ch <= "Z":
            ch = "A"
        out.append(ch)
    return "".join(out)


def seen_by_model(text):
    return WITHOUT_TOKEN.sub("", fold(text))


def tokens_of(text):
    """Indices of the characters that have a token."""
    return [i for i, ch in enumerate(text) if not WITHOUT_TOKEN.match(ch)]
