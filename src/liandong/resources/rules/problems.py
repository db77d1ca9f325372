"""Why something about a resource is refused, and what to do instead."""

from __future__ import annotations

from liandong.kernel.errors import Invalid, Refused
from liandong.kernel.text import Localized


class AttributeUnknown(Invalid):
    code = "resource_attribute_unknown"
    message = Localized(
        zh="“{type}”没有属性 {attribute}，可用的有：{known}。",
        en="“{type}” has no attribute {attribute}; it has: {known}.",
    )


class AttributeMissing(Invalid):
    code = "resource_attribute_missing"
    message = Localized(zh="“{type}”必须填写：{attribute}。", en="“{type}” needs its {attribute}.")


class AttributeInvalid(Invalid):
    code = "resource_attribute_invalid"
    message = Localized(zh="属性 {attribute} 应为{expected}。", en="The attribute {attribute} must be {expected_en}.")


class NotWhole(Invalid):
    code = "resource_quantity_not_whole"
    message = Localized(
        zh="“{type}”按整{unit}计，数量 {quantity} 不能有小数。",
        en="“{type}” is counted in whole {unit_en}; {quantity} is not whole.",
    )


class ReasonNeeded(Invalid):
    code = "resource_reason_needed"
    message = Localized(zh="请写明理由。", en="State the reason.")


class PlaceMissing(Invalid):
    code = "resource_place_missing"
    message = Localized(zh="经度和纬度要么都填，要么都不填。", en="Give both longitude and latitude, or neither.")


class NotStocked(Refused):
    code = "resource_not_stocked"
    message = Localized(
        zh="“{type}”不按库存收发；请改数量，或占用、释放。",
        en="“{type}” has no stock to move; change its quantity, or reserve and release it.",
    )


class NotEnough(Refused):
    """More is asked for than is free; `free` and `unit` say how much there is."""

    code = "resource_not_enough"
    message = Localized(
        zh="“{name}”可用 {free}{unit}，不足 {wanted}{unit}。请减少数量或另选资源。",
        en="“{name}” has {free} {unit_en} free, fewer than {wanted}. Take fewer, or another resource.",
    )


class NotInThisState(Refused):
    code = "resource_not_in_this_state"
    message = Localized(
        zh="“{name}”当前为“{state}”，不能改为“{target}”。", en="“{name}” is {state} and cannot become {target}."
    )


class NothingReserved(Refused):
    code = "resource_use_ended"
    message = Localized(zh="该占用已释放。", en="This use has already ended.")


class ChangedMeanwhile(Refused):
    """Two people changed it at the same moment: the other one was first."""

    code = "resource_changed_meanwhile"
    message = Localized(
        zh="{by} 已先一步修改（{at}）。请刷新后再决定。", en="{by} was first (at {at}). Reload before you decide."
    )


class TypesDiffer(Refused):
    code = "resource_types_differ"
    message = Localized(
        zh="“{source}”是{source_type}，“{target}”是{target_type}，只能在同类之间调拨。",
        en="“{source}” and “{target}” are of different types; move stock between the same type only.",
    )


class SameResource(Refused):
    code = "resource_transfer_to_itself"
    message = Localized(zh="不能调拨给自己，请另选接收方。", en="Stock cannot move to where it is; choose another.")


class NothingExpired(Refused):
    code = "resource_nothing_expired"
    message = Localized(zh="“{name}”没有可报废的过期库存。", en="“{name}” holds nothing expired that is free.")


class NotLoaded(Refused):
    code = "resource_takes_nobody_in"
    message = Localized(
        zh="“{type}”不收容人员，只有避难场所登记在场人数。", en="“{type}” takes nobody in; only shelters count people."
    )


class Full(Refused):
    """More people than places; `free` says how many still fit."""

    code = "resource_full"
    message = Localized(
        zh="“{name}”容量 {capacity} 人，在场 {load} 人，还可收容 {free} 人。请安排其余人员到其他场所。",
        en="“{name}” has {capacity} places and {load} people; {free} still fit. Send the others elsewhere.",
    )


class NobodyThere(Refused):
    code = "resource_load_below_nothing"
    message = Localized(
        zh="“{name}”在场 {load} 人，不能离开 {leaving} 人。", en="“{name}” holds {load} people; {leaving} cannot leave."
    )


class NotATeam(Refused):
    code = "resource_not_a_team"
    message = Localized(zh="“{name}”不是队伍，不能登记队员。", en="“{name}” is no team and has no members.")


class SkillUnknown(Invalid):
    code = "resource_skill_unknown"
    message = Localized(zh="没有技能 {skill}，可用的有：{known}。", en="There is no skill {skill}; known: {known}.")


class NotAVenue(Refused):
    code = "resource_not_a_venue"
    message = Localized(zh="“{name}”不是可预订的场所。", en="“{name}” is no venue that can be booked.")


class Taken(Refused):
    """Somebody has the venue then; `until` says when it is free."""

    code = "resource_venue_taken"
    message = Localized(
        zh="“{name}”在此时段已由{by}预订（{purpose}，至 {until}）。请另选时间或场所。",
        en="“{name}” is taken by {by} then ({purpose}, until {until}). Choose another time or venue.",
    )


class EndsBeforeItBegins(Invalid):
    code = "resource_booking_ends_before_it_begins"
    message = Localized(zh="结束时间应晚于开始时间。", en="The end must lie after the beginning.")


class BookingEnded(Refused):
    code = "resource_booking_ended"
    message = Localized(zh="该预订已取消或已结束。", en="The booking was cancelled or is over.")


class NoDutyToVerify(Invalid):
    code = "resource_family_needs_no_check"
    message = Localized(
        zh="“{family}”没有规定核查周期，无需指定责任单位。",
        en="“{family}” has no interval of checking; no organisation need answer for it.",
    )
