"""Which notice channels this node uses, by what the operator set; the inbox is always there."""

from __future__ import annotations

from pathlib import Path

from liandong.adapters.console.channel import ConsoleChannel, FileChannel
from liandong.adapters.sms_simulator.channel import SmsSimulator
from liandong.adapters.smtp.channel import SmtpChannel, SmtpServer
from liandong.config import environment
from liandong.notices.channels import Channel, register


def use_channels() -> None:
    """Register every channel that is set; calling it twice changes nothing."""
    for channel in (*_local(), *_smtp(), *_webhook(), *_sms()):
        register(channel)


def _local() -> list[Channel]:
    found: list[Channel] = []
    if environment.flag("LIANDONG_NOTICES_CONSOLE"):
        found.append(ConsoleChannel())
    file = environment.text("LIANDONG_NOTICES_FILE")
    if file:
        found.append(FileChannel(Path(file)))
    return found


def _smtp() -> list[Channel]:
    url = environment.text("LIANDONG_SMTP_URL")
    if not url:
        return []
    try:
        return [SmtpChannel(SmtpServer.parse(url, environment.text("LIANDONG_SMTP_SENDER", "liandong@localhost")))]
    except ValueError as error:
        raise environment.BadSetting("LIANDONG_SMTP_URL", str(error)) from error


def _webhook() -> list[Channel]:
    secret = environment.text("LIANDONG_WEBHOOK_SECRET")
    if not secret:
        return []
    if len(secret) < 32:
        raise environment.BadSetting("LIANDONG_WEBHOOK_SECRET", "needs at least 32 characters")
    from liandong.adapters.webhook.channel import WebhookChannel, WebhookTerms  # brings a whole HTTP client along

    allowed = environment.words("LIANDONG_WEBHOOK_ALLOWED")
    return [WebhookChannel(WebhookTerms(secret.encode(), allowed=frozenset(allowed)))]


def _sms() -> list[Channel]:
    chosen = environment.text("LIANDONG_SMS", "none")
    if chosen not in {"none", "simulator"}:
        raise environment.BadSetting("LIANDONG_SMS", f"expected none or simulator, not {chosen!r}")
    return [SmsSimulator()] if chosen == "simulator" else []
