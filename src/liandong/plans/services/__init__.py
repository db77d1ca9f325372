"""Verbs of a response: approve, activate, appoint, change level, merge, request what is short, stand down."""

from liandong.plans.services.activation import activate_plan, decide_activation
from liandong.plans.services.facts import check_condition, compare_with_grade, follow_facts, judge_by_time
from liandong.plans.services.groups import appoint_head, join_upper_team, lose_head, merge_with_upper_team
from liandong.plans.services.levels import change_level, stand_down
from liandong.plans.services.needs import check_needs, request_resource
from liandong.plans.services.rehearsals import ask_rehearsal, finish_rehearsal, take_up_rehearsal
from liandong.plans.services.repeats import issue_repeats
from liandong.plans.services.tasks import complete_task, follow_due_time, reopen_task, stop_task

__all__ = [
    "activate_plan",
    "appoint_head",
    "ask_rehearsal",
    "change_level",
    "check_condition",
    "check_needs",
    "compare_with_grade",
    "complete_task",
    "decide_activation",
    "finish_rehearsal",
    "follow_due_time",
    "follow_facts",
    "issue_repeats",
    "join_upper_team",
    "judge_by_time",
    "lose_head",
    "merge_with_upper_team",
    "reopen_task",
    "request_resource",
    "stand_down",
    "stop_task",
    "take_up_rehearsal",
]
