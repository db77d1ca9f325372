"""Mail over a real SMTP conversation with a small server; lines in a file."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from liandong.adapters.console.channel import ConsoleChannel, FileChannel
from liandong.adapters.smtp.channel import SmtpChannel, SmtpServer
from liandong.kernel.ids import new_id
from liandong.notices.channels import ChannelTrouble, Outgoing
from liandong.notices.rules import Urgency


class Conversation(socketserver.StreamRequestHandler):
    """Enough of RFC 5321 to take one message; `refuse` answers RCPT with that code."""

    def handle(self) -> None:
        self._say("220 ready")
        for raw in self.rfile:
            word = raw.decode("ascii", "replace").strip().upper()
            if word.startswith("RCPT") and self.server.refuse:
                self._say(f"{self.server.refuse} no")
            elif word == "DATA":
                self._say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.mails.append(b"".join(lines))
                self._say("250 taken")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.mails: list[bytes] = []
        self.refuse = ""


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


def channel(server: MailServer) -> SmtpChannel:
    return SmtpChannel(SmtpServer.parse(f"smtp://127.0.0.1:{server.server_address[1]}", "duty@liandong.example"))


def outgoing(**changes: object) -> Outgoing:
    given = {
        "provider_key": "01a2-1",
        "notice_id": new_id(),
        "address": "zhang@example.org",
        "title": "已超时：完成流调",
        "body": "请立即办理并说明情况。",
        "urgency": Urgency.FLASH,
        "region_code": "140105",
        "drill": False,
        "subject": None,
        "created_at": datetime(2026, 11, 23, tzinfo=UTC),
    }
    return Outgoing(**{**given, **changes})


def test_a_message_arrives_with_its_chinese_words_and_a_steady_id(server: MailServer) -> None:
    taken = channel(server).send(outgoing())
    mail = message_from_bytes(server.mails[0], policy=policy.default)
    assert mail["Subject"] == "已超时：完成流调"
    assert mail.get_content().strip() == "请立即办理并说明情况。"
    assert mail["Message-ID"] == taken.reference == "<01a2-1@liandong.example>"
    assert mail["X-Priority"] == "1"


def test_line_breaks_in_a_title_cannot_add_headers(server: MailServer) -> None:
    channel(server).send(outgoing(title="超时\r\nBcc: all@example.org"))
    mail = message_from_bytes(server.mails[0], policy=policy.default)
    assert mail["Bcc"] is None


@pytest.mark.parametrize(("code", "permanent"), [("550", True), ("450", False)])
def test_a_refused_recipient_is_final_when_the_server_says_so(server: MailServer, code: str, permanent: bool) -> None:
    server.refuse = code
    with pytest.raises(ChannelTrouble) as trouble:
        channel(server).send(outgoing())
    assert trouble.value.permanent is permanent


def test_a_server_that_is_away_may_come_back() -> None:
    with pytest.raises(ChannelTrouble) as trouble:
        SmtpChannel(SmtpServer("127.0.0.1", 1, "duty@liandong.example", tls="never")).send(outgoing())
    assert trouble.value.permanent is False


def test_a_server_without_encryption_is_not_spoken_to_where_encryption_was_asked(server: MailServer) -> None:
    asked = SmtpServer("127.0.0.1", server.server_address[1], "duty@liandong.example", tls="starttls")
    with pytest.raises(ChannelTrouble):
        SmtpChannel(asked).send(outgoing())
    assert server.mails == []


@pytest.mark.parametrize("url", ["http://x", "smtp:", "smtps://"])
def test_an_address_of_a_server_is_checked(url: str) -> None:
    with pytest.raises(ValueError, match="expected smtp"):
        SmtpServer.parse(url, "duty@liandong.example")


def test_the_scheme_chooses_encryption_and_port() -> None:
    assert SmtpServer.parse("smtps://a:b%40c@mail", "x@y") == SmtpServer("mail", 465, "x@y", "a", "b@c", "always")
    assert SmtpServer.parse("smtp+starttls://mail", "x@y").port == 587


def test_a_file_gets_one_line_a_message(tmp_path: Path) -> None:
    file = tmp_path / "notices.jsonl"
    for title in ("一", "二\n行"):
        FileChannel(file).send(outgoing(title=title))
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert [line["title"] for line in lines] == ["一", "二\n行"]
    assert file.stat().st_mode & 0o077 == 0


def test_a_folder_that_is_missing_is_trouble_not_a_crash(tmp_path: Path) -> None:
    with pytest.raises(ChannelTrouble):
        FileChannel(tmp_path / "no" / "file").send(outgoing())


def test_the_console_says_it_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "liandong.notices")
    ConsoleChannel().send(outgoing())
    assert "已超时：完成流调" in caplog.text
