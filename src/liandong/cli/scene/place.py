"""Where a scene's steps take place and who acts in them. Rows are found by the scene's keys; it keeps none itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from liandong.access.queries import actor_named
from liandong.access.rules import Actor, Grant, Source
from liandong.cli.cast import DISTRICT
from liandong.incidents import queries as incidents
from liandong.orders import queries as orders
from liandong.organizations import queries as organizations
from liandong.plans import queries as responses

if TYPE_CHECKING:
    from liandong.incidents.models import Incident, Report
    from liandong.orders.models import Assignment
    from liandong.plans.models import Response

CLIENT = "demo:scene"
"""Under this name the scene's reports are kept; a key of it is never used twice."""

PLATFORM = Actor.system(Source.CLI)


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a step takes place: the scene's name, and whether it is an exercise. Its rows are found by its keys."""

    name: str
    drill: bool = False

    def key(self, report: str) -> str:
        return f"{self.name}:{report}"

    def report(self, key: str) -> Report | None:
        return incidents.visible_reports(PLATFORM).filter(client=CLIENT, client_key=self.key(key)).first()

    def incident(self) -> Incident | None:
        """The incident that the scene's first report became."""
        row = incidents.visible_reports(PLATFORM).filter(client=CLIENT, client_key__startswith=f"{self.name}:")
        found = row.filter(state="PROMOTED").first()
        return found.incident if found else None

    def present(self) -> Incident:
        """The incident, when the step cannot be without it."""
        incident = self.incident()
        if incident is None:
            raise LookupError(f"the scene {self.name} has no incident yet")
        return incident

    def response(self) -> Response | None:
        """The response that runs for it, if one does."""
        incident = self.incident()
        running = responses.active_responses(incident.id) if incident else []
        return running[0] if running else None

    def task(self, task_id: str) -> Assignment | None:
        """The first addressee's part in the newest order of a task, if it has been issued."""
        incident = self.incident()
        if incident is None:
            return None
        rows = orders.visible_orders(PLATFORM).filter(incident_id=incident.id, task_id=task_id)
        order = rows.order_by("-issued_at", "-id").first()
        return orders.assignments_of(order.id)[0] if order else None

    def parts(self, task_id: str) -> list[Assignment]:
        """Every addressee's part in the first order of a task: one of two groups is done when both have finished."""
        incident = self.incident()
        rows = orders.visible_orders(PLATFORM).filter(task_id=task_id)
        order = rows.filter(incident_id=incident.id).order_by("issued_at", "id").first() if incident else None
        return orders.assignments_of(order.id) if order else []

    def present_task(self, task_id: str) -> Assignment:
        """The same, when the step cannot be without it."""
        found = self.task(task_id)
        if found is None:
            raise LookupError(f"no order of the task {task_id} has been issued in {self.name}")
        return found


def account(username: str) -> Actor:
    """Somebody of the cast who has an account, acting for the scene."""
    return replace(actor_named(username, Source.CLI), client=CLIENT)


def addressee_of(task: Assignment) -> Actor:
    """Whoever holds the post that the task went to; the scene acts for them, though they have no account."""
    person = task.addressee_id
    post = None
    if task.addressee_kind == "POST":
        post = task.addressee_id
        person = organizations.post_holders(post)[0]
    grant = Grant("department_handler", DISTRICT)
    name = organizations.names([person]).get(person, "")
    return Actor(None, person, name, task.organization_id, post, (grant,), Source.CLI, CLIENT)
