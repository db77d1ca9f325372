"""Signing in by password, the lock after repeated failures, and the end of sessions."""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from liandong.access.models import Session, SignInFailures, User
from liandong.access.problems import SignInLocked, SignInRefused
from liandong.access.queries import access_account, actor_of_user, own_account
from liandong.access.rules import Actor, LockPolicy, Source
from liandong.access.services.telling import tell
from liandong.kernel import clock

UNKNOWN_ADDRESS = "-"


def sign_in(username: str, password: str, address: str) -> User:
    """The account, when the password is right. Raises SignInRefused, or SignInLocked after too many failures.

    An attempt is counted before the password is looked at, so that many at once gain nothing; the count is per
    account and address, so that nobody can lock a duty desk from elsewhere.
    """
    user = User.objects.filter(username=username).first()
    account = str(user.id) if user else hashlib.sha256(username.encode()).hexdigest()
    failures = _count_attempt(account, address or UNKNOWN_ADDRESS)
    if user is None:
        make_password(password)  # as long as a real check takes: the time tells nothing
        raise SignInRefused
    if not user.check_password(password) or not user.is_active:
        _note_failure(user, failures)
        raise SignInRefused
    _note_success(user, failures)
    return user


def sign_out(actor: Actor) -> None:
    """Note on the account's record that a session ended; the caller drops the session itself."""
    user = own_account(actor)
    if user is not None:
        with transaction.atomic():
            tell(actor, user, "signed_out")


@transaction.atomic
def end_sessions(actor: Actor, user_id: UUID, reason: str) -> int:
    """Sign somebody out everywhere, at once; how many sessions there were."""
    user = access_account(actor, user_id, "access.administer")
    ended, _ = Session.objects.filter(user_id=user.id).delete()
    tell(actor, user, "sessions_ended", reason=reason, count=ended)
    return ended


@transaction.atomic
def _count_attempt(account: str, address: str) -> SignInFailures:
    """Count one more attempt; SignInLocked when there were too many before."""
    now, policy = clock.now(), lock_policy()
    SignInFailures.objects.get_or_create(account=account, address=address, defaults={"last_failed_at": now})
    row = SignInFailures.objects.select_for_update().get(account=account, address=address)
    if (row.locked_until and row.locked_until <= now) or row.last_failed_at + policy.lock <= now:
        row.failures, row.locked_until = 0, None
    if row.locked_until or row.failures >= policy.failures:
        raise _locked(row, policy)
    row.failures += 1
    row.last_failed_at = now
    row.save()
    return row


@transaction.atomic
def _note_failure(user: User, row: SignInFailures) -> None:
    actor = actor_of_user(user, Source.CONSOLE)
    tell(actor, user, "sign_in_failed", failures=row.failures)
    if row.failures >= lock_policy().failures:
        row.locked_until = clock.now() + lock_policy().lock
        row.save(update_fields=["locked_until"])
        tell(actor, user, "account_locked", minutes=_minutes(lock_policy()))


@transaction.atomic
def _note_success(user: User, row: SignInFailures) -> None:
    row.delete()
    tell(actor_of_user(user, Source.CONSOLE), user, "signed_in")


def lock_policy() -> LockPolicy:
    return LockPolicy(settings.SIGN_IN_FAILURES, settings.SIGN_IN_LOCK)


def _locked(row: SignInFailures, policy: LockPolicy) -> SignInLocked:
    until = row.locked_until or row.last_failed_at + policy.lock
    seconds = max(1, int((until - clock.now()).total_seconds()))
    return SignInLocked(minutes=-(-seconds // 60), retry_after=seconds)


def _minutes(policy: LockPolicy) -> int:
    return int(policy.lock.total_seconds() // 60)
