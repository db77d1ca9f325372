"""A problem carries a status, a stable code, words in two languages and its data."""

from __future__ import annotations

import pytest

from liandong.kernel.errors import Forbidden, Invalid, NotFound, Problem, Refused, SignInNeeded, Unavailable
from liandong.kernel.text import Localized


class SameVerifier(Refused):
    code = "order_same_verifier"
    message = Localized(zh="{name}不能验收自己的任务。", en="{name} cannot verify their own task.")


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (Problem, 400),
        (SignInNeeded, 401),
        (Forbidden, 403),
        (NotFound, 404),
        (Refused, 409),
        (Invalid, 422),
        (Unavailable, 503),
    ],
)
def test_each_kind_has_its_status(kind: type[Problem], status: int) -> None:
    assert kind().status == status


def test_the_message_is_filled_in_the_readers_language() -> None:
    problem = SameVerifier(name="张三")
    assert problem.text() == "张三不能验收自己的任务。"
    assert problem.text("en-US") == "张三 cannot verify their own task."
    assert problem.data == {"name": "张三"}
    assert "order_same_verifier" in str(problem)


def test_data_left_out_never_turns_a_refusal_into_a_crash() -> None:
    assert SameVerifier().text("en") == "{name} cannot verify their own task."


@pytest.mark.parametrize("kind", [Problem, SignInNeeded, Forbidden, NotFound, Refused, Invalid, Unavailable])
def test_each_kind_speaks_both_languages(kind: type[Problem]) -> None:
    problem = kind(retry_after=2, permission="orders.issue", region="140105")
    assert problem.text("zh-hans") != problem.text("en")
    assert any("\u4e00" <= sign <= "\u9fff" for sign in problem.text("zh-hans"))
    assert problem.text("en").isascii() or kind is Forbidden
