"""Whose hop comes next, and why a step of a paper is refused. Pure."""

from __future__ import annotations

import hashlib
from enum import StrEnum

from liandong.kernel.errors import Invalid, Refused
from liandong.kernel.text import Localized


class PaperState(StrEnum):
    """On its way, sent back to whoever wrote it, or at the end of its route."""

    MOVING = "MOVING"
    RETURNED = "RETURNED"
    DONE = "DONE"


class ArrivedBy(StrEnum):
    """How a paper came in."""

    PLATFORM = "PLATFORM"
    PHONE = "PHONE"
    FAX = "FAX"
    LETTER = "LETTER"
    MAIL = "MAIL"


REGISTERED = "register"
"""The first hop of every round: who registered or rewrote the paper."""


def text_hash(title: str, text: str, files: list[str]) -> str:
    """What a signature binds: title, text and the files attached."""
    return hashlib.sha256(repr((title, text, files)).encode()).hexdigest()


class NotOnItsWay(Refused):
    code = "paper_not_on_its_way"
    message = Localized(
        zh="“{title}”不在流转中：退回的请先修改，办完的请另行登记。",
        en="“{title}” is not on its way: rewrite it if it was returned, register another if it is done.",
    )


class NotYourHop(Refused):
    code = "paper_other_step"
    message = Localized(
        zh="“{title}”现在到“{step}”这一环，请按次序办理。",
        en="“{title}” stands at “{step_en}” now; take the steps in their order.",
    )


class SignedAlready(Refused):
    code = "paper_signed_already"
    message = Localized(
        zh="您已在本轮签过“{title}”，这一环须由另一人签。",
        en="You have signed “{title}” in this round; somebody else must sign here.",
    )


class AddresseesNeeded(Invalid):
    code = "paper_addressees_needed"
    message = Localized(zh="请写明转往哪些单位。", en="Name the organisations it goes to.")


class NotReturned(Refused):
    code = "paper_not_returned"
    message = Localized(
        zh="只有被退回的文电才能修改；已签的内容不能改动。",
        en="Only a returned paper can be rewritten; what was signed stays as it was signed.",
    )


class NotAddressed(Refused):
    code = "paper_not_addressed"
    message = Localized(
        zh="这份文电没有转给您的单位，或已签收。",
        en="This paper was not handed on to your unit, or is received already.",
    )
