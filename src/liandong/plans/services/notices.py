"""Who is told when a plan starts, changes level or ends: what the plan says, and every group about itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from liandong.access.rules import Actor
from liandong.content.schemas.plans import Plan, PlanNotice
from liandong.kernel.durations import Limit
from liandong.kernel.ids import Subject
from liandong.notices import services as notices
from liandong.notices.rules import Recipient, Urgency
from liandong.notices.services import Message
from liandong.organizations import queries as organizations
from liandong.plans import queries
from liandong.plans.line_up import LineUp
from liandong.plans.models import GroupMember, Response
from liandong.plans.rules import LevelDifference, MemberRole


def on_activation(actor: Actor, response: Response, plan: Plan, *, issued: int) -> None:
    """Every head and deputy learns of the start; every information officer that their watch has begun (三（六）)."""
    seats = queries.seats_of(response)
    data = {"plan": plan.title.zh, "plan_en": plan.title.en, "level": response.level, "orders": issued}
    messages = []
    for member in seats:
        group = plan.groups[member.group.group_id].title
        template = "information_watch" if member.role == MemberRole.INFORMATION_OFFICER else "plan_activated"
        said = data | {"group": group.zh, "group_en": group.en}
        messages.append(_message(response, [_recipient(member)], template, said))
    _send(actor, [*messages, *_as_planned(response, plan, "activation", data)])


def on_level_change(actor: Actor, response: Response, plan: Plan, change: LevelDifference) -> None:
    data = {"plan": plan.title.zh, "plan_en": plan.title.en, "before": change.before, "after": change.after}
    to_heads = _message(response, _heads(response), "response_level_changed", data)
    _send(actor, [to_heads, *_as_planned(response, plan, "level_change", data)])


def on_stand_down(actor: Actor, response: Response, plan: Plan) -> None:
    data = {"plan": plan.title.zh, "plan_en": plan.title.en, "level": response.level}
    to_heads = _message(response, _heads(response), "response_stood_down", data)
    _send(actor, [to_heads, *_as_planned(response, plan, "stand_down", data)])


def _as_planned(response: Response, plan: Plan, moment: str, data: Mapping[str, Any]) -> Iterator[Message]:
    for notice in plan.notices:
        if notice.at == moment:
            text = {"text": notice.text.zh, "text_en": notice.text.en, "clause": notice.clause}
            message = _message(response, _recipients(response, plan, notice), "plan_notice", {**data, **text})
            within = Limit.parse(notice.within) if notice.within else None
            yield replace(message, within=within, source=f"《{plan.source.document}》{notice.clause}")


def _recipients(response: Response, plan: Plan, notice: PlanNotice) -> list[Recipient]:
    """A notice names groups, posts of the plan, kinds of organisations, or the level above."""
    found: list[Recipient] = []
    line_up = LineUp(plan, response.region_code)
    seats = queries.seats_of(response)
    for name in notice.to:
        if name == "upper_level":
            upper = organizations.upper_level(response.region_code[:6])
            found += [Recipient.region_duty(upper, "DUTY_OFFICER")] if upper else []
        elif name in plan.groups:
            found += [_recipient(member) for member in seats if member.group.group_id == name][:1]
        elif name in plan.posts:
            post = line_up.seat(MemberRole.MEMBER, name).post_id
            found += [Recipient.post(post)] if post else []
        else:
            units = organizations.organizations_in(response.region_code[:6], name)
            found += [Recipient.organization(unit.id) for unit in units]
    return list(dict.fromkeys(found))


def _heads(response: Response) -> list[Recipient]:
    heads = [member for member in queries.seats_of(response) if member.role == MemberRole.HEAD]
    return list(dict.fromkeys(_recipient(member) for member in heads))


def _recipient(member: GroupMember) -> Recipient:
    return Recipient.person(member.person_id)


def _message(response: Response, to: Iterable[Recipient], template: str, data: Mapping[str, Any]) -> Message:
    recipients = list(to)
    place = "+".join(str(recipient) for recipient in recipients)
    said = f"{data.get('group', '')}:{data.get('text', '')}:{place}"
    return Message(
        to=recipients,
        template=template,
        data=data,
        urgency=Urgency.FLASH if template == "plan_activated" else Urgency.URGENT,
        region_code=response.region_code,
        incident_id=response.incident_id,
        subject=Subject.of("response", response.id),
        drill=response.drill,
        key=f"{template}:{response.id}:{response.version}:{said}"[:200],
    )


def _send(actor: Actor, messages: Iterable[Message]) -> None:
    """All of them at once; nobody is told where nobody is named."""
    notices.notify_many(actor, [message for message in messages if message.to])
