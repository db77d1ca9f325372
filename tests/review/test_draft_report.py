"""初步事件报告: written by the platform from the timeline, every statement on an entry, every entry in the report."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liandong.incidents.models import Incident
from liandong.kernel.errors import NotFound
from liandong.kernel.ids import new_id
from liandong.review import queries, rendering, services
from liandong.review.models import Review
from liandong.review.rules import CHAPTERS, Statement, chapters
from liandong.timeline.models import StoredEntry
from tests.cast import Cast
from tests.incidents.telling import opened
from tests.review.conftest import WRITTEN, Caller

LINK = re.compile(r"/api/timeline/([0-9a-f-]{36})")
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def entries_of(incident: Incident) -> set[str]:
    return {str(one) for one in StoredEntry.objects.filter(incident_id=incident.id).values_list("entry_id", flat=True)}


class TestTheDraft:
    def test_cites_every_entry_of_the_timeline_exactly_once(self, cast: Cast, ended: Incident) -> None:
        report = queries.draft_report(cast.duty_officer, ended.id)
        cited = [str(one.entry_id) for chapter in report.chapters for one in chapter.statements]
        assert sorted(cited) == sorted(entries_of(ended))
        assert report.cited == len(cited) > 5

    def test_grows_with_the_timeline(self, cast: Cast, review: Review, ended: Incident) -> None:
        before = queries.draft_report(cast.duty_officer, ended.id).cited
        services.write_section(cast.duty_officer, review.id, next(iter(WRITTEN)), "补充")
        assert queries.draft_report(cast.duty_officer, ended.id).cited == before + 1

    def test_says_what_happened_in_the_order_it_happened(self, cast: Cast, ended: Incident) -> None:
        first = queries.draft_report(cast.duty_officer, ended.id).chapters[0]
        assert first.title.zh == "信息接报与研判"
        assert [one.at for one in first.statements] == sorted(one.at for one in first.statements)
        told = " ".join(one.text for one in first.statements)
        assert "演示·王值班" in told
        assert "险情排除" in told

    def test_opens_with_what_a_report_upward_asks_for(self, cast: Cast, ended: Incident) -> None:
        basics = {line.label: line.value for line in queries.draft_report(cast.duty_officer, ended.id).basics}
        assert basics["事件编号"] == ended.number
        assert basics["发生地点"] == "平阳路与学府街口"
        assert basics["接报时间"] == "2026-11-23 08:00:00"
        assert basics["结束时间"] == "2026-11-23 11:30:00"
        assert basics["事件等级"] == "一般（Ⅳ级）（拟定）"
        assert (basics["死亡人数"], basics["重伤人数"]) == ("1", "3")

    def test_names_the_dead_and_injured_before_all_other_facts(self, cast: Cast) -> None:
        facts = {"buildings_damaged": 2, "serious_injuries": 3, "deaths": 1, "zz_unheard_of": 5}
        incident = opened(cast.duty_officer, facts=facts)
        told = [line.label for line in queries.draft_report(cast.duty_officer, incident.id).basics][-len(facts) :]
        assert told[:2] == ["死亡人数", "重伤人数"]
        assert told[-1] == "zz_unheard_of"

    def test_is_read_in_english_too(self, cast: Cast, ended: Incident) -> None:
        report = queries.draft_report(cast.duty_officer, ended.id, "en")
        basics = {line.label: line.value for line in report.basics}
        assert (basics["Deaths"], basics["Grade"]) == ("1", "General (Ⅳ) (proposed)")
        text = rendering.as_markdown(report, None, "en")
        assert "## Reports and judgement" in text
        assert "Timeline entries cited" in text

    def test_is_not_for_the_neighbour(self, cast: Cast, ended: Incident) -> None:
        with pytest.raises(NotFound):
            queries.draft_report(cast.stranger, ended.id)

    def test_of_an_exercise_says_so_first(self, cast: Cast) -> None:
        drill = opened(cast.duty_officer, drill=True)
        text = rendering.as_markdown(queries.draft_report(cast.duty_officer, drill.id))
        assert text.startswith("# 【演练】")


class TestTheWrittenForms:
    def test_markdown_links_every_statement_to_an_entry_that_opens(
        self, signed_in: Callable[[str], Caller], ended: Incident
    ) -> None:
        officer = signed_in("duty_officer")
        text = officer.get(f"incidents/{ended.id}/report.md").content.decode()
        links = LINK.findall(text)
        assert sorted(links) == sorted(entries_of(ended))
        assert {officer.get(f"timeline/{entry}").status_code for entry in links} == {200}

    def test_the_page_links_every_statement_too(self, signed_in: Callable[[str], Caller], ended: Incident) -> None:
        page = signed_in("duty_officer").get(f"incidents/{ended.id}/report.html").content.decode()
        assert sorted(LINK.findall(page)) == sorted(entries_of(ended))
        assert "死亡人数" in page

    def test_a_title_from_a_caller_is_text_and_never_markup(
        self, cast: Cast, signed_in: Callable[[str], Caller]
    ) -> None:
        nasty = "<script>alert(1)</script> [点这里](http://x) **b**"
        incident = opened(cast.duty_officer, summary=nasty)
        officer = signed_in("duty_officer")
        assert "<script>" not in officer.get(f"incidents/{incident.id}/report.html").content.decode()
        text = officer.get(f"incidents/{incident.id}/report.md").content.decode()
        assert r"\[点这里\](http" in text
        assert "<script>" not in text

    def test_the_written_review_stands_behind_the_statements(
        self, cast: Cast, submitted: Review, signed_in: Callable[[str], Caller]
    ) -> None:
        page = signed_in("observer").get(f"incidents/{submitted.incident_id}/report.html").content.decode()
        for text in WRITTEN.values():
            assert text in page
        markdown = signed_in("observer").get(f"incidents/{submitted.incident_id}/report.md").content.decode()
        assert "### 存在不足" in markdown

    def test_json_counts_what_it_cites(self, signed_in: Callable[[str], Caller], ended: Incident) -> None:
        body = signed_in("duty_officer").get(f"incidents/{ended.id}/report").json()
        assert body["cited"] == sum(len(chapter["statements"]) for chapter in body["chapters"])
        assert body["basics"][0] == {"label": "事件编号", "value": ended.number}

    @pytest.mark.parametrize("form", ["report", "report.md", "report.html"])
    def test_no_form_is_for_the_neighbour(self, form: str, signed_in: Callable[[str], Caller], ended: Incident) -> None:
        assert signed_in("stranger").get(f"incidents/{ended.id}/{form}").status_code == 404


KINDS = [*sorted({kind for _, kinds in CHAPTERS for kind in kinds}), "file", "account"]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 10_000)), max_size=40))
def test_every_statement_stands_in_exactly_one_chapter_whatever_it_is_about(told: list[tuple[str, int]]) -> None:
    statements = [
        (kind, Statement(text=kind, entry_id=new_id(), at=EPOCH + timedelta(seconds=seconds), key=False))
        for kind, seconds in told
    ]
    found = [one for chapter in chapters(statements) for one in chapter.statements]
    assert sorted(one.entry_id for one in found) == sorted(one.entry_id for _, one in statements)
    for chapter in chapters(statements):
        assert chapter.statements
        assert [one.at for one in chapter.statements] == sorted(one.at for one in chapter.statements)
