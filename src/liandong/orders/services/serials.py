"""Serial numbers of a day: given in order, without gaps inside a committed transaction."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import F

from liandong.kernel import clock
from liandong.orders.models import DaySerial
from liandong.orders.rules import order_number

_LOCAL = ZoneInfo("Asia/Shanghai")


def take_numbers(word: str, region_code: str, drill: bool, count: int) -> list[str]:
    """The next `count` order numbers; the row stays locked until the transaction ends, so two never get the same."""
    day: date = clock.now().astimezone(_LOCAL).date()
    serial, _ = DaySerial.objects.get_or_create(word=word, region_code=region_code, day=day, drill=drill)
    rows = DaySerial.objects.filter(id=serial.id)
    rows.update(last=F("last") + count)
    last: int = rows.values_list("last", flat=True).get()
    return [order_number(word, region_code, day, n, drill) for n in range(last - count + 1, last + 1)]
