"""数据核查: completeness and freshness, who answers, and what looks entered twice."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from liandong.access.api import actor_of
from liandong.kernel.codes import RegionCode
from liandong.resources import queries, services
from liandong.resources.schemas import belongings as schemas

router = Router()


@router.get("/resources/quality", response=list[schemas.QualityOut])
def show_quality(request: HttpRequest, region: RegionCode | None = None) -> list[dict[str, Any]]:
    """For a region and each region one level down: how complete and how fresh each family of records is."""
    return schemas.quality_out(queries.quality(actor_of(request), region or ""))


@router.get("/resources/duplicates", response=list[schemas.TwinsOut])
def list_duplicates(request: HttpRequest, region: RegionCode) -> list[dict[str, Any]]:
    """Records that are perhaps the same thing, at most 200."""
    return schemas.twins_out(queries.duplicates(actor_of(request), region))


@router.get("/resources/villages-without-officer", response=list[schemas.VillageOut])
def list_villages_without_officer(request: HttpRequest, region: RegionCode) -> list[Any]:
    """灾情信息员: the villages for which nobody is named."""
    return list(queries.villages_without_officer(actor_of(request), region))


@router.get("/resources/stewards", response=list[schemas.StewardOut])
def list_stewards(request: HttpRequest, region: RegionCode) -> list[dict[str, Any]]:
    """Which organisation answers for which records."""
    return schemas.stewards_out(queries.stewardships(actor_of(request), region))


@router.post("/resources/stewards", response={201: schemas.StewardOut})
def assign_steward(request: HttpRequest, body: schemas.StewardIn) -> Status[dict[str, Any]]:
    """Name who answers; a round of checks begins and its clock runs."""
    row = services.assign_stewardship(actor_of(request), body.region, body.family, body.organization_id)
    return Status(201, schemas.stewards_out([row])[0])
