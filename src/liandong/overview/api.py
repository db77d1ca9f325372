"""Where a place is, what content the platform runs on, and its words for codes."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from liandong.access.api import actor_of
from liandong.content import queries as content
from liandong.kernel.codes import RegionCode
from liandong.overview import gazetteer, library, schemas, vocabulary

router = Router(tags=["overview"])
Text = Annotated[str, Query(max_length=80)]


@router.get("/gazetteer", response=list[schemas.PlaceOut], summary="Find a place by name, pinyin initials or numbers")
def find_places(
    request: HttpRequest, q: Text = "", within: RegionCode | None = None, limit: Annotated[int, Query(ge=1, le=50)] = 12
) -> Any:
    """Regions, resources one may read, and pasted coordinates in each coordinate system."""
    return gazetteer.find_places(actor_of(request), q, within=within or "", limit=limit)


@router.get("/regions/{code}", response=list[schemas.RegionOut], summary="A region and those one level below it")
def list_regions(request: HttpRequest, code: RegionCode) -> Any:
    """Anybody signed in may read the division table."""
    actor_of(request)
    here = [content.region(code), *content.region_children(code)]
    return [{**asdict(one), "path": content.region_path(one.code)} for one in here]


@router.get("/content", response=list[schemas.KindOut], summary="Kinds of content and how many are in force")
def list_kinds(request: HttpRequest) -> Any:
    """Anybody signed in may read content."""
    actor_of(request)
    return library.kinds()


@router.get(
    "/content/{kind}", response=list[schemas.ContentEntryOut], summary="What of a kind is in force, with its source"
)
def list_entries(request: HttpRequest, kind: str) -> Any:
    actor_of(request)
    return library.entries(kind)


@router.get("/content/{kind}/{name}", response=list[schemas.VersionOut], summary="Every version as written")
def list_versions(request: HttpRequest, kind: str, name: str) -> Any:
    actor_of(request)
    return library.versions(kind, name)


@router.get("/vocabulary", response=schemas.VocabularyOut, summary="The words of content by their codes")
def show_vocabulary(request: HttpRequest) -> dict[str, Any]:
    """What a screen needs before it can show anything; the same for everybody signed in."""
    actor_of(request)
    return vocabulary.vocabulary()


@router.get("/region-names", response=list[schemas.RegionOut], summary="Divisions by their codes")
def name_regions(request: HttpRequest, code: Annotated[list[str], Query(max_length=200)]) -> Any:
    """Those of the codes that are divisions."""
    actor_of(request)
    return vocabulary.regions_named(code)
