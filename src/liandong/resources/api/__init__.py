"""应急资源的接口, one router of several parts."""

from __future__ import annotations

from ninja import Router

from liandong.resources.api.belongings import router as belongings
from liandong.resources.api.registry import router as registry
from liandong.resources.api.stewardship import router as stewardship
from liandong.resources.api.tiles import router as tiles
from liandong.resources.api.transfer import router as transfer

router = Router(tags=["resources"])
for part in (registry, belongings, stewardship, transfer, tiles):
    router.add_router("", part)
