"""One write path: verbs in services are the only writers, each records what it did, and nobody else reads the clock."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.architecture.house import ROOT, Found, Rule, Source, calls, dotted, functions, imports, last_name

_ALWAYS_WRITES = frozenset(
    [
        "create",
        "get_or_create",
        "update_or_create",
        "bulk_create",
        "bulk_update",
        "acreate",
        "aget_or_create",
        "aupdate_or_create",
        "abulk_create",
        "abulk_update",
        "asave",
        "adelete",
        "aupdate",
    ]
)
_WRITES_WITHOUT_ARGUMENTS = frozenset({"save", "delete"})
_SQL_WRITE = re.compile(r"\s*(INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM)\b", re.IGNORECASE)

WRITERS_BY_NATURE = {
    "src/liandong/access/sessions.py": "Django's session store: a session is not a fact of the field",
    "src/liandong/access/jobs.py": "throws away sessions and kept answers that have ended",
}
RECORDS_BY_NATURE = {
    "timeline": "it is the record",
    "access.seat_person": "organizations records the move it follows from",
    "files": "an upload stands on the timeline through the record it belongs to",
}
"""Apps, or single verbs as `app.verb`, that need no entry of their own."""


def writes(tree: ast.AST) -> Iterator[Found]:
    """Calls that change rows, and SQL that does."""
    for call in calls(tree):
        if isinstance(call.func, ast.Attribute) and _is_write(call, call.func.attr):
            yield Found(call.lineno, f"writes by .{call.func.attr}()")
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _SQL_WRITE.match(node.value):
            yield Found(node.lineno, "writes by SQL")


def _is_write(call: ast.Call, name: str) -> bool:
    if name == "update":
        # a dict is updated by position, a queryset by keywords
        return bool(call.keywords) and not call.args
    if name in _WRITES_WITHOUT_ARGUMENTS:
        return not call.args
    return name in _ALWAYS_WRITES


def writes_outside_services(source: Source) -> Iterator[Found]:
    if not source.app or source.is_part("services") or str(source.path) in WRITERS_BY_NATURE:
        return
    yield from writes(source.tree)


def verbs_without_a_record(source: Source) -> Iterator[Found]:
    """Public functions of services that write, themselves or through this file's helpers, and tell nobody."""
    if not source.is_part("services") or source.app in RECORDS_BY_NATURE:
        return
    local = {each.name: each for each in source.tree.body if isinstance(each, ast.FunctionDef)}
    tellers, offered = _tellers(source), _offered(source)
    for name, function in local.items():
        if name.startswith("_") or (offered and name not in offered) or f"{source.app}.{name}" in RECORDS_BY_NATURE:
            continue
        reached = _reached(function, local)
        if any(True for each in reached for _ in writes(each)) and not any(_tells(each, tellers) for each in reached):
            yield Found(function.lineno, f"{name}() writes and neither records, publishes nor calls another verb")


def _offered(source: Source) -> set[str]:
    """What a package of services gives to others (`__all__`); the rest of its functions are its inner parts."""
    if source.path.name == "services.py":
        return set()
    package = ROOT / source.path.parent / "__init__.py"
    tree = ast.parse(package.read_text(encoding="utf-8")) if package.exists() else ast.Module(body=[], type_ignores=[])
    return {
        node.value
        for each in tree.body
        if isinstance(each, ast.Assign)
        for node in ast.walk(each.value)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _reached(start: ast.FunctionDef, local: dict[str, ast.FunctionDef]) -> list[ast.FunctionDef]:
    reached, waiting = [start], [start]
    while waiting:
        names = {last_name(call.func) for call in calls(waiting.pop())}
        new = [function for name, function in local.items() if name in names and function not in reached]
        reached += new
        waiting += new
    return reached


def _tellers(source: Source) -> set[str]:
    """Names through which this file reaches a record, an event or another verb."""
    told = {"record", "publish"}
    for _, name in imports(source.tree):
        if ".services" in name:
            told.add(name.rsplit(".", 1)[-1])
    return told


def _tells(function: ast.FunctionDef, tellers: set[str]) -> bool:
    return any(set(dotted(call.func).split(".")) & tellers for call in calls(function))


_CLOCKS = frozenset(
    [
        "datetime.now",
        "datetime.utcnow",
        "datetime.today",
        "datetime.datetime.now",
        "date.today",
        "time.time",
        "time.time_ns",
        "time.monotonic",
        "time.monotonic_ns",
        "timezone.now",
        "timezone.localtime",
        "timezone.localdate",
        "Now",
        "functions.Now",
    ]
)
_AUTOMATIC = frozenset({"auto_now", "auto_now_add"})


def clock_reads(source: Source) -> Iterator[Found]:
    if str(source.path) == "src/liandong/kernel/clock.py":
        return
    for call in calls(source.tree):
        name = dotted(call.func)
        if name in _CLOCKS or any(name.endswith(f".{clock}") for clock in _CLOCKS if "." in clock):
            yield Found(call.lineno, f"reads the time by {name}()")
        for keyword in call.keywords:
            if keyword.arg in _AUTOMATIC:
                yield Found(call.lineno, f"lets the database layer read the time by {keyword.arg}")
    for line, name in imports(source.tree):
        if name in {"time.time", "time.monotonic", "django.utils.timezone.now"}:
            yield Found(line, f"imports {name}")


HTTP_BY_NATURE = {
    "src/liandong/access/services/answers.py": "keeps answers under their idempotency key",
}


def service_knows_http(source: Source) -> Iterator[Found]:
    if not source.is_part("services") or str(source.path) in HTTP_BY_NATURE:
        return
    for line, name in imports(source.tree):
        if name.startswith(("django.http", "ninja", "httpx", "requests", "urllib.request", "socket", "smtplib")):
            yield Found(line, f"imports {name}")


def async_verbs(source: Source) -> Iterator[Found]:
    if source.is_part("services"):
        for function in functions(source.tree):
            if isinstance(function, ast.AsyncFunctionDef):
                yield Found(function.lineno, f"{function.name}() is async")


RULES = (
    Rule(
        name="no writes outside services",
        remedy="Move the write into a verb in services.py (or services/) and call that.",
        check=writes_outside_services,
        good="def open_orders():\n    found = {}\n    found.update({1: 2})\n    return Order.objects.all()\n",
        bad="def close(order):\n    Order.objects.filter(id=order).update(state='CLOSED')\n",
    ),
    Rule(
        name="every verb records",
        remedy="Call timeline.services.record (below the timeline: publish an event) in the same transaction.",
        check=verbs_without_a_record,
        good="def close(order):\n    _keep(order)\n    record(order)\n\ndef _keep(order):\n    order.save()\n",
        bad="def close(actor, order):\n    _keep(order)\n\ndef _keep(order):\n    order.save()\n",
        sample_path="src/liandong/orders/services.py",
    ),
    Rule(
        name="no clock reads outside kernel.clock",
        remedy="Use kernel.clock.now() or .monotonic(), so that rehearsals and tests can move the time.",
        check=clock_reads,
        good="from liandong.kernel import clock\n\ndef age(row):\n    return clock.now() - row.at\n",
        bad="from django.utils import timezone\n\ndef age(row):\n    return timezone.now() - row.at\n",
    ),
    Rule(
        name="services know no HTTP and call no network",
        remedy="Leave a row for an adapter's job to send, or pass plain values in.",
        check=service_knows_http,
        good="from liandong.timeline.services import record\n",
        bad="import httpx\n",
        sample_path="src/liandong/orders/services/feedback.py",
    ),
    Rule(
        name="verbs are not async",
        remedy="A transaction belongs to one thread: write `def`.",
        check=async_verbs,
        good="def close(order):\n    pass\n",
        bad="async def close(order):\n    pass\n",
        sample_path="src/liandong/orders/services.py",
    ),
)
