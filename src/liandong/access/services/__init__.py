"""The verbs of access: the only writers of accounts, grants, tokens and sessions."""

from liandong.access.services.accounts import (
    AccountDraft,
    change_password,
    close_accounts_of,
    disable_account,
    enable_account,
    open_account,
    reset_password,
    seat_person,
)
from liandong.access.services.grants import delegate_role, grant_role, revoke_grant
from liandong.access.services.sign_in import end_sessions, sign_in, sign_out
from liandong.access.services.tokens import TokenDraft, issue_token, revoke_token

__all__ = [
    "AccountDraft",
    "TokenDraft",
    "change_password",
    "close_accounts_of",
    "delegate_role",
    "disable_account",
    "enable_account",
    "end_sessions",
    "grant_role",
    "issue_token",
    "open_account",
    "reset_password",
    "revoke_grant",
    "revoke_token",
    "seat_person",
    "sign_in",
    "sign_out",
]
