"""Where django-allauth meets our accounts: whatever way of signing in it adds later, the rules of access hold.

Its addresses are not exposed yet (docs/decisions/0010). It opens no accounts and gives no rights.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest


class KnownAccountsOnly(DefaultAccountAdapter):  # type: ignore[misc]  # published without type information
    """Accounts are opened by an administrator, never by whoever comes along."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SessionBackend(AuthenticationBackend):  # type: ignore[misc]  # published without type information
    """Finds the account of a session. Passwords are checked by `services.sign_in` alone, which counts failures."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        return None
