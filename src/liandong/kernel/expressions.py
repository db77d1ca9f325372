"""Conditions and formulas in CEL (Common Expression Language), read the way the documents mean them.

Three differences from plain CEL, each because a person signs what comes out:

* A fact that is not known yet is neither true nor false: `decide` answers UNKNOWN unless the known facts settle
  the matter (`deaths >= 3 || loss > 5` with three deaths is true whatever the loss).
* Numbers are numbers: `5 / 2` is 2.5 and a whole number may be compared with or multiplied by a fraction.
* Nothing can run for long: only the functions below, no construction that lets a value grow, at most two nested
  `exists`, and a bound on the work, worked out before the work begins.
"""

from __future__ import annotations

import logging
import math
import sys
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from types import ModuleType
from typing import Any, Final, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

# The package loads its interactive shell on import, a second of start time; we want the engine only.
sys.modules.setdefault("cel.cli", ModuleType("cel.cli"))

import cel  # noqa: E402

from liandong.kernel import clock  # noqa: E402
from liandong.kernel.expression_text import Reading, read  # noqa: E402

LONGEST_TEXT = 2_000
MOST_NODES = 50_000
MOST_WORK = 2_000_000
_DEEPEST_FACTS = 16
_LARGEST = 2.0**53
_BEIJING = ZoneInfo("Asia/Shanghai")

logging.getLogger("cel").setLevel(logging.CRITICAL)


class Unknown(Enum):
    """The third answer; it refuses to be used as a yes or a no."""

    UNKNOWN = "UNKNOWN"

    def __bool__(self) -> bool:
        raise TypeError("UNKNOWN is neither true nor false: ask `is True`, `is False` or `is UNKNOWN`")


UNKNOWN: Final = Unknown.UNKNOWN
Decision = bool | Literal[Unknown.UNKNOWN]


class ExpressionError(ValueError):
    """The expression cannot be worked out with these facts, for another reason than a missing one."""


def check_syntax(text: str) -> None:
    """ValueError when `text` is not CEL, uses a function we do not have, or is too long or too deep."""
    _compiled(text)


def names(text: str) -> frozenset[str]:
    """The facts an expression mentions, as written: `deaths`, `facts.cases`."""
    return _compiled(text)[0].paths


def missing(text: str, facts: Mapping[str, Any]) -> frozenset[str]:
    """Those of `names(text)` that are not known in `facts` (absent or null)."""
    return frozenset(path for path in names(text) if not _is_known(path, facts))


def decide(text: str, facts: Mapping[str, Any]) -> Decision:
    """True, False or UNKNOWN; ExpressionError when the answer is no condition."""
    answer = evaluate(text, facts)
    if answer is True or answer is False or answer is UNKNOWN:
        return answer
    raise ExpressionError(f"{text!r} is not a condition: it answers {answer!r}")


def evaluate(text: str, facts: Mapping[str, Any]) -> Any:
    """A bool, int (when whole), float, str, datetime, timedelta, list, dict or None; UNKNOWN when a fact is missing.

    A fact whose value is None counts as missing. Raises ExpressionError, also when the work would be too much.
    """
    reading, program = _compiled(text)
    mentioned = {root: _plain(facts[root]) for root in reading.roots if facts.get(root) is not None}
    _check_work(reading, mentioned)
    try:
        return _answer(program.execute(cel.Context(variables=mentioned, functions=_FUNCTIONS)))
    except KeyError:
        return UNKNOWN
    except RuntimeError as error:
        if str(error).startswith("Undefined variable"):
            return UNKNOWN
        raise ExpressionError(f"{text!r}: {error}") from error
    except (TypeError, ArithmeticError, IndexError) as error:
        raise ExpressionError(f"{text!r}: {error}") from error
    except ValueError as error:
        raise error if isinstance(error, ExpressionError) else ExpressionError(f"{text!r}: {error}") from error


@lru_cache(maxsize=8192)
def _compiled(text: str) -> tuple[Reading, Any]:
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"an expression has at most {LONGEST_TEXT} characters, not {len(text)}")
    reading = read(text, functions=frozenset(_FUNCTIONS))
    return reading, cel.compile(reading.rewritten)


def _is_known(path: str, facts: Mapping[str, Any]) -> bool:
    value: Any = facts
    for part in path.split("."):
        if not isinstance(value, Mapping) or value.get(part) is None:
            return False
        value = value[part]
    return True


def _plain(value: Any, depth: int = 0) -> Any:
    """`value` as CEL takes it: every number a float, nulls left out of maps, only finite numbers and known types."""
    if depth > _DEEPEST_FACTS:
        raise ExpressionError("facts are nested too deeply")
    if isinstance(value, Mapping):
        return {str(key): _plain(item, depth + 1) for key, item in value.items() if item is not None}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(item, depth + 1) for item in value]
    return _plain_scalar(value)


def _plain_scalar(value: Any) -> Any:
    if value is None or isinstance(value, (bool, datetime, timedelta)):
        return value
    if isinstance(value, (int, float, Decimal)):
        return _number(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    raise ExpressionError(f"a fact cannot be a {type(value).__name__}")


def _number(value: float | Decimal) -> float:
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not -_LARGEST <= number <= _LARGEST:
        raise ExpressionError("a fact is no number that can be worked with (NaN, infinite or beyond 2^53)")
    return number


def _answer(value: Any) -> Any:
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ExpressionError("the result is not a finite number")
        return int(value) if value.is_integer() and abs(value) <= _LARGEST else value
    if isinstance(value, list):
        return [_answer(item) for item in value]
    if isinstance(value, dict):
        return {key: _answer(item) for key, item in value.items()}
    return value


def _check_work(reading: Reading, facts: Mapping[str, Any]) -> None:
    """Refuse before the work starts: signs of the expression x longest list ^ nesting x size of its texts."""
    nodes, longest_list, longest_text = _measure(facts)
    if nodes > MOST_NODES:
        raise ExpressionError(f"{nodes} facts are too many for one expression, at most {MOST_NODES}")
    growth = reading.signs if reading.adds else 1
    cost = reading.signs * max(longest_list, reading.signs, 1) ** reading.depth * (1 + longest_text * growth // 1000)
    if reading.depth and cost > MOST_WORK:
        raise ExpressionError(f"too much work: a list of {longest_list}, gone through {reading.depth}-fold")
    if growth * longest_text > MOST_WORK * 10:
        raise ExpressionError(f"too much work: a text of {longest_text} characters")


def _measure(facts: Mapping[str, Any]) -> tuple[int, int, int]:
    """Nodes, longest list or map, longest text."""
    nodes, longest_list, longest_text = 0, 0, 0
    waiting: list[Any] = [facts]
    while waiting:
        value = waiting.pop()
        nodes += 1
        if isinstance(value, str):
            longest_text = max(longest_text, len(value))
        elif isinstance(value, dict):
            waiting.extend(value.values())
            longest_list = max(longest_list, len(value)) if value is not facts else longest_list
        elif isinstance(value, list):
            waiting.extend(value)
            longest_list = max(longest_list, len(value))
    return nodes, longest_list, longest_text


def _whole(rounding: Any) -> Any:
    # 1.1 * 100 is 110.00000000000001 in binary: forget what is below a billionth before rounding.
    return lambda value: float(rounding(round(_float(value), 9)))


def _float(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"expected a number, not {value!r}")
    return float(value)


def _numbers(values: tuple[Any, ...]) -> list[float]:
    listed: Iterable[Any] = values[0] if len(values) == 1 and isinstance(values[0], list) else values
    return [_float(value) for value in listed]


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    if not isinstance(moment, datetime):
        raise TypeError(f"expected a time such as 2026-11-23T08:00+08:00, not {value!r}")
    return moment if moment.tzinfo else moment.replace(tzinfo=_BEIJING)


def _seconds_since(value: Any) -> float:
    return (clock.now() - _moment(value)).total_seconds()


def _ratio(part: Any, whole: Any) -> float:
    if not whole:
        raise ZeroDivisionError("ratio(part, whole): the whole is zero")
    return _float(part) / _float(whole)


def _size(value: Any) -> float:
    if not isinstance(value, (str, list, dict)):
        raise TypeError(f"size() counts a list, a map or a text, not {value!r}")
    return float(len(value))


_FUNCTIONS: Final[dict[str, Any]] = {
    "size_": _size,
    "ceil": _whole(math.ceil),
    "floor": _whole(math.floor),
    "abs": lambda value: abs(_float(value)),
    "max": lambda *values: max(_numbers(values)),
    "min": lambda *values: min(_numbers(values)),
    "sum": lambda *values: math.fsum(_numbers(values)),
    "ratio": _ratio,
    "contains": lambda holder, item: item in holder,
    "days_since": lambda moment: _seconds_since(moment) / 86400,
    "hours_since": lambda moment: _seconds_since(moment) / 3600,
    "minutes_since": lambda moment: _seconds_since(moment) / 60,
}
"""What an expression may call besides CEL's own `has`, `exists`, `all`, `exists_one`, `filter`, `startsWith`,
`endsWith`, `timestamp`, `duration`, `string`. Times are counted up to the present moment of `kernel.clock`; a text
without a zone is Beijing time."""
