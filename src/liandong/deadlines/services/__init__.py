"""The verbs of the clock: start, meet, move, waive, cancel, remind, extend, and what fires by itself."""

from liandong.deadlines.services.extensions import ask_extension, decide_extension
from liandong.deadlines.services.running import Start, cancel_all, meet, move, remind, start, start_many, waive
from liandong.deadlines.services.watching import acknowledge, rearm

__all__ = [
    "Start",
    "acknowledge",
    "ask_extension",
    "cancel_all",
    "decide_extension",
    "meet",
    "move",
    "rearm",
    "remind",
    "start",
    "start_many",
    "waive",
]
