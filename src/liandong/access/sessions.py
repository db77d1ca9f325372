"""Browser sessions (会话) that end by the platform's own clock: when idle, and at latest half a day after sign-in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from liandong.access.models import Session
from liandong.kernel import clock

SEEN_STEP = timedelta(minutes=1)
"""How exactly `seen_at` is kept: one write a minute and reader, not one a request."""


class SessionStore(DatabaseStore):
    """Django's session store on `access.Session`; the limits are settings, the time is `kernel.clock`."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        row = Session.objects.filter(session_key=self.session_key, expire_date__gt=clock.now()).first()
        if row is None:
            self._session_key = None
        return row

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        now = clock.now()
        started = datetime.fromisoformat(data.setdefault("started_at", now.isoformat()))
        data["seen_at"] = now.isoformat()
        user_id = data.get("_auth_user_id")
        return Session(
            session_key=self._get_or_create_session_key(),  # type: ignore[attr-defined]  # not in the stubs
            session_data=self.encode(data),
            expire_date=min(now + settings.SESSION_IDLE_LIMIT, started + settings.SESSION_ABSOLUTE_LIMIT),
            user_id=UUID(user_id) if user_id else None,
            started_at=started,
            seen_at=now,
        )

    def is_alive(self) -> bool:
        """Whether the session is still kept: not signed out, not revoked, not timed out."""
        return Session.objects.filter(session_key=self.session_key, expire_date__gt=clock.now()).exists()

    def touch(self) -> None:
        """Note that the reader is still there."""
        seen = self.get("seen_at")
        if seen is None or clock.now() - datetime.fromisoformat(seen) >= SEEN_STEP:
            self["seen_at"] = clock.now().isoformat()
