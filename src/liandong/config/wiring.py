"""Who reacts to what: the one table of it, read from top to bottom.

A line says: when this fact is told, that reaction runs, in the same transaction.
"""

from __future__ import annotations

from liandong.access import jobs as access_jobs
from liandong.access.events import RecordedFact
from liandong.access.queries import account_names
from liandong.config import background, durability
from liandong.config.channels import use_channels
from liandong.config.value_words import word_for
from liandong.deadlines import handlers as deadlines
from liandong.deadlines import jobs as deadlines_jobs
from liandong.deadlines.events import DeadlineMoved, DeadlinePassed
from liandong.dispatch import handlers as dispatch
from liandong.dispatch import jobs as dispatch_jobs
from liandong.incidents import handlers as incidents
from liandong.incidents import jobs as incidents_jobs
from liandong.incidents.events import FactsRecorded, GradeConfirmed
from liandong.incidents.services import register_archive_condition
from liandong.kernel.events import subscribe
from liandong.notices import jobs as notices_jobs
from liandong.notices.events import NoticeAnswered, NoticeLimited
from liandong.orders import guards
from liandong.orders import handlers as orders
from liandong.orders.events import (
    OrderDone,
    OrderDueMoved,
    OrderReopened,
    OrderSignedFor,
    OrderSubmitted,
    OrderWithdrawn,
)
from liandong.organizations.queries import names
from liandong.plans import handlers as plans
from liandong.plans import jobs as plans_jobs
from liandong.plans.guards import only_the_commander_orders
from liandong.resources.events import ResourceStateChanged
from liandong.review.queries import missing_review
from liandong.timeline import handlers as timeline
from liandong.timeline import rendering, wording


def wire() -> None:
    """Subscribe every reaction and name every loop; calling it twice changes nothing."""
    _loops()

    # timeline: records the facts of organizations and access
    subscribe(RecordedFact, timeline.record_fact)
    rendering.name_actors_by(lambda ids: {**account_names(ids), **names(ids)})
    wording.word_values_by(word_for)

    # notices: the channels this node uses
    use_channels()

    # deadlines: a notice with a limit has a clock; unanswered beyond it, the next channel is tried
    subscribe(NoticeLimited, deadlines.when_a_notice_has_a_limit)
    subscribe(NoticeAnswered, deadlines.when_a_notice_is_answered)
    subscribe(DeadlinePassed, deadlines.when_an_answer_is_late)

    # orders: reacts to the clock
    subscribe(DeadlinePassed, orders.when_signing_is_late)
    subscribe(DeadlineMoved, orders.when_due_time_moves)

    # incidents: after a handover only the command issues orders in its incident
    guards.install(incidents.only_the_command_orders)

    # dispatch: what the steward takes out of service is not sent out
    subscribe(ResourceStateChanged, dispatch.when_a_resource_leaves_or_returns)
    # dispatch: a force signs for its order; a withdrawn order calls its units back; no order before its plan is agreed
    subscribe(OrderSignedFor, dispatch.when_an_order_is_signed_for)
    subscribe(OrderWithdrawn, dispatch.when_an_order_is_withdrawn)
    guards.install(dispatch.only_an_agreed_plan_sends_units)
    # dispatch: a readiness check that nobody answers in time is over
    subscribe(DeadlinePassed, dispatch.when_nobody_answers_a_check)

    # plans: follow the orders their tasks became, and the facts and grade of the incident
    subscribe(OrderDone, plans.on_order_done)
    subscribe(OrderReopened, plans.on_order_reopened)
    subscribe(OrderWithdrawn, plans.on_order_withdrawn)
    subscribe(OrderDueMoved, plans.on_order_due_moved)
    subscribe(OrderSubmitted, plans.on_order_submitted)
    subscribe(FactsRecorded, plans.on_facts_recorded)
    subscribe(GradeConfirmed, plans.on_grade_confirmed)
    guards.install(only_the_commander_orders)

    # review: an incident is archived only when it has been reviewed
    register_archive_condition(missing_review)


def _loops() -> None:
    """What `serve` and `clock` run beside the requests."""
    background.register("deadlines", deadlines_jobs.run_forever)
    background.register("notices", notices_jobs.run_forever)
    background.every("plans", 1.0, plans_jobs.tick)
    background.every("rehearsals", 2.0, plans_jobs.rehearse_next)
    background.every("readiness", 60.0, dispatch_jobs.tick)
    background.every("access", 60.0, access_jobs.clear_out)
    background.every("reporters", 600.0, incidents_jobs.forget)
    background.every("sqlite-log", 0.5, durability.fold_log_in)
