"""The verbs of notices: say something, read, confirm, take a receipt, send again; and what the job writes."""

from liandong.notices.services.climbing import climb_now
from liandong.notices.services.composing import Message, notify, notify_many
from liandong.notices.services.reading import confirm, mark_read, take_receipt
from liandong.notices.services.resending import resend, set_contact_point

__all__ = [
    "Message",
    "climb_now",
    "confirm",
    "mark_read",
    "notify",
    "notify_many",
    "resend",
    "set_contact_point",
    "take_receipt",
]
