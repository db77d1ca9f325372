"""Organisations, posts, people, and who stands where from when until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from liandong.kernel import clock
from liandong.kernel.ids import new_id
from liandong.kernel.pinyin import searchable_initials

if TYPE_CHECKING:
    _CharField = models.CharField[str, str]
else:
    _CharField = models.CharField


class InitialsField(_CharField):
    """The pinyin initials of the row's name, made anew at every save: what a search compares."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        made = searchable_initials(str(getattr(model_instance, "name", "")))[: self.max_length]
        setattr(model_instance, self.attname, made)
        return made


class Organization(models.Model):
    """An organ or unit (机构); `kind` is content, `parent` makes the tree."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)
    initials = InitialsField(max_length=120, blank=True, editable=False)
    kind = models.CharField(max_length=80)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    region_code = models.CharField(max_length=12)
    uscc = models.CharField(max_length=18, blank=True)
    duties = models.TextField(blank=True)
    founded_at = models.DateTimeField(default=clock.now)
    dissolved_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["region_code", "kind"], name="organization_place_kind")]
        constraints = [
            models.UniqueConstraint(
                fields=["region_code", "name"], condition=Q(dissolved_at__isnull=True), name="one_name_a_region"
            ),
            models.UniqueConstraint(
                fields=["uscc"], condition=Q(dissolved_at__isnull=True) & ~Q(uscc=""), name="one_organization_a_uscc"
            ),
        ]


class Post(models.Model):
    """A seat in an organisation (岗位), whoever holds it; `reports_to` is the post above."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="posts")
    kind = models.CharField(max_length=80)
    title = models.CharField(max_length=80)
    region_code = models.CharField(max_length=12)
    reports_to = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="reports")
    leads = models.BooleanField(default=False)
    abolished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["region_code", "kind"], name="post_place_kind")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization"], condition=Q(leads=True, abolished_at__isnull=True), name="one_leading_post"
            )
        ]


class Person(models.Model):
    """Somebody who can hold a post; the telephone is personal data and leaves this app masked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    initials = InitialsField(max_length=80, blank=True, editable=False)
    phone = models.CharField(max_length=20, blank=True)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="people")
    joined_at = models.DateTimeField(default=clock.now)
    left_at = models.DateTimeField(null=True)


class Holding(models.Model):
    """A person holds a post from one moment until another (任职)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holdings")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["post", "valid_from"], name="holding_of_post")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="holding_ends_after_it_begins",
            )
        ]


class RosterShift(models.Model):
    """A person is on duty for an organisation in a duty role (值班) from one moment until another.

    `region_code` is filled when this duty room answers for its whole region, empty when it serves its unit alone.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="shifts")
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="shifts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="shifts")
    role = models.CharField(max_length=40)
    region_code = models.CharField(max_length=12, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "role", "starts_at"], name="shift_of_organization"),
            models.Index(fields=["region_code", "role", "starts_at"], name="shift_of_region"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_after_it_begins")
        ]


class InformationOfficer(models.Model):
    """The person of a unit who passes information on and can be reached round the clock (信息员)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="information_officers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="information_duties")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "valid_from"], name="information_officer_of")]
