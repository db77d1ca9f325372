"""The SMTP channel and its server."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from liandong.kernel.text import Localized
from liandong.notices.channels import ChannelTrouble, Outgoing, Taken, TestedAgainst

TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mail is handed in; `tls` as `never`, `starttls` (refused when not offered) or `always` (from the start)."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    tls: str = "starttls"

    @classmethod
    def parse(cls, url: str, sender: str) -> SmtpServer:
        """`smtp://user:password@host:port` (plain), `smtp+starttls://…` or `smtps://…`; else ValueError."""
        parts = urlsplit(url)
        known = {"smtp": ("never", 25), "smtp+starttls": ("starttls", 587), "smtps": ("always", 465)}
        if parts.scheme not in known or not parts.hostname:
            raise ValueError(f"expected smtp:, smtp+starttls: or smtps: and a host, not {parts.scheme!r}")
        tls, port = known[parts.scheme]
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.hostname, parts.port or port, sender, user, password, tls)


class SmtpChannel:
    """Mail by one SMTP server."""

    id = "smtp"
    title = Localized(zh="电子邮件", en="E-mail")
    tested_against: TestedAgainst = "simulator"
    real_target = True

    def __init__(self, server: SmtpServer) -> None:
        self._server = server

    def send(self, message: Outgoing) -> Taken:
        mail = self._mail(message)
        try:
            with self._connected() as smtp:
                smtp.send_message(mail)
        except smtplib.SMTPRecipientsRefused as refused:
            code = next(iter(refused.recipients.values()))[0]
            raise ChannelTrouble(f"recipient refused: {code}", permanent=500 <= code < 600) from refused
        except smtplib.SMTPResponseException as error:
            raise ChannelTrouble(f"SMTP {error.smtp_code}", permanent=error.smtp_code == 554) from error
        except (smtplib.SMTPException, OSError) as error:
            raise ChannelTrouble(f"{type(error).__name__}: {error}") from error
        return Taken(reference=str(mail["Message-ID"]))

    def _connected(self) -> smtplib.SMTP:
        server, context = self._server, ssl.create_default_context()
        smtp: smtplib.SMTP
        if server.tls == "always":
            smtp = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_S, context=context)
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_S)
        if server.tls == "starttls":
            smtp.starttls(context=context)
        if server.user:
            smtp.login(server.user, server.password)
        return smtp

    def _mail(self, message: Outgoing) -> EmailMessage:
        mail = EmailMessage()
        mail["From"], mail["To"] = self._server.sender, message.address
        mail["Subject"] = message.title.replace("\n", " ").replace("\r", " ")
        mail["Message-ID"] = f"<{message.provider_key}@{self._server.sender.rpartition('@')[2] or 'liandong'}>"
        mail["X-Priority"] = {"FLASH": "1", "URGENT": "2"}.get(message.urgency, "3")
        mail.set_content(message.body)
        return mail
