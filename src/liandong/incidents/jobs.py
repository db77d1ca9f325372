"""What incidents do by themselves from time to time."""

from __future__ import annotations

from liandong.access.rules import Actor, Source
from liandong.incidents.services import forget_reporters


def forget() -> int:
    """Remove names and telephones of reporters whose time is over (个人信息保护法 第四十七条); how many rows went."""
    return forget_reporters(Actor.system(Source.CLOCK))
