"""What access does by itself from time to time."""

from __future__ import annotations

from django.db import transaction

from liandong.access.models import Session, SignInFailures
from liandong.access.services.answers import forget_old_answers
from liandong.access.services.sign_in import lock_policy
from liandong.kernel import clock


def clear_out(limit: int = 5000) -> int:
    """Forget ended sessions, old failure counts and old answers; how many rows went."""
    now = clock.now()
    with transaction.atomic():
        sessions, _ = Session.objects.filter(expire_date__lte=now).delete()
        counts, _ = SignInFailures.objects.filter(last_failed_at__lte=now - lock_policy().lock).delete()
        return sessions + counts + forget_old_answers(limit)
