"""Taking over units and people row by row: each row is taken or refused by itself, as often as one likes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from liandong.access.queries import require
from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.kernel.errors import Problem
from liandong.kernel.ids import Subject, new_id
from liandong.kernel.text import (
    LINE_LENGTH,
    BadValue,
    Localized,
    check_filled,
    check_line,
    check_paragraph,
    check_phone,
)
from liandong.organizations.models import Holding, Organization, Person, Post
from liandong.organizations.queries.directory import valid_at
from liandong.organizations.rows import RefusedRow, Row, RowTally, is_yes
from liandong.organizations.services.organs import PostDraft, check_described, create_post
from liandong.organizations.services.people import PersonDraft, appoint_holder, change_phone, register_person
from liandong.timeline.services import record

WRITE = "organizations.write"
PERSON_NAME = 80
"""Characters in the name of a person or post."""

Cells = Mapping[str, str]
Told = Callable[[int], Any]
"""Hears how many rows were done, for a progress bar."""

TAKEN = Localized(zh="与现有机构的统一社会信用代码相同", en="another unit has this unified social credit code already")


class _WaitsForParent(Exception):
    """The unit above may stand further down in the file."""


@dataclass(slots=True)
class _Import:
    actor: Actor
    tally: RowTally = field(default_factory=RowTally)
    keys: dict[str, UUID] = field(default_factory=dict)
    counties: Counter[tuple[str, str]] = field(default_factory=Counter)

    def refuse(self, number: int, reason: Localized) -> None:
        self.tally.refused.append(RefusedRow(number, reason))

    def count(self, region_code: str, what: str) -> None:
        self.counties[region_code[:6], what] += 1


@transaction.atomic
def import_organizations(
    actor: Actor, rows: Iterable[Row], *, dry_run: bool = False, told: Told = lambda rows: None
) -> RowTally:
    """Found what is new and change what differs; a unit is known by region and name. A column that is not there
    leaves what it would say as it is. With `dry_run` nothing of it stays."""
    work = _Import(actor)
    waiting = list(rows)
    work.tally.read = len(waiting)
    while waiting:
        put_off = [row for row in waiting if not _take(work, row, _take_organization, told)]
        if len(put_off) == len(waiting):
            for number, cells in put_off:
                work.refuse(number, _no_parent(cells["parent"]))
            break
        waiting = put_off
    _finish(work, dry_run)
    return work.tally


@transaction.atomic
def import_people(
    actor: Actor, rows: Iterable[Row], *, dry_run: bool = False, told: Told = lambda rows: None
) -> RowTally:
    """Register who is new, correct telephones and appoint to posts; a person is known by unit and name."""
    work = _Import(actor)
    for row in rows:
        work.tally.read += 1
        _take(work, row, _take_person, told)
    _finish(work, dry_run)
    return work.tally


def _take(work: _Import, row: Row, take: Callable[[_Import, Cells], str], told: Told) -> bool:
    """One row in a savepoint of its own; False where it must be tried again later."""
    number, cells = row
    try:
        with transaction.atomic():
            done = take(work, cells)
    except _WaitsForParent:
        return False
    except Problem as problem:
        work.refuse(number, Localized(zh=problem.text("zh"), en=problem.text("en")))
    except BadValue as bad:
        work.refuse(number, bad.message)
    except IntegrityError:
        work.refuse(number, TAKEN)
    else:
        setattr(work.tally, done, getattr(work.tally, done) + 1)
    told(1)
    return True


def _take_organization(work: _Import, cells: Cells) -> str:
    name, region = _name(cells["name"]), cells["region_code"]
    kind = _id_of(content.organization_kinds(), cells["kind"])
    wanted: dict[str, Any] = {"kind": kind}
    if "uscc" in cells:
        wanted["uscc"] = cells["uscc"].upper()
    if "duties" in cells:
        wanted["duties"] = check_paragraph(cells["duties"])
    check_described(kind, region, wanted.get("uscc", ""))
    require(work.actor, WRITE, region)
    if cells.get("parent"):
        wanted["parent_id"] = _parent(work, cells["parent"], region)
    row = Organization.objects.filter(region_code=region, name=name, dissolved_at__isnull=True).first()
    done = _write(row or Organization(region_code=region, name=name), wanted, new=row is None)
    known = row or Organization.objects.get(region_code=region, name=name, dissolved_at__isnull=True)
    work.keys[cells.get("key") or name] = known.id
    work.keys.setdefault(name, known.id)
    work.count(region, done)
    return done


def _write(row: Organization, wanted: Mapping[str, Any], *, new: bool) -> str:
    changed = [column for column, value in wanted.items() if getattr(row, column) != value]
    if not (new or changed):
        return "unchanged"
    for column in changed:
        setattr(row, column, wanted[column])
    row.save()
    return "created" if new else "updated"


def _parent(work: _Import, named: str, region: str) -> UUID:
    """By its key or name in the file, else the nearest of that name whose region contains this one."""
    if named in work.keys:
        return work.keys[named]
    rows = Organization.objects.filter(name=named, dissolved_at__isnull=True).values_list("region_code", "id")
    above = [(len(code), unit) for code, unit in rows if region.startswith(code)]
    if not above:
        raise _WaitsForParent
    return max(above)[1]


def _no_parent(named: str) -> Localized:
    return Localized(
        zh=f"上级“{named}”不在文件中（或其所在行被拒绝），也不在系统中",
        en=f"the unit above, “{named}”, is neither in the file (or its row was refused) nor known",
    )


def _take_person(work: _Import, cells: Cells) -> str:
    unit = _unit(cells["organization"], cells.get("region_code", ""))
    require(work.actor, WRITE, unit.region_code)
    name, phone = _name(cells["name"], PERSON_NAME), check_phone(cells["phone"]) if cells.get("phone") else ""
    person = Person.objects.filter(organization=unit, name=name, left_at__isnull=True).first()
    done = "unchanged"
    if person is None:
        person, done = register_person(work.actor, PersonDraft(name, unit.id, phone)), "created"
    elif phone and person.phone != phone:
        change_phone(work.actor, person.id, phone)
        done = "updated"
    if cells.get("post") and _appoint(work.actor, unit, person, cells) and done == "unchanged":
        done = "updated"
    return done


def _unit(named: str, region: str) -> Organization:
    rows = list(Organization.objects.filter(name=named, dissolved_at__isnull=True, region_code__startswith=region)[:2])
    if len(rows) == 1:
        return rows[0]
    if rows:
        raise BadValue(
            "ambiguous_unit",
            zh=f"有多个名为“{named}”的单位，请填写行政区划代码",
            en=f"several units are called “{named}”: give the region code",
        )
    raise BadValue("unknown_unit", zh=f"没有名为“{named}”的单位，请先导入机构", en=f"no unit is called “{named}”")


def _appoint(actor: Actor, unit: Organization, person: Person, cells: Cells) -> bool:
    """Seat the person in the post of that title, which is created where the unit has none; False if seated already."""
    title = _name(cells["post"], PERSON_NAME)
    post = Post.objects.filter(organization=unit, title=title, abolished_at__isnull=True).first()
    if post is None:
        kind = _id_of(content.post_kinds(), cells.get("post_kind", ""))
        post = create_post(actor, PostDraft(unit.id, kind, title, leads=is_yes(cells.get("leads", ""))))
    if Holding.objects.filter(valid_at(), post=post, person=person).exists():
        return False
    appoint_holder(actor, post.id, person.id)
    return True


def _name(text: str, longest: int = LINE_LENGTH) -> str:
    return check_filled(check_line(text, longest))


def _id_of(kinds: Mapping[str, Any], named: str) -> str:
    """A kind by its id or its Chinese title; BadValue lists what there is."""
    by_title = {kind.title.zh: name for name, kind in kinds.items()}
    found = named if named in kinds else by_title.get(named)
    if found is None:
        some = "、".join(list(by_title)[:12])
        raise BadValue("unknown_kind", zh=f"不认识类别“{named}”，可填：{some}…", en=f"unknown kind “{named}”")
    return found


def _finish(work: _Import, dry_run: bool) -> None:
    work.tally.refused.sort(key=lambda refused: refused.row)
    for county in sorted({county for county, _ in work.counties}):
        _record(work, county)
    if dry_run:
        transaction.set_rollback(True)


def _record(work: _Import, county: str) -> None:
    created, changed = work.counties[county, "created"], work.counties[county, "updated"]
    if created or changed:
        data = {"region": county, "created": created, "changed": changed, "posts": 0, "people": 0}
        record(work.actor, Subject.of("organization_import", new_id()), "tree_imported", region_code=county, data=data)
