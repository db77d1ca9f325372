"""Accounts and what they were given."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from liandong.kernel import clock
from liandong.kernel.ids import new_id


class User(AbstractBaseUser):
    """An account (账号). Person, organisation and post are ids of `organizations`, which lies above."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=80, unique=True)
    display_name = models.CharField(max_length=80, blank=True)
    region_code = models.CharField(max_length=12, blank=True)
    person_id = models.UUIDField(null=True, db_index=True)
    organization_id = models.UUIDField(null=True)
    post_id = models.UUIDField(null=True)
    must_change_password = models.BooleanField(default=False)
    password_changed_at = models.DateTimeField(default=clock.now)
    created_at = models.DateTimeField(default=clock.now)
    disabled_at = models.DateTimeField(null=True)

    last_login = None  # sessions know it

    USERNAME_FIELD = "username"
    objects = BaseUserManager["User"]()

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # a column in Django's base, a moment here
        return self.disabled_at is None


class RoleGrant(models.Model):
    """A role given to an account in a region for a time (授权); a delegation (委托) names the grant it comes from."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField(max_length=80)
    region_code = models.CharField(max_length=12, blank=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    delegated_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="delegations")
    granted_by = models.UUIDField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    granted_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "revoked_at"], name="role_grant_of_user")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gt=models.F("valid_from")),
                name="role_grant_ends_after_it_begins",
            )
        ]


class Session(AbstractBaseSession):
    """A signed-in browser; ends when idle, when too old, or when revoked (its row is deleted)."""

    user_id = models.UUIDField(null=True, db_index=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()


class SignInFailures(models.Model):
    """Failed sign-ins of one account from one address, so that a stranger cannot lock a whole duty desk out."""

    account = models.CharField(max_length=64)
    address = models.CharField(max_length=45)
    failures = models.PositiveSmallIntegerField(default=0)
    last_failed_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "address"], name="one_count_an_account_and_address")]


class ApiToken(models.Model):
    """A connector's key: one role in one region until a date. Only the SHA-256 of the secret is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=80)
    region_code = models.CharField(max_length=12, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class StoredAnswer(models.Model):
    """The answer to a write, kept so that the same write sent again is answered alike and done once."""

    client = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    content_type = models.CharField(max_length=80, blank=True)
    body = models.BinaryField(default=b"")
    created_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "key"], name="one_answer_a_client_and_key")]
