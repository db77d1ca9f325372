"""What whoever sends a unit is warned of; kept as codes, said in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from liandong.kernel.text import Localized

_TEXTS = {
    "uninsured": Localized(
        zh="{number} 人未投保人身意外伤害保险", en="{number} people on board have no accident insurance"
    ),
    "unsure": Localized(zh="到场时间按直线估算", en="the arrival is estimated in a straight line"),
    "returning": Localized(zh="正在返程途中", en="it is on its way home"),
    "stale": Localized(zh="资料 {number} 天未核查", en="its data was not checked for {number} days"),
}


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning: its code without the number, and its words."""

    code: str
    text: Localized


def read_warning(written: str) -> Warned:
    """`uninsured:2` in words; an unknown code stands as it is."""
    code, _, number = written.partition(":")
    text = _TEXTS.get(code, Localized(zh=written, en=written))
    return Warned(code, text.format(number=number))
