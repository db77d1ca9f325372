"""Problem details (RFC 9457): the one shape in which the platform refuses, and the refusals of the edge itself."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_request

from liandong.config.value_words import region_word
from liandong.kernel.errors import Forbidden, Invalid, NotFound, Problem, Refused, SignInNeeded, Unavailable
from liandong.kernel.text import BadValue, Localized

CONTENT_TYPE = "application/problem+json"
RETRY_AFTER_S = 2


class BadRequest(Problem):
    status = 400
    code = "bad_request"
    message = Localized(zh="请求无法理解，请检查格式。", en="The request cannot be understood; check its form.")


class BadAddress(BadRequest):
    """A path or query that is not clean UTF-8 text."""

    code = "address_not_clean"
    message = Localized(
        zh="网址中有无法使用的字符（控制字符或非 UTF-8），请删除后重试。",
        en="The address holds characters that cannot be used (control characters or not UTF-8); remove them.",
    )


class MethodNotAllowed(Problem):
    status = 405
    code = "method_not_allowed"
    message = Localized(zh="此地址不支持这种操作，允许：{allowed}。", en="Not possible here; allowed: {allowed}.")


class TooLarge(Problem):
    status = 413
    code = "too_large"
    message = Localized(
        zh="提交的内容过大，最多 {limit} 字节，请拆分或压缩后再提交。",
        en="Too much at once: at most {limit} bytes; split or compress it.",
    )


class UnsupportedMedia(Problem):
    status = 415
    code = "unsupported_media_type"
    message = Localized(
        zh="请以 application/json 提交，而不是“{given}”。", en="Send application/json here, not “{given}”."
    )


class TooManyRequests(Problem):
    status = 429
    code = "too_many_requests"
    message = Localized(
        zh="请求过于频繁，请在 {retry_after} 秒后重试。", en="Too many at once; try again in {retry_after} s."
    )


class Conflict(Refused):
    """The database refused: someone else wrote first, or a reference does not exist."""

    code = "record_conflict"
    message = Localized(
        zh="与已有记录冲突，或引用的记录不存在，请刷新后重试。",
        en="This conflicts with a record, or refers to one that does not exist; reload and try again.",
    )


class DoesNotFit(Invalid):
    code = "value_does_not_fit"
    message = Localized(
        zh="有内容超出系统可保存的范围，请检查数字大小和文字长度。",
        en="A value is beyond what can be stored; check the size of numbers and texts.",
    )


class BadFacts(Invalid):
    """Facts of a type or size with which a condition cannot be worked out."""

    code = "facts_unusable"
    message = Localized(
        zh="事实数据无法用于计算，请检查数值的类型和大小。",
        en="The facts cannot be worked with; check the kinds and sizes of the values.",
    )


class InternalError(Problem):
    status = 500
    code = "internal_error"
    message = Localized(
        zh="系统内部出错，未能完成。请把编号 {incident} 告知系统管理员。",
        en="Something broke on our side and this was not done. Tell the administrator the number {incident}.",
    )


class BadSingleValue(Invalid):
    """One value refused by its own check, with that check's code and words."""

    def __init__(self, bad: BadValue) -> None:
        super().__init__()
        self.code = bad.code  # type: ignore[misc]  # this refusal speaks with the value's own code
        self.message = bad.message  # type: ignore[misc]


BY_STATUS: dict[int, type[Problem]] = {
    400: BadRequest,
    401: SignInNeeded,
    403: Forbidden,
    404: NotFound,
    405: MethodNotAllowed,
    409: Refused,
    413: TooLarge,
    415: UnsupportedMedia,
    422: Invalid,
    429: TooManyRequests,
    503: Unavailable,
}


_REGIONS = ("reach", "within")
"""Places of a message, beside those called after it, that hold the code of a region."""


def language_of(request: HttpRequest) -> str:
    """The reader's language by cookie or Accept-Language; Chinese when nothing is said."""
    return get_language_from_request(request)


def body_of(problem: Problem, language: str) -> dict[str, Any]:
    """The members of RFC 9457 and ours: `code`, `data` and, for fields, `errors`."""
    data = dict(problem.data)
    errors = data.pop("errors", None)
    body = {
        "type": f"urn:liandong:problem:{problem.code}",
        "title": said(problem, language),
        "status": problem.status,
        "code": problem.code,
        "data": data,
    }
    return body if errors is None else body | {"errors": errors}


def said(problem: Problem, language: str) -> str:
    """The message in `language`, with regions by their names; `data` keeps their codes for machines."""
    tongue = "en" if language.startswith("en") else "zh"
    told = {place: _named(place, value, tongue) for place, value in problem.data.items()}
    return problem.message.format(**told).in_language(language)


def _named(place: str, value: Any, tongue: str) -> Any:
    if not isinstance(value, str) or not ("region" in place or place in _REGIONS):
        return value
    word = region_word(value)
    return word.in_language(tongue) if word else value


def problem_response(request: HttpRequest, problem: Problem) -> HttpResponse:
    """`application/problem+json` in the reader's language; never cached."""
    language = language_of(request)
    response = HttpResponse(_encode(body_of(problem, language)), status=problem.status, content_type=CONTENT_TYPE)
    response["Content-Language"] = "en" if language.startswith("en") else "zh-Hans"
    response["Cache-Control"] = "no-store"
    if "retry_after" in problem.data:
        response["Retry-After"] = str(problem.data["retry_after"])
    return response


def _encode(body: dict[str, Any]) -> bytes:
    return msgspec.json.encode(body, enc_hook=str)
