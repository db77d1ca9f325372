"""A file sent over HTTP, on disk for as long as it is read."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from ninja.files import UploadedFile

from liandong.access.rules import Actor
from liandong.kernel.errors import Invalid
from liandong.kernel.text import Localized
from liandong.resources.importing.opening import open_table
from liandong.resources.importing.rows import RowReader

MOST_ROWS = 20_000
"""One writer serves everybody: what is longer is imported from the command line, chunk by chunk."""


class CrsNeeded(Invalid):
    code = "import_crs_needed"
    message = Localized(
        zh="文件没有说明坐标系，请选择 CGCS2000、WGS84、GCJ02（高德）或 BD09（百度），否则位置可能偏移约 500 米。",
        en="The file does not say its coordinate system; choose one, or places may lie some 500 m off.",
    )


class TooManyRows(Invalid):
    code = "import_too_many_rows"
    message = Localized(
        zh="文件有 {rows} 行，网页一次最多导入 {most} 行。请拆分，或请管理员用命令行 `import resources` 导入。",
        en="{rows} rows, at most {most} over HTTP. Split the file, or import it with `import resources`.",
    )


@contextmanager
def uploaded_table(
    actor: Actor, file: UploadedFile, said: Mapping[str, str], *, only_looking: bool
) -> Iterator[RowReader]:
    """A reader of the rows; CrsNeeded and TooManyRows where more than looking is asked for."""
    name = PurePosixPath((file.name or "").replace("\\", "/")).name
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / f"upload{''.join(PurePosixPath(name.lower()).suffixes[-2:])[:12]}"
        with kept.open("wb") as out:
            out.writelines(file.chunks())
        reader = open_table(actor, kept, name, **said)
        if not only_looking:
            _check(reader)
        yield reader


def _check(reader: RowReader) -> None:
    if len(reader.table.rows) > MOST_ROWS:
        raise TooManyRows(rows=len(reader.table.rows), most=MOST_ROWS)
    if not reader.crs_is_known:
        raise CrsNeeded
