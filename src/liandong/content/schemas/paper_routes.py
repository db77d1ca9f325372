"""文电流程 (routes of papers): which steps a paper passes, who signs each, and where it is handed on."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from liandong.content.schemas.base import Bilingual, ContentFile, ContentModel, Entry, Identifier, Written


class PaperStep(ContentModel):
    """One hop. Whose turn it is: whoever is on `duty` in that role, who holds a `post` of that kind, or who `leads` an
    organisation of that kind. `apart`: not by somebody who has signed this round already. `hands_on`: the step that
    names the organisations the paper goes to.
    """

    id: Identifier
    title: Bilingual
    permission: Literal["papers.review", "papers.approve", "papers.release", "papers.route"]
    duty: Literal["DUTY_OFFICER", "DUTY_LEADER"] | None = None
    post: Identifier | None = None
    leads: Identifier | None = None
    apart: bool = True
    hands_on: bool = False


class PaperRoute(Entry):
    """A kind of paper and its way."""

    title: Bilingual
    incoming: bool = False
    steps: tuple[PaperStep, ...] = Field(min_length=1)
    clause: str = ""
    provisional: bool = False
    note: str = ""


class PaperRoutesFile(ContentFile):
    """A file under `library/paper_routes/`."""

    paper_routes: dict[Identifier, Written]
