"""行政区的英文称呼: regions by the pinyin of their names, the narrowest first (Xiaodian District, Taiyuan, Shanxi)."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import lazy_pinyin

from liandong.content import divisions

_KNOWN = {
    "陕西省": "Shaanxi",
    "内蒙古自治区": "Inner Mongolia",
    "西藏自治区": "Tibet",
    "新疆维吾尔自治区": "Xinjiang",
    "广西壮族自治区": "Guangxi",
    "宁夏回族自治区": "Ningxia",
    "香港特别行政区": "Hong Kong",
    "澳门特别行政区": "Macao",
}
_SUFFIXES = {
    "街道办事处": "Subdistrict",
    "村民委员会": "Village",
    "居民委员会": "Community",
    "自治县": "Autonomous County",
    "自治州": "Prefecture",
    "开发区": "Development Zone",
    "村委会": "Village",
    "居委会": "Community",
    "街道": "Subdistrict",
    "地区": "Prefecture",
    "省": "",
    "市": "",
    "区": "District",
    "县": "County",
    "镇": "Town",
    "乡": "Township",
    "旗": "Banner",
}
"""Longest first. A name of one character before it (矿区) is told whole, as it is said."""


@lru_cache(maxsize=4096)
def english(code: str) -> str:
    """The place as an English sentence says it; UnknownContent when the table does not know the code."""
    parts = [_part(one.name) for one in divisions.ancestors(code) if one.name not in divisions.UNSAID]
    return ", ".join(reversed(parts))


def _part(name: str) -> str:
    if name in _KNOWN:
        return _KNOWN[name]
    for suffix, word in _SUFFIXES.items():
        if name.endswith(suffix) and len(name) > len(suffix) + 1:
            return f"{_joined(name.removesuffix(suffix))} {word}".strip()
    return _joined(name)


def _joined(name: str) -> str:
    """小店 → Xiaodian; an apostrophe stands before a vowel that begins a later syllable (西安 → Xi'an)."""
    first, *rest = lazy_pinyin(name)
    told = first + "".join(f"'{one}" if one[0] in "aeo" else one for one in rest)
    return told[:1].upper() + told[1:]
