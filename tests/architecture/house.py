"""What a rule of the house is, and the files it is held against."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = PurePosixPath("src/liandong")


@dataclass(frozen=True)
class Source:
    """One Python file; `path` is relative to the root of the repository."""

    path: PurePosixPath
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, filename=str(self.path))

    @property
    def app(self) -> str:
        """The app the file belongs to (`orders`), empty outside the package."""
        inside = self.path.is_relative_to(PACKAGE) and len(self.path.parts) > 3
        return self.path.parts[2] if inside else ""

    def is_part(self, name: str) -> bool:
        """Whether this is `name.py` of an app or lies in its package `name/`."""
        return bool(self.app) and (self.path.parts[3:] == (f"{name}.py",) or self.path.parts[3] == name)


@dataclass(frozen=True)
class Found:
    """A line at fault and what is wrong there."""

    line: int
    what: str


@dataclass(frozen=True)
class Rule:
    """`check` yields what is at fault in one file; `good` and `bad` are samples as if they stood at `sample_path`."""

    name: str
    remedy: str
    check: Callable[[Source], Iterator[Found]]
    good: str
    bad: str
    sample_path: str = "src/liandong/orders/queries.py"
    holds_for: str = "src/liandong"

    def breaches(self, source: Source) -> list[str]:
        """`file:line: rule: what. Remedy` for each fault."""
        if not source.path.is_relative_to(self.holds_for):
            return []
        return [f"{source.path}:{found.line}: {self.name}: {found.what}. {self.remedy}" for found in self.check(source)]

    def sample(self, text: str) -> Source:
        return Source(PurePosixPath(self.sample_path), text)


@cache
def sources() -> tuple[Source, ...]:
    """Every Python file of the package, the tests and the benchmarks; migrations are written by a machine."""
    files = (file for folder in ("src/liandong", "tests", "bench") for file in sorted((ROOT / folder).rglob("*.py")))
    kept = (file for file in files if not {"migrations", "__pycache__", "node_modules"} & set(file.parts))
    return tuple(Source(PurePosixPath(file.relative_to(ROOT)), file.read_text(encoding="utf-8")) for file in kept)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node


def dotted(node: ast.AST) -> str:
    """`a.b.c` of names and attributes, as far as it is one; a call in between is skipped (`a().b` is `a.b`)."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    if isinstance(node, ast.Call):
        return dotted(node.func)
    return ""


def last_name(node: ast.AST) -> str:
    return dotted(node).rsplit(".", 1)[-1]


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything imported, wherever the import stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module or ''}.{alias.name}") for alias in node.names)


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body, its docstring left out."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
