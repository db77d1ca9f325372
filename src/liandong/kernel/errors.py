"""Problems that reach a person: a stable code for machines, a sentence that says what to do next, and data.

One shape everywhere (RFC 9457 problem details). An app declares its own problems in its `rules.py`, beside the
rule they speak for, by subclassing one of the kinds below::

    class SameVerifier(Refused):
        code = "order_same_verifier"
        message = Localized(zh="办理人不能验收自己的任务，请另派人验收。", en="…")
"""

from __future__ import annotations

from typing import Any, ClassVar

from liandong.kernel.text import Localized


class Problem(Exception):
    """A refusal with an HTTP status, a code and a message; `data` fills the message and is shown to machines."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "problem"
    message: ClassVar[Localized] = Localized(zh="请求有误。", en="The request is not valid.")

    def __init__(self, **data: Any) -> None:
        self.data = data
        super().__init__(f"{self.code}: {self.text('en')}")

    def text(self, language: str = "zh") -> str:
        """The message in `language`, its places filled from the data."""
        return self.message.format(**self.data).in_language(language)


class Invalid(Problem):
    """What was sent cannot be understood or breaks a stated bound."""

    status = 422
    code = "invalid"
    message = Localized(zh="提交的内容不符合要求。", en="What was sent does not meet the stated bounds.")


class SignInNeeded(Problem):
    status = 401
    code = "sign_in_needed"
    message = Localized(zh="请先登录。", en="Sign in first.")


class Forbidden(Problem):
    """The actor sees the object but may not do this to it; say who may."""

    status = 403
    code = "forbidden"
    message = Localized(
        zh="您没有“{permission}”权限（{region}），请联系有此权限的岗位。",
        en="You lack the permission “{permission}” for {region}; ask a post that holds it.",
    )


class NotFound(Problem):
    """Absent, or not visible to the actor: both answer alike."""

    status = 404
    code = "not_found"
    message = Localized(zh="没有找到，或不在您的管辖范围内。", en="Not found, or outside what you may see.")


class Refused(Problem):
    """The present state does not allow it; the message says why and what to do instead."""

    status = 409
    code = "refused"
    message = Localized(zh="当前状态不允许此操作。", en="The present state does not allow this.")


class Unavailable(Problem):
    """A part we need is away for now; nothing was kept, try again after `retry_after` seconds."""

    status = 503
    code = "unavailable"
    message = Localized(
        zh="系统暂时无法保存，内容未提交，请在 {retry_after} 秒后重试。",
        en="Nothing could be saved for now and nothing was submitted; try again in {retry_after} seconds.",
    )
