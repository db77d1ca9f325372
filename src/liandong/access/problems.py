"""How access refuses: each problem says what to do next."""

from __future__ import annotations

from liandong.kernel.errors import Forbidden, Invalid, Problem, Refused, SignInNeeded
from liandong.kernel.text import Localized


class SignInRefused(SignInNeeded):
    code = "sign_in_refused"
    message = Localized(
        zh="账号或密码不正确，请核对后重试；连续输错将暂时锁定。",
        en="The name or the password is wrong; check both. Repeated failures lock the account for a while.",
    )


class SignInLocked(Problem):
    status = 429
    code = "sign_in_locked"
    message = Localized(
        zh="连续登录失败次数过多，请在 {minutes} 分钟后重试，或联系系统管理员。",
        en="Too many failed sign-ins; try again in {minutes} minutes or ask the system administrator.",
    )


class WeakPassword(Invalid):
    code = "password_weak"
    message = Localized(
        zh="密码至少 {length} 位，含大写字母、小写字母、数字、符号中的 {kinds} 种，且不得包含账号名。",
        en="A password has at least {length} characters of {kinds} kinds of capitals, small letters, digits and "
        "signs, and does not contain the account's name.",
    )


class SamePassword(Invalid):
    code = "password_unchanged"
    message = Localized(zh="新密码不能与原密码相同。", en="The new password must differ from the old one.")


class AccountExists(Refused):
    code = "account_exists"
    message = Localized(
        zh="账号“{username}”已存在，请换一个名称。", en="The name “{username}” is taken; choose another."
    )


class UnknownRole(Invalid):
    code = "role_unknown"
    message = Localized(zh="没有角色“{role}”。", en="There is no role “{role}”.")


class RolesKeptApart(Refused):
    code = "roles_kept_apart"
    message = Localized(
        zh="角色“{held}”与“{wanted}”不得由同一账号持有，请另用账号。",
        en="One account may not hold both “{held}” and “{wanted}”; use another account.",
    )


class NotToOneself(Refused):
    code = "grant_to_oneself"
    message = Localized(
        zh="不能给自己授权，请由另一名安全管理员办理。", en="Nobody gives roles to oneself; ask another."
    )


class GrantEndsFirst(Invalid):
    code = "grant_ends_before_it_begins"
    message = Localized(zh="授权的结束时间应晚于开始时间。", en="A grant must end later than it begins.")


class CannotDelegate(Refused):
    code = "delegation_exceeds_own_grant"
    message = Localized(
        zh="您没有可委托的“{role}”（{region}）授权，或委托期限超出本人授权期限。",
        en="You hold no grant of “{role}” for {region} of your own that lasts as long as the delegation.",
    )


class TokenLivesTooLong(Invalid):
    code = "token_expiry"
    message = Localized(
        zh="令牌有效期须在现在之后、{days} 天之内。", en="A token expires later than now and within {days} days."
    )


class AlreadyRevoked(Refused):
    code = "already_revoked"
    message = Localized(zh="已经撤销，无需重复操作。", en="It was revoked before; nothing is left to do.")


class IdempotencyKeyMissing(Problem):
    status = 400
    code = "idempotency_key_missing"
    message = Localized(
        zh="写操作须带 Idempotency-Key 请求头（1 至 200 个可见字符），重试时沿用同一个键。",
        en="A write needs the header Idempotency-Key (1 to 200 visible characters); keep it when you retry.",
    )


class IdempotencyKeyReused(Refused):
    code = "idempotency_key_reused"
    message = Localized(
        zh="该 Idempotency-Key 已用于另一内容，请为新的提交换一个键。",
        en="This Idempotency-Key was used for other content; take a new key for a new submission.",
    )


class CsrfMismatch(Forbidden):
    code = "csrf_mismatch"
    message = Localized(
        zh="页面已失效，请刷新后重试。",
        en="The page is stale (the X-CSRFToken header does not match the cookie); reload it and try again.",
    )
