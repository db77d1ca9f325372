"""Kinds of orders (号令): task, information report, resource request, dispatch, notice, supervision."""

from __future__ import annotations

from typing import Literal

from liandong.content.schemas.base import Bilingual, ContentFile, Entry, Identifier, LimitText, Written


class OrderKind(Entry):
    """`verified_by`: who accepts the result: another person, another unit (五定), the issuing unit, or nobody.

    `clock_stops`: whether the doer's clock stops with the result, or only when it is accepted. `rework_within`: the
    limit of a returned result whose due time has passed. `closes`: by itself when all is done, or by the issuer.
    """

    title: Bilingual
    number_word: str = "令"
    sign_within: LimitText = "10m"
    within: LimitText | None = None
    feedback_every: LimitText | None = None
    needs_result: bool = True
    verified_by: Literal["OTHER_PERSON", "OTHER_ORGANIZATION", "ISSUER", "NOBODY"] = "OTHER_PERSON"
    clock_stops: Literal["SUBMITTED", "VERIFIED"] = "SUBMITTED"
    rework_within: LimitText = "4h"
    closes: Literal["AUTOMATICALLY", "BY_ISSUER"] = "BY_ISSUER"
    priority: Literal["FLASH", "URGENT", "ROUTINE"] = "URGENT"
    clause: str = ""


class OrderKindsFile(ContentFile):
    order_kinds: dict[Identifier, Written]
