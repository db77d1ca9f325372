"""How organizations refuses: each problem says what to do next."""

from __future__ import annotations

from liandong.kernel.errors import Invalid, Refused
from liandong.kernel.text import Localized


class NameTaken(Refused):
    code = "organization_exists"
    message = Localized(
        zh="该行政区内已有名为“{name}”的机构或相同的统一社会信用代码，请直接使用或改名。",
        en="The region already has an organisation named “{name}” or with this credit code; use that one or rename.",
    )


class TreeLoop(Refused):
    code = "organization_loop"
    message = Localized(
        zh="“{name}”不能隶属于自身或其下级机构，请另选上级。",
        en="“{name}” cannot be placed under itself or what lies beneath it; choose another parent.",
    )


class StillInUse(Refused):
    code = "organization_in_use"
    message = Localized(
        zh="“{name}”尚有下级机构或在任人员，请先处理后再撤销。",
        en="“{name}” still has organisations beneath it or people in post; settle these first.",
    )


class LeadingPostExists(Refused):
    code = "leading_post_exists"
    message = Localized(
        zh="“{name}”已有负责岗位，请先撤销原岗位。", en="“{name}” has a leading post already; abolish that one first."
    )


class PersonLeft(Refused):
    code = "person_left"
    message = Localized(zh="“{name}”已离岗，请另选人员。", en="{name} has left; choose somebody else.")


class AlreadyHolds(Refused):
    code = "post_already_held"
    message = Localized(zh="“{name}”已任此岗位。", en="{name} holds this post already.")


class BadPeriod(Invalid):
    code = "period_ends_before_it_begins"
    message = Localized(zh="结束时间应晚于开始时间。", en="The end must be later than the beginning.")


class ShiftsOverlap(Refused):
    code = "shift_overlap"
    message = Localized(
        zh="“{name}”在该时段已有值班安排，请调整时间或换人。",
        en="{name} is on duty in that time already; change the time or the person.",
    )


class ShiftOver(Refused):
    code = "shift_over"
    message = Localized(
        zh="该班次已结束或已取消，不能更改。", en="The shift is over or was cancelled; it cannot change."
    )


class TreeBroken(Invalid):
    code = "organization_tree_broken"
    message = Localized(
        zh="机构树第 {row} 项“{name}”的上级“{parent}”不在文件中，也不在系统中。",
        en="Item {row} “{name}” names the parent “{parent}”, which is neither in the file nor known.",
    )
