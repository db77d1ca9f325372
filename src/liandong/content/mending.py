"""Turns a schema's complaint into two sentences a duty administrator can act on: what is wrong, how to mend it."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel

from liandong.content.schemas.misplaced import Mistake
from liandong.kernel.text import Localized

Advice = tuple[Localized, Localized]


def _advice(what_zh: str, what_en: str, mend_zh: str, mend_en: str) -> Advice:
    return Localized(zh=what_zh, en=what_en), Localized(zh=mend_zh, en=mend_en)


NOT_UTF8 = _advice("文件不是 UTF-8 编码", "the file is not UTF-8", "请用 UTF-8 另存", "save it as UTF-8")
UNREADABLE = _advice(
    "文件读不出或超过 4 MB",
    "the file cannot be read or is larger than 4 MB",
    "请检查权限和大小",
    "look at its rights and size",
)
NOT_A_MAPPING = _advice(
    "文件最外层不是“键: 值”", "the outermost level is not `key: value`", "请从 id: 写起", "begin with `id:`"
)
OVERRIDES_IN_LIBRARY = _advice(
    "内置内容不能写 overrides", "the shipped library cannot override anything", "请删去这一行", "delete this line"
)
OVERLAY_WITHOUT_SOURCE = _advice(
    "覆盖文件没有写明依据",
    "an overlay must state its own source",
    "请补上 source: {document: …, clause: …}",
    "add source: {document: …, clause: …}",
)
EMPTY_ENTRY = _advice(
    "条目是空的",
    "the entry is empty",
    "请写内容；只有 overrides: merge 可用空值删除条目",
    "fill it; only under `overrides: merge` does an empty value take an entry away",
)
NESTED_TOO_DEEP = _advice("表达式嵌套太深", "an expression is nested too deep", "请拆分条件", "split the condition")


def bad_overrides(wish: object) -> Advice:
    return _advice(
        f"overrides 写成了 {wish!r}",
        f"overrides is {wish!r}",
        "请写 replace（整条替换）或 merge（逐项合并）",
        "write replace (the whole entry) or merge (key by key)",
    )


def nothing_to_merge(id: str) -> Advice:
    return _advice(
        f"下层没有可合并的“{id}”",
        f"there is no {id!r} below to merge with",
        "请核对 id，或改为 overrides: replace",
        "check the id, or write overrides: replace",
    )


def duplicate(id: str, number: int, first: object) -> Advice:
    return _advice(
        f"“{id}”第 {number} 版重复（已见于 {first}）",
        f"version {number} of {id!r} stands twice (first in {first})",
        "请改 id、提高 version 或删去一处",
        "change the id, raise the version or delete one",
    )


NO_SUCH_FOLDER = _advice(
    "内容目录不存在", "there is no such content folder", "请核对 LIANDONG_CONTENT_DIRS", "check LIANDONG_CONTENT_DIRS"
)


def case_differs(difference: str) -> Advice:
    return _advice(
        f"算例不成立（{difference}）",
        f"the worked case does not hold ({difference})",
        "请核对规则与算例，两者必有一错",
        "compare the rule with the case: one of them is wrong",
    )


def unknown_name(name: str, kind: Localized, near: list[str]) -> Advice:
    mend = _near(near) or ("请先在该类文件中添加", "add it to the files of that kind first")
    return _advice(f"没有名为“{name}”的{kind.zh}", f"there is no {kind.en} named {name!r}", *mend)


def undeclared_fact(name: str, near: list[str]) -> Advice:
    mend = _near(near) or ("请在 facts 中声明它", "declare it under `facts`")
    return _advice(f"条件用到未声明的事实“{name}”", f"the condition asks for the undeclared fact {name!r}", *mend)


def unknown_region(code: str) -> Advice:
    return _advice(
        f"没有行政区划代码 {code}",
        f"there is no division with the code {code}",
        "请用国标代码，如 140105",
        "use a national code such as 140105",
    )


def _near(near: list[str]) -> tuple[str, str] | None:
    return (f"是否想写“{near[0]}”？", f"did you mean {near[0]!r}?") if near else None


def misplaced(mistake: Mistake) -> Advice:
    return mistake.what, mistake.mend


def advise(error: Any, schema: type[BaseModel]) -> Advice:
    """Advice for one of pydantic's errors; unknown kinds keep pydantic's own words."""
    name = str(error["loc"][-1]) if error["loc"] else ""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "missing":
        return _advice(f"缺少“{name}”", f"{name!r} is missing", f"请补上 {name}: …", f"add {name}: …")
    if kind == "extra_forbidden":
        return _unknown_key(name, schema)
    if kind in ("literal_error", "enum"):
        wanted = context.get("expected", "")
        return _advice(
            f"“{error['input']}”不在允许的取值中",
            f"{error['input']!r} is not one of the allowed values",
            f"请从 {wanted.replace(' or ', ', ')} 中选",
            f"choose from {wanted}",
        )
    if kind == "value_error":
        reason = str(context.get("error", error["msg"]))
        return _advice(
            f"“{name}”不合要求：{reason}", f"{name!r}: {reason}", "请按提示修改本处", "change it as the reason says"
        )
    return _bounds(name, kind, context) or _other(name, error)


def _unknown_key(name: str, schema: type[BaseModel]) -> Advice:
    mend = _near(get_close_matches(name, _names(schema), n=1)) or ("请删去或改名", "delete or rename it")
    return _advice(f"不认识的键“{name}”", f"the key {name!r} is not known here", *mend)


def _names(schema: type[BaseModel]) -> list[str]:
    """Every name used in a schema and in the schemas it refers to."""
    text = schema.model_json_schema(by_alias=True)
    parts = [text, *text.get("$defs", {}).values()]
    return sorted({name for part in parts for name in part.get("properties", {})})


_TYPES = {
    "string_type": ("文字", "text (put it in quotes)"),
    "int_type": ("整数", "a whole number"),
    "int_parsing": ("整数", "a whole number"),
    "int_from_float": ("整数", "a whole number"),
    "float_type": ("数字", "a number"),
    "float_parsing": ("数字", "a number"),
    "bool_type": ("true 或 false", "true or false"),
    "bool_parsing": ("true 或 false", "true or false"),
    "dict_type": ("“键: 值”映射", "a mapping of `key: value`"),
    "model_type": ("“键: 值”映射", "a mapping of `key: value`"),
    "model_attributes_type": ("“键: 值”映射", "a mapping of `key: value`"),
    "tuple_type": ("列表（- 开头）", "a list (lines that begin with -)"),
    "list_type": ("列表（- 开头）", "a list (lines that begin with -)"),
    "date_type": ("日期，如 2026-01-31", "a date such as 2026-01-31"),
    "date_parsing": ("日期，如 2026-01-31", "a date such as 2026-01-31"),
    "date_from_datetime_parsing": ("日期，如 2026-01-31", "a date such as 2026-01-31"),
    "date_from_datetime_inexact": ("日期，如 2026-01-31", "a date such as 2026-01-31"),
}


def _bounds(name: str, kind: str, context: dict[str, Any]) -> Advice | None:
    if kind in _TYPES:
        zh, en = _TYPES[kind]
        return _advice(f"“{name}”的类型不对", f"{name!r} has the wrong type", f"这里要写{zh}", f"write {en}")
    if kind == "string_pattern_mismatch":
        pattern = context.get("pattern", "")
        return _advice(
            f"“{name}”的写法不对",
            f"{name!r} is not written as it must be",
            f"应符合 {pattern}",
            f"it must match {pattern}",
        )
    if kind in ("too_short", "string_too_short"):
        return _advice(f"“{name}”是空的或太短", f"{name!r} is empty or too short", "请补足内容", "add what is missing")
    return None


def _other(name: str, error: Any) -> Advice:
    return _advice(
        f"“{name}”不合要求（{error['msg']}）",
        f"{name!r}: {error['msg']}",
        "请按提示修改本处",
        "change it as the reason says",
    )
