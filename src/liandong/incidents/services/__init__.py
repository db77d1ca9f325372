"""The verbs of reports and incidents; the only writers of their tables."""

from liandong.incidents.rules.drafts import IncidentDraft
from liandong.incidents.services.closing import (
    ArchiveCondition,
    archive_incident,
    close_incident,
    forget_reporters,
    register_archive_condition,
)
from liandong.incidents.services.command import hand_over_command, sign_handover, withdraw_handover
from liandong.incidents.services.grading import (
    change_branch,
    change_framework,
    confirm_grade,
    mark_special,
    record_facts,
)
from liandong.incidents.services.intake import (
    follow_up_report,
    receive_report,
    receive_reports,
    reveal_reporter,
)
from liandong.incidents.services.linking import attach_report, mark_false, promote_report, split_report
from liandong.incidents.services.opening import open_incident
from liandong.incidents.services.phases import enter_phase, give_feedback
from liandong.incidents.services.plots import draw_plot, remove_plot
from liandong.incidents.services.submissions import (
    endorse_submission,
    prepare_submission,
    receive_submission,
    return_submission,
    send_submission,
)
from liandong.incidents.services.zones import draw_zone, lift_zone

__all__ = [
    "ArchiveCondition",
    "IncidentDraft",
    "archive_incident",
    "attach_report",
    "change_branch",
    "change_framework",
    "close_incident",
    "confirm_grade",
    "draw_plot",
    "draw_zone",
    "endorse_submission",
    "enter_phase",
    "follow_up_report",
    "forget_reporters",
    "give_feedback",
    "hand_over_command",
    "lift_zone",
    "mark_false",
    "mark_special",
    "open_incident",
    "prepare_submission",
    "promote_report",
    "receive_report",
    "receive_reports",
    "receive_submission",
    "record_facts",
    "register_archive_condition",
    "remove_plot",
    "return_submission",
    "reveal_reporter",
    "send_submission",
    "sign_handover",
    "split_report",
    "withdraw_handover",
]
