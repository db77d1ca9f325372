"""会议类别 (kinds of meetings): whether opinions must be given, and which share of those called makes a consensus."""

from __future__ import annotations

from pydantic import Field

from liandong.content.schemas.base import Bilingual, ContentFile, Entry, Identifier, Written


class MeetingKind(Entry):
    """`opinions`: it ends with a conclusion those called have spoken on. `consensus`: the share of them that must agree
    for a 专家共识; all of them make a 一致意见.
    """

    title: Bilingual
    opinions: bool = False
    consensus: float = Field(default=1.0, gt=0, le=1)
    clause: str = ""
    provisional: bool = False
    note: str = ""


class MeetingKindsFile(ContentFile):
    """A file under `library/meeting_kinds/`."""

    meeting_kinds: dict[Identifier, Written]
