"""HTTP of reports and incidents."""

from __future__ import annotations

from ninja import Router

from liandong.incidents.api.command import router as command
from liandong.incidents.api.desk import router as desk
from liandong.incidents.api.drawings import router as drawings
from liandong.incidents.api.incidents import router as incidents
from liandong.incidents.api.reports import router as reports
from liandong.incidents.api.submissions import router as submissions

router = Router()
router.add_router("", reports, tags=["reports"])
router.add_router("", incidents, tags=["incidents"])
router.add_router("", command, tags=["command"])
router.add_router("", drawings, tags=["drawings"])
router.add_router("", submissions, tags=["submissions"])
router.add_router("", desk, tags=["intake desk"])
