"""Words and shapes for what the page shows. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

GRADES = {
    "EXTRA_MAJOR": ("Ⅰ", "特别重大", 1),
    "MAJOR": ("Ⅱ", "重大", 2),
    "LARGER": ("Ⅲ", "较大", 3),
    "GENERAL": ("Ⅳ", "一般", 4),
}
"""Numeral, word and rung of each grade; a level is never shown by its colour alone."""


NUMERALS = {"I": "Ⅰ", "II": "Ⅱ", "III": "Ⅲ", "IV": "Ⅳ"}
"""Levels of a response as they are written beside their colour."""

CHANNELS = {
    "POLICE_110": "110",
    "FIRE_119": "119",
    "MEDICAL_120": "120",
    "TRAFFIC_122": "122",
    "HOTLINE_12345": "12345",
    "DUTY_REPORT": "值班报送",
    "UNIT_REPORT": "单位报告",
    "SENSOR": "监测设备",
    "CAP": "预警",
    "FIELD_APP": "现场上报",
    "PUBLIC": "群众上报",
    "MEDIA": "媒体",
    "OTHER": "其他",
}
"""By which way a report came, in the words of a duty room."""

COMMANDS = {"FRT": "消防救援队伍", "OSC": "现场指挥部", "CENTRE": "联动中心", "HQ": "处置指挥部"}
"""Who may hold command."""

QUIET_VERBS = frozenset({"notice_read", "notice_confirmed", "notice_receipt_taken", "deadline_started", "signed_in"})
"""What everybody's every click leaves on record, but nobody reads on a wall."""


@dataclass(frozen=True, slots=True)
class Grade:
    numeral: str
    word: str
    rung: int
    proposed: bool


def grade_shown(confirmed: str | None, proposed: str | None) -> Grade | None:
    """The grade in force, else the one proposed (拟), else None: not known is not 一般."""
    name = confirmed or proposed
    if name not in GRADES:
        return None
    numeral, word, rung = GRADES[name]
    return Grade(numeral, word if confirmed else f"拟{word}", rung, confirmed is None)


def span(left: timedelta) -> str:
    """`23:42` under an hour, `1:23:48` above, `3 天` after a day; late ones count up with `+`."""
    late, seconds = left < timedelta(), abs(int(left.total_seconds()))
    days, hours, minutes = seconds // 86400, seconds // 3600, seconds // 60 % 60
    text = (
        f"{days} 天"
        if days
        else f"{hours}:{minutes:02d}:{seconds % 60:02d}"
        if hours
        else f"{minutes}:{seconds % 60:02d}"
    )
    return f"+{text}" if late else text


def amount(value: float) -> str:
    """`5600` → `5,600`, `9.0` → `9`."""
    whole = int(value) if float(value).is_integer() else value
    return f"{whole:,}"
