"""Where things stand: short views, pure rules, reactions wired in one place, small files with the field's names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.architecture.house import Found, Rule, Source, body_lines, calls, dotted, functions, imports, last_name

LONGEST_VIEW = 10
LONGEST_FUNCTION = 60
LONGEST_FILE = 400

_HTTP_METHODS = frozenset({"get", "post", "put", "patch", "delete", "api_operation"})
_IMPURE = (
    "django",
    "ninja",
    "httpx",
    "requests",
    "socket",
    "urllib.request",
    "os",
    "pathlib",
    "time",
    "random",
    "secrets",
    "liandong.kernel.clock",
    "liandong.kernel.ids.new_id",
)
_OWN_IMPURE = re.compile(r"liandong\.\w+\.(models|queries|services|api|jobs|handlers)(\.|$)")
_EMPTY_NAME = re.compile(r"(^|_)(utils?|helpers?|managers?|commons?|misc|stuff)(_|$)")
_EMPTY_CLASS = re.compile(r"(Utils?|Helpers?|Manager|Common|Misc)$")


def views(source: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Functions given to a ninja router."""
    for function in functions(source.tree):
        for decorator in function.decorator_list:
            name = dotted(decorator)
            if name.count(".") == 1 and name.split(".")[0].endswith("router") and last_name(decorator) in _HTTP_METHODS:
                yield function


def long_views(source: Source) -> Iterator[Found]:
    if source.is_part("api"):
        for view in views(source):
            if body_lines(view) > LONGEST_VIEW:
                yield Found(view.lineno, f"{view.name}() has {body_lines(view)} lines, at most {LONGEST_VIEW}")


def impure_rules(source: Source) -> Iterator[Found]:
    if source.is_part("rules"):
        for line, name in imports(_without_type_checking(source.tree)):
            if any(name == each or name.startswith(f"{each}.") for each in _IMPURE) or _OWN_IMPURE.match(name):
                yield Found(line, f"imports {name}")


def _without_type_checking(tree: ast.Module) -> ast.Module:
    kept = [node for node in tree.body if not (isinstance(node, ast.If) and last_name(node.test) == "TYPE_CHECKING")]
    return ast.Module(body=kept, type_ignores=[])


def orm_in_api(source: Source) -> Iterator[Found]:
    """A view parses, calls and answers; it does not know tables."""
    if source.is_part("api"):
        for line, name in imports(_without_type_checking(source.tree)):
            if re.match(r"liandong\.\w+\.models(\.|$)", name) or name.startswith("django.db"):
                yield Found(line, f"imports {name}")


def foreign_models(source: Source) -> Iterator[Found]:
    """An app's models are private to it."""
    for line, name in imports(_without_type_checking(source.tree)):
        found = re.match(r"liandong\.(\w+)\.models(\.|$)", name)
        if found and source.app != found[1]:
            yield Found(line, f"imports {name}")


def reactions_elsewhere(source: Source) -> Iterator[Found]:
    if source.path.match("config/wiring.py") or source.app == "cli":
        return
    for line, name in imports(source.tree):
        found = re.match(r"liandong\.(\w+)\.(handlers|jobs)(\.|$)", name)
        if found and source.app != found[1]:
            yield Found(line, f"imports {name}")


def long_functions(source: Source) -> Iterator[Found]:
    for function in functions(source.tree):
        length = (function.end_lineno or 0) - function.lineno + 1
        if length > LONGEST_FUNCTION:
            yield Found(function.lineno, f"{function.name}() has {length} lines, at most {LONGEST_FUNCTION}")


def long_files(source: Source) -> Iterator[Found]:
    length = source.text.count("\n")
    if length > LONGEST_FILE:
        yield Found(LONGEST_FILE, f"the file has {length} lines, at most {LONGEST_FILE}")


def empty_names(source: Source) -> Iterator[Found]:
    for part in source.path.parts:
        if _EMPTY_NAME.search(part.removesuffix(".py")):
            yield Found(1, f"is called {part!r}")
    for node in ast.walk(source.tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and _EMPTY_NAME.search(node.name):
            yield Found(node.lineno, f"defines {node.name}()")
        elif isinstance(node, ast.ClassDef) and _EMPTY_CLASS.search(node.name):
            yield Found(node.lineno, f"defines {node.name}")


def terms_without_a_word(source: Source) -> Iterator[Found]:
    """The package of an app says in its docstring what the term means; an event says what happened."""
    if source.app and source.path.parts[3:] == ("__init__.py",) and not ast.get_docstring(source.tree):
        yield Found(1, "the app has no docstring")
    if source.is_part("events"):
        for node in source.tree.body:
            if isinstance(node, ast.ClassDef) and not ast.get_docstring(node):
                yield Found(node.lineno, f"the event {node.name} has no docstring")


def signals_and_clever_saves(source: Source) -> Iterator[Found]:
    for line, name in imports(source.tree):
        if name.startswith("django.db.models.signals") or name == "django.dispatch.receiver":
            yield Found(line, f"imports {name}")
    if source.is_part("models"):
        for function in functions(source.tree):
            if function.name in {"save", "delete"} and not _only_refuses(function):
                yield Found(function.lineno, f"overrides {function.name}()")


def _only_refuses(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """An append-only table may refuse to be written; that is a guard, no business sense."""
    return any(isinstance(node, ast.Raise) for node in function.body)


def prints(source: Source) -> Iterator[Found]:
    if source.app == "cli":
        return
    for call in calls(source.tree):
        if dotted(call.func) in {"print", "pprint", "breakpoint", "pdb.set_trace"}:
            yield Found(call.lineno, f"calls {dotted(call.func)}()")


RULES = (
    Rule(
        name="views are short",
        remedy="Parse, call a service or query, answer; move the rest there.",
        check=long_views,
        good='@router.get("/orders")\ndef list_orders(request):\n    """Orders."""\n    return visible(request)\n',
        bad='@router.get("/orders")\ndef list_orders(request):\n' + "    x = 1\n" * 11,
        sample_path="src/liandong/orders/api.py",
    ),
    Rule(
        name="rules are pure",
        remedy="Pass the values in; the caller in services or queries reads the clock, the disk and the database.",
        check=impure_rules,
        good="from liandong.kernel.errors import Refused\n",
        bad="from django.db import models\n",
        sample_path="src/liandong/orders/rules.py",
    ),
    Rule(
        name="views know no tables",
        remedy="Ask queries.py, write through services.py.",
        check=orm_in_api,
        good="from liandong.orders.queries import visible_orders\n",
        bad="from liandong.orders.models import Order\n",
        sample_path="src/liandong/orders/api.py",
    ),
    Rule(
        name="models are private",
        remedy="Use the other app's queries or services; refer to its tables by string.",
        check=foreign_models,
        good="from liandong.orders.models import Order\n",
        bad="from liandong.incidents.models import Incident\n",
    ),
    Rule(
        name="reactions are wired in one place",
        remedy="Subscribe it in config/wiring.py; share code through services or queries.",
        check=reactions_elsewhere,
        good="from liandong.orders.services import close_order\n",
        bad="from liandong.deadlines.jobs import tick\n",
    ),
    Rule(
        name="functions are short",
        remedy="Split it where its comments would stand.",
        check=long_functions,
        good="def f():\n" + "    x = 1\n" * 59,
        bad="def f():\n" + "    x = 1\n" * 60,
        holds_for=".",
    ),
    Rule(
        name="files are short",
        remedy="Make it a package of the same name.",
        check=long_files,
        good="x = 1\n" * 400,
        bad="x = 1\n" * 401,
        holds_for=".",
    ),
    Rule(
        name="names are the field's",
        remedy="Say what it does in words of the glossary.",
        check=empty_names,
        good="def league_table():\n    pass\n",
        bad="def order_helper():\n    pass\n",
        holds_for=".",
    ),
    Rule(
        name="terms are explained",
        remedy="Write the term in both languages, what it owns and what not (app), or what happened (event).",
        check=terms_without_a_word,
        good='class OrderIssued(Event):\n    """An order left its issuer."""\n',
        bad="class OrderIssued(Event):\n    order_id: UUID\n",
        sample_path="src/liandong/orders/events.py",
    ),
    Rule(
        name="no signals, no clever save",
        remedy="Write the sense into the verb; publish an event for whoever stands above.",
        check=signals_and_clever_saves,
        good="class Order(models.Model):\n    pass\n",
        bad="class Order(models.Model):\n    def save(self):\n        self.number = 1\n",
        sample_path="src/liandong/orders/models.py",
    ),
    Rule(
        name="nothing is printed outside the command line",
        remedy="Use a logger, or answer it.",
        check=prints,
        good="import logging\n",
        bad="print('here')\n",
    ),
)
