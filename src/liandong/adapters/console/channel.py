"""The console channel and the file channel."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import msgspec

from liandong.kernel import clock
from liandong.kernel.text import Localized
from liandong.notices.channels import ChannelTrouble, Outgoing, Taken, TestedAgainst

log = logging.getLogger("liandong.notices")


class ConsoleChannel:
    """Writes the words of a message to the log."""

    id = "console"
    title = Localized(zh="控制台", en="Console")
    tested_against: TestedAgainst = "live"
    real_target = False

    def send(self, message: Outgoing) -> Taken:
        log.info("[%s] %s：%s", message.urgency, message.title, message.body)
        return Taken(reference=message.provider_key)


class FileChannel:
    """Appends one JSON object a line: for a duty room without any gateway, and for tests."""

    id = "file"
    title = Localized(zh="文件", en="File")
    tested_against: TestedAgainst = "live"
    real_target = False

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, message: Outgoing) -> Taken:
        line = msgspec.json.encode({"taken_at": clock.now(), **{f: getattr(message, f) for f in _SHOWN}}) + b"\n"
        try:
            # one write of one line with O_APPEND: lines of several processes do not mix
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(handle, line)
            finally:
                os.close(handle)
        except OSError as error:
            raise ChannelTrouble(str(error)) from error
        return Taken(reference=message.provider_key)


_SHOWN = ("provider_key", "notice_id", "title", "body", "urgency", "region_code", "drill", "created_at")
