"""工作日历 (calendars): days that a place makes free or working, over the national calendar."""

from __future__ import annotations

from datetime import date

from liandong.content.schemas.base import ContentFile


class Calendar(ContentFile):
    """A file under `library/calendars/`; a day in neither list follows the national calendar."""

    region: str = ""
    holidays: tuple[date, ...] = ()
    workdays: tuple[date, ...] = ()
