"""A lookup answers what its queryset answers, whichever the values."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liandong.kernel.lookups import Lookup
from liandong.organizations.models import Holding, Post
from tests.cast import Cast

pytestmark = pytest.mark.django_db

HOLDINGS = Lookup(
    [UUID],
    lambda post: Holding.objects.filter(post_id=post).select_related("post", "person").order_by("valid_from", "id"),
)
POSTS = Lookup([str, UUID], lambda title, unit: Post.objects.filter(title=title, organization_id=unit).order_by("id"))


def test_the_rows_are_those_of_the_queryset_with_what_it_brings_along(cast: Cast) -> None:
    for post in Post.objects.all():
        wanted = list(Holding.objects.filter(post_id=post.id).order_by("valid_from", "id"))
        found = HOLDINGS.rows(post.id)
        assert found == wanted
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert [(one.post.title, one.person.name) for one in found] == [
                (post.title, one.person.name) for one in wanted
            ]
        assert len(asked) == len(wanted), "what the lookup brought is not asked for again"


def test_several_values_go_to_their_own_places(cast: Cast) -> None:
    posts = list(Post.objects.all())
    assert len(posts) > 1
    for post in posts:
        assert (
            POSTS.first(post.title, post.organization_id)
            == Post.objects.filter(title=post.title, organization_id=post.organization_id).order_by("id").first()
        )
    assert POSTS.first("' OR 1=1 --", posts[0].organization_id) is None


def test_nothing_is_found_where_nothing_is() -> None:
    assert HOLDINGS.first(uuid4()) is None
