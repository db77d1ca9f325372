"""The HTTP API: one router an app, one shape for every refusal."""

from __future__ import annotations

from liandong.access.api import authentication
from liandong.access.api import router as access
from liandong.config import refusals
from liandong.config.json_bodies import StrictParser
from liandong.config.openapi import LiandongAPI
from liandong.consultation.api import router as consultation
from liandong.deadlines.api import router as deadlines
from liandong.dispatch.api import router as dispatch
from liandong.files.api import router as files
from liandong.incidents.api import router as incidents
from liandong.knowledge.api import router as knowledge
from liandong.notices.api import router as notices
from liandong.orders.api import router as orders
from liandong.organizations.api import router as organizations
from liandong.overview.api import router as overview
from liandong.overview.basemap.api import router as base_map
from liandong.papers.api import router as papers
from liandong.plans.api import router as plans
from liandong.resources.api import router as resources
from liandong.review.api import router as review
from liandong.roads.api import router as roads
from liandong.timeline.api import router as timeline

api = LiandongAPI(
    title="联动 Liandong",
    version="1",
    docs_url="/docs",
    openapi_url="/openapi.json",
    auth=authentication,
    parser=StrictParser(),
)

# Paths are tried in this order, one by one: what is asked most stands first.
for router in (
    incidents,
    access,
    organizations,
    timeline,
    notices,
    files,
    deadlines,
    resources,
    roads,
    orders,
    dispatch,
    plans,
    consultation,
    papers,
    review,
    knowledge,
    overview,
    base_map,
):
    api.add_router("", router)


refusals.install(api)
