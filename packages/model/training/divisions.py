"""Divisions of the whole country, each with the forms that people write: packages/model/divisions/divisions.tsv."""

import re
from pathlib import Path

FILE = Path(__file__).parent.parent / "divisions/divisions.tsv"
LEVELS = ("prov", "city", "district", "town")
PEOPLES = (
    "(?:(?:蒙古|维吾尔|布依|朝鲜|土家|哈尼|哈萨克|傈僳|拉祜|东乡|纳西|景颇|柯尔克孜|达斡尔|仫佬|布朗|撒拉|毛南|仡佬|锡伯|普米|塔吉克|鄂温克"
    "|保安|裕固|独龙)族?|[汉回藏苗彝壮满侗瑶白傣黎佤畲水土羌怒京各]族)"
)
AUTONOMOUS = re.compile(rf"(?<=..){PEOPLES}+(?:自治)?(?=[州县旗区乡]$)")
SUFFIX = {
    "prov": re.compile(rf"(?<=..)(?:{PEOPLES}*自治区|省|市)$"),
    "city": re.compile("(?<=..)(?:市|地区|州|盟)$"),
    "district": re.compile("(?<=..)(?:区|县|市|(?<![左右前后中])旗)$"),
    "town": re.compile("(?<=..)(?:街道|镇|乡)$"),
}


def short(name):
    """恩施土家族苗族自治州 → 恩施州"""
    return AUTONOMOUS.sub("", name)


def bare(name, level):
    """仓前街道 → 仓前, 兴安盟 → 兴安"""
    return SUFFIX[level].sub("", name if level == "prov" else short(name))


def read_chains():
    """[{prov, city, district, town: [full name, other forms …]}], one a town; what a place has not is missing. A municipality is its own city."""
    _, rows, towns = FILE.read_text(encoding="utf8").split("\n\n")
    names = {}
    for line in rows.strip("\n").split("\n"):
        code, name, kind, _, _, until, _, _, aliases = line.split("\t")
        if code and not until:
            names[code] = (name, kind, [a for a in aliases.split(" ") if a])
    chains = []
    for line in towns.strip("\n").split("\n"):
        code, _, listed = line.partition("\t")
        above = chain_of(code, names)
        for town in listed.split(" "):
            town = re.sub(r"^(?:\d+:|-)", "", town)
            if above and town:
                chains.append({**above, "town": forms(town, "town", [])})
    return chains


def chain_of(code, names):
    chain = {}
    for level, of_level in zip(LEVELS, (code[:2] + "0000", code[:4] + "00", code)):
        known = names.get(of_level)
        if not known or any(of_level == seen for seen in (code[:2] + "0000", code[:4] + "00") if level == "district"):
            continue
        name, kind, aliases = known
        chain["city" if kind == "municipality" else level] = forms(name, level, aliases)
    return chain


def forms(name, level, aliases):
    return list(dict.fromkeys([name, bare(name, level), short(name), *(a for a in aliases if len(a) > 1)]))
