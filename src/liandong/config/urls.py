"""Every address the platform answers at."""

from __future__ import annotations

from django.urls import include, path
from django.views.generic import RedirectView

from liandong.config.api import api
from liandong.overview import pages

urlpatterns = [
    path("api/", api.urls),
    path("ogc/", include("liandong.adapters.ogc.views")),
    # Reached only where the console is not built: else the server answers `/` with it, see config/server/static.py.
    path("", RedirectView.as_view(url="/plain/")),
    path("plain/", pages.duty_room, name="duty-room"),
    path("plain/sign-in", pages.sign_in, name="sign-in"),
    path("plain/incidents/<uuid:incident_id>", pages.incident, name="incident"),
]

handler400 = "liandong.config.error_pages.bad_request"
handler500 = "liandong.config.error_pages.server_error"
