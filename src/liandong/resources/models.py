"""Resources, the moves of their stock, and their uses by incidents."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q

from liandong.kernel.geo import Crs
from liandong.kernel.ids import new_id
from liandong.resources.rules import ACTIVE, MoveKind, ResourceState, UseState

if TYPE_CHECKING:
    _Whole = models.BigIntegerField[Decimal, Decimal]
else:
    _Whole = models.BigIntegerField


class Thousandths(_Whole):
    """A quantity as a Decimal, kept as a whole number of thousandths: exact on both databases."""

    def from_db_value(self, value: int | None, *_: object) -> Decimal | None:
        return None if value is None else Decimal(value) / 1000

    def to_python(self, value: Any) -> Any:
        return value if value is None else Decimal(value)

    def get_prep_value(self, value: Any) -> Any:
        return int(value * 1000) if isinstance(value, Decimal | int) else super().get_prep_value(value)


class Resource(models.Model):
    """资源. Places are CGCS2000; `given_crs` says in which system the place was given.

    `held` is what uses hold of `quantity`, `load` how many people are in a shelter; all count in the type's unit.
    `seen_at` is when a station or means of communication was last heard; `gaps` how many expected things
    the record does not say. `synthetic` marks invented demo data.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    type = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    region_code = models.CharField(max_length=12)
    organization_id = models.UUIDField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    cell = models.CharField(max_length=15, blank=True)
    wide_cell = models.CharField(max_length=15, blank=True)
    given_crs = models.CharField(max_length=8, choices=[(c.value, c.value) for c in Crs], default=Crs.CGCS2000.value)
    address = models.CharField(max_length=200, blank=True)
    state = models.CharField(
        max_length=12, choices=[(s.value, s.value) for s in ResourceState], default=ResourceState.AVAILABLE.value
    )
    quantity = Thousandths(default=Decimal(0))
    held = Thousandths(default=Decimal(0))
    load = Thousandths(default=Decimal(0))
    seen_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=200, blank=True, default="")
    attributes = models.JSONField(default=dict)
    gaps = models.PositiveSmallIntegerField(default=0)
    contact_person_id = models.UUIDField(null=True)
    source = models.CharField(max_length=200, blank=True)
    source_key = models.CharField(max_length=200, blank=True)
    verified_at = models.DateTimeField(null=True)
    verified_by = models.UUIDField(null=True)
    drill = models.BooleanField(default=False)
    synthetic = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    registered_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=0), name="resource_never_less_than_nothing"),
            models.CheckConstraint(
                condition=Q(held__gte=0) & Q(held__lte=F("quantity")), name="resource_held_is_there"
            ),
            models.CheckConstraint(condition=Q(load__gte=0) & Q(load__lte=F("quantity")), name="resource_load_fits_in"),
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True) | Q(lon__isnull=False, lat__isnull=False),
                name="resource_place_is_whole",
            ),
            models.UniqueConstraint(
                fields=["source", "source_key"], condition=~Q(source_key=""), name="resource_once_for_a_source"
            ),
        ]
        indexes = [
            models.Index(fields=["type", "region_code"], name="resource_type_place"),
            models.Index(fields=["region_code", "type"], name="resource_place_type"),
            models.Index(fields=["cell", "type"], name="resource_cell"),
            models.Index(fields=["wide_cell", "type"], name="resource_wide_cell"),
            models.Index(fields=["organization_id"], name="resource_owner"),
            models.Index(fields=["verified_at"], name="resource_verified"),
        ]

    @property
    def free(self) -> Decimal:
        """What nobody holds."""
        return self.quantity - self.held


class StockMove(models.Model):
    """库存流水: one line of the ledger, numbered from 1; the changes of a resource add up to its quantity.

    `counterpart_id` is the other resource of a transfer.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="moves")
    line = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in MoveKind])
    change = Thousandths()
    balance = Thousandths()
    incident_id = models.UUIDField(null=True)
    order_id = models.UUIDField(null=True)
    document = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    use_by = models.DateField(null=True)
    counterpart_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    by_user_id = models.UUIDField(null=True)
    by_person_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(balance__gte=0), name="stock_never_negative"),
            models.UniqueConstraint(fields=["resource", "line"], name="one_line_of_the_ledger"),
        ]


class ResourceUse(models.Model):
    """占用: what an incident holds of a resource. A drill's use holds nothing of the real quantity."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="uses")
    incident_id = models.UUIDField()
    order_id = models.UUIDField(null=True)
    quantity = Thousandths()
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in UseState])
    drill = models.BooleanField(default=False)
    reserved_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    by_person_id = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["incident_id", "state"], name="use_of_incident"),
            models.Index(fields=["resource"], name="use_active_of_resource", condition=Q(state__in=sorted(ACTIVE))),
        ]


class TeamMember(models.Model):
    """队员: who belongs to a team, what they can do, and until when they are insured. Telephones leave masked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    team = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="members")
    person_id = models.UUIDField(null=True)
    name = models.CharField(max_length=80)
    phone = models.CharField(max_length=20, blank=True)
    leads = models.BooleanField(default=False)
    skills = models.JSONField(default=list)
    certificates = models.JSONField(default=list)
    insured_until = models.DateField(null=True)
    checked_up_on = models.DateField(null=True)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["team"], name="member_of_team", condition=Q(left_at__isnull=True))]


class Booking(models.Model):
    """预订: a venue is somebody's from one moment until (not including) another."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    venue = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="bookings")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    purpose = models.CharField(max_length=200)
    incident_id = models.UUIDField(null=True)
    by_person_id = models.UUIDField(null=True)
    booked_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="booking_ends_after_it_begins")
        ]
        indexes = [
            models.Index(fields=["venue", "starts_at"], name="booking_live", condition=Q(cancelled_at__isnull=True))
        ]


class Stewardship(models.Model):
    """责任分工: which organisation answers for the records of a family in a region, and the round of checks begun."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region_code = models.CharField(max_length=12)
    family = models.CharField(max_length=80)
    organization_id = models.UUIDField()
    round_began_at = models.DateTimeField()
    rounds = models.PositiveIntegerField(default=0)
    assigned_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region_code", "family"], condition=Q(ended_at__isnull=True), name="one_steward_of_a_class"
            )
        ]


class Village(models.Model):
    """村（社区）: the twelve-digit codes below the shipped table, as far as this node was given them."""

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=200)


class Boundary(models.Model):
    """边界: the outline of a region as a map gave it (CGCS2000), under the code of today."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region_code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=200)
    given_names = models.JSONField(default=list)
    geometry = models.JSONField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    source = models.CharField(max_length=200)
    imported_at = models.DateTimeField()
