"""What every content file shares: identity, version, effective dates, source and bilingual text."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from liandong.content.schemas.misplaced import Misplaced, Mistake, wrong
from liandong.kernel.durations import Limit
from liandong.kernel.expressions import check_syntax
from liandong.kernel.text import Localized


class ContentModel(BaseModel):
    """Frozen, and strict about names: an unknown key is a mistake in the file, not a wish."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Bilingual(ContentModel):
    """A text in Chinese and English."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def localized(self) -> Localized:
        return Localized(zh=self.zh, en=self.en)


class Source(ContentModel):
    """Where a rule comes from; `provisional` says that the source was not seen or is only partly certain."""

    document: str = Field(min_length=1)
    clause: str = ""
    provisional: bool = False
    note: str = ""


def _limit(text: str) -> str:
    try:
        Limit.parse(text)
    except ValueError as error:
        raise wrong(f"时限“{text}”应写成 30m、4h、14d 或 3wd（工作日）", str(error)) from error
    return text


def _expression(text: str) -> str:
    try:
        check_syntax(text)
    except ValueError as error:
        reason = str(error).splitlines()[0].split(" expecting ")[0][:200]
        raise wrong(f"条件或公式“{text[:60]}”读不懂（CEL）：{reason}", f"not CEL: {reason}") from error
    return text


LimitText = Annotated[str, AfterValidator(_limit)]
"""`30m`, `4h`, `14d` of the clock or `3wd` working days."""

Expression = Annotated[str, AfterValidator(_expression)]
"""A condition or formula in CEL (Common Expression Language)."""

Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=80)]


class WorkedCase(ContentModel):
    """Facts and what must come of them; run by `liandong check` and by the tests."""

    given: dict[str, Any] = {}
    expect: Any
    because: str = ""


class ContentFile(ContentModel):
    """The head of every content file; `effective_until` is the last day on which this version is in force."""

    id: Identifier
    title: Bilingual
    version: int = Field(ge=1)
    effective_from: date
    effective_until: date | None = None
    source: Source

    @model_validator(mode="after")
    def ends_after_it_begins(self) -> Self:
        """The last day of force is not before the first."""
        if self.effective_until and self.effective_until < self.effective_from:
            what = f"{self.effective_until} < {self.effective_from}"
            zh, en = f"失效日早于生效日（{what}）", f"the last day of force is before the first ({what})"
            raise Misplaced([Mistake.at("effective_until", zh=zh, en=en)])
        return self


class PlatformFile(ContentModel):
    """The head of a file of the platform's own words (verbs, notices, roles): all of it may be left out."""

    id: Identifier = "platform"
    title: Bilingual = Bilingual(zh="平台自用文字", en="The platform's own words")
    version: int = Field(default=1, ge=1)
    effective_from: date = date(2000, 1, 1)
    effective_until: date | None = None
    source: Source = Source(document="联动平台", note="own wording, no outside source")


Written = dict[str, Any] | None
"""An entry as written, read by its own schema later; `null` takes an entry of a lower folder away."""


class Entry(ContentModel):
    """One entry of a file that lists many: `id` is its key; `source` is the file's unless it states its own."""

    id: str
    source: Source
