"""The verbs of a resource."""

from liandong.resources.services.bookings import book_venue, cancel_booking
from liandong.resources.services.importing import RefusedRow, Tally, import_resources
from liandong.resources.services.members import MemberDraft, add_member, change_member, remove_member
from liandong.resources.services.outlines import import_boundaries, import_villages
from liandong.resources.services.presence import change_load, report_signal
from liandong.resources.services.registering import (
    ResourceDraft,
    change_resource,
    register_resource,
    register_resources,
    set_state,
    verify_resource,
)
from liandong.resources.services.stewardship import assign_stewardship, reveal_phone
from liandong.resources.services.stock import move_stock, transfer_stock, write_off_expired
from liandong.resources.services.uses import commit_use, release_all, release_use, reserve_resource

__all__ = [
    "MemberDraft",
    "RefusedRow",
    "ResourceDraft",
    "Tally",
    "add_member",
    "assign_stewardship",
    "book_venue",
    "cancel_booking",
    "change_load",
    "change_member",
    "change_resource",
    "commit_use",
    "import_boundaries",
    "import_resources",
    "import_villages",
    "move_stock",
    "register_resource",
    "register_resources",
    "release_all",
    "release_use",
    "remove_member",
    "report_signal",
    "reserve_resource",
    "reveal_phone",
    "set_state",
    "transfer_stock",
    "verify_resource",
    "write_off_expired",
]
