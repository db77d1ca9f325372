"""What a caller's words say: guesses with their reasons, and figures with the very words."""

from __future__ import annotations

import pytest

from liandong.content import queries as content


def codes(text: str) -> list[str]:
    return [guess.code for guess in content.guess_types(text)]


class TestTheTypeGuessed:
    def test_names_the_words_that_point_to_it(self) -> None:
        best = content.guess_types("坞城街道3号楼燃气爆燃，有人受伤")[0]
        assert (best.code, set(best.words)) == ("21400", {"燃气爆燃"})

    def test_is_the_more_specific_of_two_that_say_the_same(self) -> None:
        assert codes("森林火灾")[0] == "10701"

    def test_counts_a_word_inside_a_longer_one_only_once(self) -> None:
        best = content.guess_types("森林火灾")[0]
        assert best.words == ("森林火灾",)

    def test_weighs_longer_words_more(self) -> None:
        assert codes("危险化学品槽罐车着火")[0] == "20400"

    @pytest.mark.parametrize("text", ["", "你好", "12345", "\ud83d\ude00"])
    def test_is_nothing_where_no_word_is_known(self, text: str) -> None:
        assert codes(text) == []


class TestTheFiguresHeard:
    def test_come_with_the_words_they_were_read_from(self) -> None:
        heard = {one.fact: (one.value, one.words) for one in content.hear_facts("已有3人死亡，两人被困")}
        assert heard == {"deaths": (3, "3人死亡"), "trapped_or_missing": (2, "两人被困")}

    def test_are_the_first_stated(self) -> None:
        heard = {one.fact: one.value for one in content.hear_facts("2人死亡。更正：3人死亡")}
        assert heard["deaths"] == 2

    def test_leave_out_what_is_denied_or_unsaid(self) -> None:
        assert content.hear_facts("没有人员伤亡") == ()


class TestTheCallCard:
    def test_is_that_of_the_type_or_its_parent(self) -> None:
        card = content.call_card("10701")
        assert card is not None
        assert card.id == "woodland-fire"

    def test_is_the_general_one_for_a_type_without_a_card(self) -> None:
        card = content.call_card("40100")
        assert card is not None
        assert card.id == "any"
