"""Opening, changing and closing accounts."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from liandong.access import known_tokens, rules
from liandong.access.models import ApiToken, Session, User
from liandong.access.problems import AccountExists, SamePassword, SignInRefused
from liandong.access.queries import access_account, own_account, require
from liandong.access.rules import Actor, PasswordPolicy
from liandong.access.services.regions import check_region
from liandong.access.services.telling import tell
from liandong.kernel import clock
from liandong.kernel.errors import SignInNeeded


@dataclass(frozen=True, slots=True)
class AccountDraft:
    """What a new account needs; person, organisation and post are ids of organizations.

    `password_hash` is the hash of `password` where it is known already: hashing is slow on purpose.
    """

    username: str
    password: str
    region_code: str
    display_name: str = ""
    person_id: UUID | None = None
    organization_id: UUID | None = None
    post_id: UUID | None = None
    must_change_password: bool = True
    password_hash: str = ""


@transaction.atomic
def open_account(actor: Actor, draft: AccountDraft) -> User:
    require(actor, "access.administer", draft.region_code)
    check_region(draft.region_code)
    rules.check_password(draft.password, draft.username, password_policy())
    user = User(
        username=draft.username,
        display_name=draft.display_name,
        region_code=draft.region_code,
        person_id=draft.person_id,
        organization_id=draft.organization_id,
        post_id=draft.post_id,
        must_change_password=draft.must_change_password,
    )
    user.password = draft.password_hash or make_password(draft.password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise AccountExists(username=draft.username) from error
    tell(actor, user, "account_opened")
    return user


@transaction.atomic
def disable_account(actor: Actor, user_id: UUID, reason: str) -> User:
    """Nobody signs in with it any longer; its sessions and tokens end now."""
    user = access_account(actor, user_id, "access.administer")
    _close(user)
    tell(actor, user, "account_disabled", reason=reason)
    return user


@transaction.atomic
def enable_account(actor: Actor, user_id: UUID, reason: str) -> User:
    user = access_account(actor, user_id, "access.administer")
    user.disabled_at = None
    user.save(update_fields=["disabled_at"])
    tell(actor, user, "account_enabled", reason=reason)
    return user


@transaction.atomic
def close_accounts_of(actor: Actor, person_id: UUID, reason: str) -> int:
    """Close the accounts of somebody who left; how many there were. The caller checked its own authority."""
    users = list(User.objects.filter(person_id=person_id, disabled_at__isnull=True))
    for user in users:
        _close(user)
        tell(actor, user, "account_disabled", reason=reason)
    return len(users)


def seat_person(person_id: UUID, organization_id: UUID | None, post_id: UUID | None) -> None:
    """Let the person's accounts act for another organisation and post from now on."""
    User.objects.filter(person_id=person_id).update(organization_id=organization_id, post_id=post_id)


@transaction.atomic
def change_password(actor: Actor, old: str, new: str) -> User:
    """The account's own change; its other sessions end, as each carries a mark of the password."""
    user = own_account(actor)
    if user is None:
        raise SignInNeeded
    if not user.check_password(old):
        raise SignInRefused
    if old == new:
        raise SamePassword
    _set_password(user, new, must_change=False)
    tell(actor, user, "password_changed")
    return user


@transaction.atomic
def reset_password(actor: Actor, user_id: UUID, new: str, reason: str) -> User:
    """An administrator's reset; the person must change it at the next sign-in."""
    user = access_account(actor, user_id, "access.administer")
    _set_password(user, new, must_change=True)
    Session.objects.filter(user_id=user.id).delete()
    tell(actor, user, "password_reset", reason=reason)
    return user


def password_policy() -> PasswordPolicy:
    return PasswordPolicy(settings.PASSWORD_LENGTH, settings.PASSWORD_KINDS)


def _set_password(user: User, new: str, *, must_change: bool) -> None:
    rules.check_password(new, user.username, password_policy())
    user.set_password(new)
    user.must_change_password = must_change
    user.password_changed_at = clock.now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])


def _close(user: User) -> None:
    user.disabled_at = clock.now()
    user.save(update_fields=["disabled_at"])
    Session.objects.filter(user_id=user.id).delete()
    ApiToken.objects.filter(user=user, revoked_at__isnull=True).update(revoked_at=clock.now())
    known_tokens.forget_all()
