"""Verbs of a paper: register it, sign a hop, return it, write it anew, receive a copy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from liandong.access.queries import require
from liandong.access.rules import Actor
from liandong.content import office
from liandong.content import queries as content
from liandong.content.schemas.paper_routes import PaperStep
from liandong.files import queries as files
from liandong.incidents import queries as incidents
from liandong.kernel import clock
from liandong.kernel.errors import NotFound
from liandong.kernel.ids import Subject
from liandong.notices import services as notices
from liandong.notices.rules import Recipient, Urgency
from liandong.organizations import queries as organizations
from liandong.papers import queries, rules
from liandong.papers.models import Copy, Hop, Paper
from liandong.papers.rules import REGISTERED, ArrivedBy, PaperState, text_hash
from liandong.timeline.services import record


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a paper says, how and from whom it came, and the files it brings."""

    route: str
    title: str
    region_code: str
    text: str = ""
    file_ids: Sequence[UUID] = ()
    from_unit: str = ""
    via: ArrivedBy = ArrivedBy.PLATFORM
    incident_id: UUID | None = None


@transaction.atomic
def register_paper(actor: Actor, draft: Draft) -> Paper:
    """登记: the first hop is whoever registers it; the next in the route is told."""
    require(actor, "papers.register", draft.region_code)
    content.region(draft.region_code)
    office.paper_route(draft.route)
    incident = incidents.access_incident(actor, draft.incident_id) if draft.incident_id else None
    for file_id in draft.file_ids:
        files.access_file(actor, file_id)
    paper = Paper.objects.create(
        route=draft.route,
        title=draft.title,
        text=draft.text,
        file_ids=[str(one) for one in draft.file_ids],
        from_unit=draft.from_unit,
        via=draft.via,
        region_code=draft.region_code,
        incident_id=incident.id if incident else None,
        drill=incident.drill if incident else False,
        registered_at=clock.now(),
        registered_by=_who(actor),
    )
    _sign(actor, paper, REGISTERED, "", clock.now())
    _record(actor, paper, "paper_registered")
    _tell_next(actor, paper)
    return paper


@transaction.atomic
def sign_step(
    actor: Actor, paper_id: UUID, step_id: str, opinion: str = "", organization_ids: Sequence[UUID] = ()
) -> Paper:
    """批转: sign the step whose turn it is, bound to the text as it stands; the last one ends the route."""
    paper = _locked(actor, paper_id)
    step = queries.next_step(paper)
    if step is None:
        raise rules.NotOnItsWay(title=paper.title)
    require(actor, step.permission, paper.region_code)
    if step.id != step_id:
        raise rules.NotYourHop(title=paper.title, step=step.title.zh, step_en=step.title.en)
    _check_apart(actor, paper, step)
    came = paper.hops.filter(round=paper.round).order_by("-ordinal").values_list("signed_at", flat=True)[0]
    paper.step += 1
    _sign(actor, paper, step.id, opinion, came)
    _record(actor, paper, "paper_signed", step=step.title.zh, step_en=step.title.en, opinion=opinion or "同意")
    if step.hands_on:
        _hand_on(actor, paper, organization_ids)
    _go_on(actor, paper, step)
    return paper


@transaction.atomic
def return_paper(actor: Actor, paper_id: UUID, reason: str) -> Paper:
    """退回: whoever's turn it is sends it back to be rewritten; what was signed in this round is void."""
    paper = _locked(actor, paper_id)
    step = queries.next_step(paper)
    if step is None:
        raise rules.NotOnItsWay(title=paper.title)
    require(actor, step.permission, paper.region_code)
    paper.state = PaperState.RETURNED
    paper.save(update_fields=["state"])
    _record(actor, paper, "paper_returned", reason=reason)
    if paper.registered_by:
        _tell(actor, paper, "paper_returned", [Recipient.person(paper.registered_by)], f"{paper.round}", reason=reason)
    return paper


@transaction.atomic
def rewrite_paper(actor: Actor, paper_id: UUID, title: str, text: str) -> Paper:
    """A returned paper with other words; it passes the whole route again."""
    paper = _locked(actor, paper_id)
    require(actor, "papers.register", paper.region_code)
    if paper.state != PaperState.RETURNED:
        raise rules.NotReturned
    paper.title, paper.text, paper.state = title, text, PaperState.MOVING
    paper.round, paper.step = paper.round + 1, 0
    paper.save(update_fields=["title", "text", "state", "round", "step"])
    _sign(actor, paper, REGISTERED, "", clock.now())
    _record(actor, paper, "paper_rewritten")
    _tell_next(actor, paper)
    return paper


@transaction.atomic
def receive_paper(actor: Actor, paper_id: UUID) -> Paper:
    """签收: somebody of an organisation it was handed on to has it."""
    paper = _locked(actor, paper_id)
    require(actor, "papers.receive", paper.region_code)
    waiting = Copy.objects.filter(paper=paper, received_at__isnull=True)
    copy = waiting.filter(organization_id=actor.organization_id).first() if actor.organization_id else None
    if copy is None:
        raise rules.NotAddressed
    copy.received_at, copy.received_by = clock.now(), _who(actor)
    copy.save(update_fields=["received_at", "received_by"])
    _record(actor, paper, "paper_received", unit_id=str(copy.organization_id))
    return paper


def _check_apart(actor: Actor, paper: Paper, step: PaperStep) -> None:
    signed = paper.hops.filter(round=paper.round)
    again = actor.user_id is not None and signed.filter(user_id=actor.user_id).exists()
    if step.apart and again:
        raise rules.SignedAlready(title=paper.title)


def _sign(actor: Actor, paper: Paper, step_id: str, opinion: str, came_at: datetime) -> None:
    Hop.objects.create(
        paper=paper,
        round=paper.round,
        ordinal=paper.step,
        step=step_id,
        person_id=actor.person_id,
        user_id=actor.user_id,
        post_id=actor.post_id,
        opinion=opinion,
        text_hash=text_hash(paper.title, paper.text, paper.file_ids),
        came_at=came_at,
        signed_at=clock.now(),
    )


def _hand_on(actor: Actor, paper: Paper, organization_ids: Sequence[UUID]) -> None:
    wanted = list(dict.fromkeys(organization_ids))
    if not wanted:
        raise rules.AddresseesNeeded
    missing = set(wanted) - set(organizations.names(wanted))
    if missing:
        raise NotFound(kind="organization", id=str(min(missing)))
    Copy.objects.bulk_create(Copy(paper=paper, organization_id=one, sent_at=clock.now()) for one in wanted)
    _tell(actor, paper, "paper_handed_on", [Recipient.organization(one) for one in wanted], "handed-on")


def _go_on(actor: Actor, paper: Paper, signed: PaperStep) -> None:
    """To the next step, or to the end of the route."""
    if paper.step < len(office.paper_route(paper.route).steps):
        paper.save(update_fields=["step"])
        _tell_next(actor, paper)
        return
    paper.state, paper.done_at = PaperState.DONE, clock.now()
    paper.save(update_fields=["state", "step", "done_at"])
    _record(actor, paper, "paper_done", step=signed.title.zh, step_en=signed.title.en)


def _tell_next(actor: Actor, paper: Paper) -> None:
    step = queries.next_step(paper)
    if step is not None:
        words = {"step": step.title.zh, "step_en": step.title.en}
        _tell(actor, paper, "paper_to_sign", _signers(step, paper.region_code), f"{paper.round}:{step.id}", **words)


def _signers(step: PaperStep, region_code: str) -> list[Recipient]:
    """Whoever is on duty, holds the post, or leads the organisation the step names, in the paper's county."""
    county = region_code[:6]
    if step.duty:
        return [Recipient.region_duty(county, step.duty)]
    if step.post:
        return [Recipient.post(post.id) for post in organizations.posts_in(county, step.post)[:1]]
    units = organizations.organizations_in(county, step.leads) if step.leads else []
    leaders = [organizations.leader_of(unit.id) for unit in units[:1]]
    return [Recipient.post(leader) for leader in leaders if leader]


def _locked(actor: Actor, paper_id: UUID) -> Paper:
    queries.access_paper(actor, paper_id)
    return Paper.objects.select_for_update().get(id=paper_id)


def _who(actor: Actor) -> UUID | None:
    return actor.person_id or actor.user_id


def _tell(actor: Actor, paper: Paper, template: str, to: Sequence[Recipient], occasion: str, **data: str) -> None:
    if not to:
        return
    kind = office.paper_route(paper.route).title
    notices.notify(
        actor,
        to=to,
        template=template,
        data={"kind": kind.zh, "kind_en": kind.en, "title": paper.title, **data},
        urgency=Urgency.URGENT,
        region_code=paper.region_code,
        incident_id=paper.incident_id,
        subject=Subject.of("paper", paper.id),
        drill=paper.drill,
        key=f"{template}:{paper.id}:{occasion}",
    )


def _record(actor: Actor, paper: Paper, verb: str, reason: str = "", **data: object) -> None:
    kind = office.paper_route(paper.route).title
    record(
        actor,
        Subject.of("paper", paper.id),
        verb,
        region_code=paper.region_code,
        data={"kind": kind.zh, "kind_en": kind.en, "title": paper.title, **data},
        incident_id=paper.incident_id,
        drill=paper.drill,
        reason=reason,
    )
