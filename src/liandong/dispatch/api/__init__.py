"""HTTP of dispatch."""

from __future__ import annotations

from ninja import Router

from liandong.dispatch.api.assigning import router as assigning
from liandong.dispatch.api.crew_checks import router as crew_checks
from liandong.dispatch.api.deployments import router as deployments
from liandong.dispatch.api.desk import router as desk
from liandong.dispatch.api.readiness import router as readiness
from liandong.dispatch.api.units import router as units

router = Router()
router.add_router("", units, tags=["units"])
router.add_router("", assigning, tags=["dispatch"])
router.add_router("", crew_checks, tags=["units"])
router.add_router("", deployments, tags=["deployments"])
router.add_router("", desk, tags=["dispatch"])
router.add_router("", readiness, tags=["readiness"])
