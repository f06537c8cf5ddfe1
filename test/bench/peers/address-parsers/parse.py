"""jionlp and cpca as their READMEs call them: a JSON list of texts on stdin, answers on the last line of stdout."""

import json
import sys
from importlib.metadata import version

import cpca
import jionlp


def of_jionlp(text):
    found = jionlp.parse_location(text)
    # It knows phones, but neither names nor postcodes.
    phones = jionlp.extract_phone_number(text)
    return {
        "province": found["province"],
        "city": found["city"],
        "district": found["county"],
        "name": None,
        "phones": phones,
        "postcode": None,
    }


def of_cpca(row):
    province, city, district = (value if isinstance(value, str) else None for value in (row["省"], row["市"], row["区"]))
    return {"province": province, "city": city, "district": district, "name": None, "phones": [], "postcode": None}


texts = json.load(sys.stdin)
arms = [
    {"name": "jionlp", "version": version("jionlp"), "answers": [of_jionlp(text) for text in texts]},
    {
        "name": "cpca",
        "version": version("cpca"),
        "answers": [of_cpca(row) for row in cpca.transform(texts).to_dict("records")],
    },
]
print(json.dumps(arms))
