"""What a file is, judged by its first bytes, and what is not taken."""

from __future__ import annotations

import re
from dataclasses import dataclass

from liandong.kernel.errors import Invalid, Problem
from liandong.kernel.text import Localized

HEAD_BYTES = 4096
"""So many bytes from the start decide what a file is."""


class FileTooLarge(Problem):
    status = 413
    code = "file_too_large"
    message = Localized(
        zh="文件超过 {most_mb} MB，请压缩或分段后再上传。", en="The file is over {most_mb} MB; compress or split it."
    )


class FileTypeRefused(Invalid):
    code = "file_type_refused"
    message = Localized(
        zh="不接收此类文件（按内容判断）。可上传图片、音视频、PDF、Office 文档、文本、CSV、ZIP。",
        en="Such files are not taken, judged by content. Pictures, sound, video, PDF, Office, text and ZIP are.",
    )


class FileIncomplete(Invalid):
    code = "file_hash_mismatch"
    message = Localized(
        zh="文件内容与所给校验值不符，可能在传输中损坏，请重新上传。",
        en="The content does not match the given hash; it was damaged on the way. Send it again.",
    )


class FileEmpty(Invalid):
    code = "file_empty"
    message = Localized(zh="文件是空的，请检查后重新上传。", en="The file is empty; check it and send it again.")


class FileMissing(Problem):
    """The row is there, the bytes are not, or are not what they were."""

    status = 503
    code = "file_damaged"
    message = Localized(
        zh="文件内容缺失或损坏，请联系管理员从备份恢复（编号 {file_id}）。",
        en="The file's content is missing or damaged; ask the administrator to restore it ({file_id}).",
    )


@dataclass(frozen=True, slots=True)
class MediaType:
    """A kind of content and the endings a name of it may have; the first is given to names without one."""

    name: str
    endings: tuple[str, ...]


_JPEG = MediaType("image/jpeg", (".jpg", ".jpeg"))
_ZIP = MediaType("application/zip", (".zip", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".kmz"))
_OLE = MediaType("application/x-ole-storage", (".doc", ".xls", ".ppt", ".wps", ".et"))
_TEXT = MediaType("text/plain", (".txt", ".csv", ".json", ".geojson", ".md", ".log", ".kml", ".gpx"))
_MP4 = MediaType("video/mp4", (".mp4", ".m4v", ".mov", ".m4a", ".3gp"))
_HEIC = MediaType("image/heic", (".heic", ".heif", ".avif"))
_PICTURE_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"heif", b"avif")

_STARTS: tuple[tuple[bytes, MediaType], ...] = (
    (b"\xff\xd8\xff", _JPEG),
    (b"\x89PNG\r\n\x1a\n", MediaType("image/png", (".png",))),
    (b"GIF87a", MediaType("image/gif", (".gif",))),
    (b"GIF89a", MediaType("image/gif", (".gif",))),
    (b"II*\x00", MediaType("image/tiff", (".tif", ".tiff"))),
    (b"MM\x00*", MediaType("image/tiff", (".tif", ".tiff"))),
    (b"%PDF-", MediaType("application/pdf", (".pdf",))),
    (b"%OFD-", MediaType("application/ofd", (".ofd",))),
    (b"PK\x03\x04", _ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLE),
    (b"OggS", MediaType("audio/ogg", (".ogg", ".opus"))),
    (b"#!AMR", MediaType("audio/amr", (".amr",))),
    (b"ID3", MediaType("audio/mpeg", (".mp3",))),
    (b"\xff\xfb", MediaType("audio/mpeg", (".mp3",))),
    (b"fLaC", MediaType("audio/flac", (".flac",))),
    (b"\x1aE\xdf\xa3", MediaType("video/webm", (".webm", ".mkv"))),
)
_RIFF = {
    b"WAVE": MediaType("audio/wav", (".wav",)),
    b"WEBP": MediaType("image/webp", (".webp",)),
    b"AVI ": MediaType("video/x-msvideo", (".avi",)),
}
# What a browser, an office program or a shell would run although it looks like text.
_RUNNABLE = re.compile(rb"^\s*(?:<!doctype|<html|<svg|<script|<\?php|#!|<\?xml[^>]*>\s*(?:<!doctype|<svg|<html))", re.I)
_TAG = re.compile(rb"<\s*(?:script|iframe|svg|html|body|object|embed)\b", re.I)


def media_type_of(head: bytes) -> MediaType:
    """What the first `HEAD_BYTES` say the file is; `FileTypeRefused` when it is none of the known kinds."""
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF" and head[8:12] in _RIFF:
        return _RIFF[head[8:12]]
    if head[4:8] == b"ftyp":
        return _HEIC if head[8:12] in _PICTURE_BRANDS else _MP4
    if _is_text(head):
        return _TEXT
    raise FileTypeRefused


def _is_text(head: bytes) -> bool:
    """UTF-8 or GB 18030 without control characters, and nothing that a browser would run."""
    if _RUNNABLE.match(head) or _TAG.search(head) or any(byte < 9 or 13 < byte < 32 for byte in head):
        return False
    return any(_reads_as(head, encoding) for encoding in ("utf-8", "gb18030"))


def _reads_as(head: bytes, encoding: str) -> bool:
    # A character may be cut in half at the end of the head.
    for cut in range(4):
        try:
            head[: len(head) - cut].decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def safe_name(name: str, kind: MediaType) -> str:
    """The last part of the name as handed in, without what a file system or header could trip over.

    The ending is one of the kind's own: `快照.html` of a PNG becomes `快照.png`.
    """
    last = re.split(r"[/\\]", name)[-1]
    clean = re.sub(r"[\x00-\x1f\x7f<>:\"|?*\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", "_", last).strip(". ")
    stem, dot, ending = clean.rpartition(".")
    if f".{ending.lower()}" in kind.endings and stem:
        return f"{stem[:110]}{dot}{ending}"
    return f"{(stem or clean or 'file')[:110]}{kind.endings[0]}"
