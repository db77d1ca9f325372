"""YAML read event by event, so that every value keeps its line and nothing surprising is built.

The dialect is the plain part of YAML 1.2: mappings with text keys, lists, text, numbers, `true`/`false`, `null`.
`on`, `yes` and `no` are words, `12:30` is text and dates stay text until a schema reads them. Refused, with the
line: a key given twice, aliases (a small file could unfold without end), tags, more than one document.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Any

import yaml

Lines = dict[tuple[str | int, ...], int]

DEEPEST = 40
LARGEST_BYTES = 4 * 1024 * 1024
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"^[-+]?(0|[1-9][0-9]{0,17})$")
_FLOAT = re.compile(r"^[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]{1,3})?$")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


class YamlProblem(Exception):
    """What is wrong and how to mend it, in Chinese and English, at a line (from 1)."""

    def __init__(self, line: int, what: tuple[str, str], mend: tuple[str, str]) -> None:
        super().__init__(what[1])
        self.line, self.what, self.mend = line, what, mend


@dataclass(frozen=True, slots=True)
class Document:
    """The value of a file and the line of each path in it (`("tasks", "seal-site", "within") -> 42`)."""

    value: Any
    lines: Lines


@dataclass(slots=True)
class _Open:
    """A mapping or list that is still being read."""

    value: dict[str, Any] | list[Any]
    path: tuple[str | int, ...]
    key: str | None = None


@dataclass(slots=True)
class _Builder:
    lines: Lines = field(default_factory=dict)
    stack: list[_Open] = field(default_factory=list)
    roots: list[Any] = field(default_factory=list)

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise YamlProblem(
                line,
                ("不支持 YAML 别名（*名称）", "YAML aliases (*name) are not supported"),
                ("请把内容写全", "write the content out"),
            )
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
        elif isinstance(event, yaml.MappingStartEvent):
            self._open({}, event, line)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._open([], event, line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self.stack.pop()
        elif isinstance(event, yaml.DocumentStartEvent) and self.roots:
            raise YamlProblem(
                line,
                ("一个文件中有两个文档", "two documents in one file"),
                ("请分成两个文件", "make two files of them"),
            )

    def _scalar(self, event: Any, line: int) -> None:
        _refuse_tag(event.tag, line)
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            self._key(top, event.value, line)
            return
        self._place(event.value if event.style else _plain(event.value), line)

    def _key(self, top: _Open, key: str, line: int) -> None:
        if key in top.value:
            first = self.lines[(*top.path, key)]
            raise YamlProblem(
                line,
                (f"键“{key}”重复（第 {first} 行已有）", f"the key {key!r} stands twice (first on line {first})"),
                ("请合并或删去一处", "merge the two or delete one"),
            )
        self.lines[(*top.path, key)] = line
        top.key = key

    def _open(self, value: dict[str, Any] | list[Any], event: Any, line: int) -> None:
        _refuse_tag(event.tag, line)
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            raise YamlProblem(
                line,
                ("键必须是文字，不能是列表或映射", "a key must be text, not a list or a mapping"),
                ("请检查花括号和方括号", "look at the braces and brackets"),
            )
        if len(self.stack) >= DEEPEST:
            raise YamlProblem(
                line,
                (f"嵌套超过 {DEEPEST} 层", f"nested more than {DEEPEST} levels deep"),
                ("请检查括号和缩进", "look at the brackets and the indentation"),
            )
        path = self._place(value, line)
        self.stack.append(_Open(value, path))

    def _place(self, value: Any, line: int) -> tuple[str | int, ...]:
        """Put a value where it belongs and answer its path."""
        if not self.stack:
            self.roots.append(value)
            self.lines[()] = line
            return ()
        top = self.stack[-1]
        if isinstance(top.value, list):
            top.value.append(value)
            path: tuple[str | int, ...] = (*top.path, len(top.value) - 1)
            self.lines[path] = line
            return path
        key = top.key or ""
        top.value[key] = value
        top.key = None
        return (*top.path, key)


def read(text: str) -> Document:
    """The value and the lines of one YAML document; YamlProblem when it is not one."""
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.YAMLError as error:
        raise _syntax_problem(error, last_line=max(1, len(text.splitlines()))) from None
    except UnicodeEncodeError:
        raise YamlProblem(
            1,
            ("文字中有半个字符", "the text holds half a character (a lone surrogate)"),
            ("请用 UTF-8 重新保存", "save it again as UTF-8"),
        ) from None
    if not builder.roots:
        raise YamlProblem(1, ("文件是空的", "the file is empty"), ("请写入内容或删除文件", "fill it or delete it"))
    return Document(builder.roots[0], builder.lines)


def _plain(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text):
        return int(text)
    if _FLOAT.match(text) and math.isfinite(float(text)):
        return float(text)
    return text


def _refuse_tag(tag: str | None, line: int) -> None:
    if tag not in (None, "!"):
        raise YamlProblem(
            line,
            (f"不支持 YAML 标签 {tag}", f"YAML tags are not supported: {tag}"),
            ("请删去以“!”开头的标签", "delete the tag that begins with “!”"),
        )


def _syntax_problem(error: yaml.YAMLError, last_line: int) -> YamlProblem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "not readable"
    return YamlProblem(
        min(mark.line + 1, last_line) if mark else 1,
        (f"YAML 语法错误（{reason}）", f"not valid YAML ({reason})"),
        (
            "请检查本行及上一行的缩进、引号和冒号后的空格",
            "look at the indentation, the quotes and the space after the colon, here and on the line above",
        ),
    )
