"""Lists that the source documents give exactly are shipped exactly."""

from __future__ import annotations

from typing import Any

import pytest

from liandong.content import queries
from liandong.content.schemas.verbs import places_of

SUB_TYPES = [
    "地震",
    "森林草原火灾",
    "防汛抗旱",
    "地质灾害",
    "重大气象灾害",
    "农作物有害生物及农业外来有害生物",
    "生产安全事故",
    "危险化学品事故",
    "非煤矿山生产安全事故",
    "尾矿库生产安全事故",
    "冶金工贸",
    "火灾事故",
    "煤矿生产安全事故",
    "道路交通安全",
    "城市轨道交通运营突发事件",
    "水上搜救",
    "重大城乡建设事故",
    "特种设备事故",
    "突发环境事件",
    "重污染天气",
    "辐射事故",
    "天然气保供",
    "大面积停电事件",
    "突发公共卫生事件",
    "食品安全突发事件",
    "药品安全突发事件",
    "疫苗质量安全事件",
    "网络安全事件",
    "重大校园安全事故",
    "处置恐怖袭击事件",
    "大规模群体性事件",
    "文化和旅游突发事件",
    "粮食",
    "自然灾害救助",
    "通信保障",
]


class TestPlans:
    def test_the_thirty_five_sub_types_stand_in_the_order_of_the_source(self) -> None:
        assert [one.title.zh for one in queries.plan_sub_types().values()] == SUB_TYPES
        assert [one.number for one in queries.plan_sub_types().values()] == list(range(1, 36))

    def test_the_five_classes(self) -> None:
        assert [one.title.zh for one in queries.plan_classes().values()] == [
            "自然灾害",
            "事故灾难",
            "公共卫生",
            "社会安全",
            "其他",
        ]

    def test_the_five_kinds_of_the_knowledge_base(self) -> None:
        assert [one.title.zh for one in queries.knowledge_kinds().values()] == [
            "应急知识",
            "法律法规",
            "模型分析",
            "应急预案",
            "演练方案",
        ]

    def test_the_class_of_a_sub_type_is_marked_as_our_own_mapping(self) -> None:
        assert all(one.class_is_ours for one in queries.plan_sub_types().values())
        assert {one.plan_class for one in queries.plan_sub_types().values()} == set(queries.plan_classes())


class TestEventTypes:
    def test_the_four_classes_are_certain_and_everything_below_is_provisional(self) -> None:
        classes = [one for one in queries.event_types().values() if one.level == 1]
        assert [one.title.zh for one in classes] == ["自然灾害", "事故灾难", "公共卫生事件", "社会安全事件"]
        assert all(one.provisional == (one.level > 1) for one in queries.event_types().values())

    def test_every_type_lies_in_its_parent_and_in_its_parents_class(self) -> None:
        for code, one in queries.event_types().items():
            if one.parent:
                parent = queries.event_type(one.parent)
                assert parent.event_class == one.event_class
                assert queries.covers(one.parent, code)

    @pytest.mark.parametrize(
        ("code", "covered", "expected"),
        [
            ("20000", "20400", True),
            ("20400", "20401", True),
            ("21000", "21100", False),
            ("10700", "10701", True),
            ("10701", "10702", False),
            ("30000", "20400", False),
        ],
    )
    def test_a_code_covers_what_lies_below_it(self, code: str, covered: str, expected: bool) -> None:
        assert queries.covers(code, covered) is expected


class TestWarnings:
    def test_four_colours_from_red_to_blue_with_their_cap_words(self) -> None:
        levels = queries.warning_levels()
        assert [(colour, one.level, one.cap_severity) for colour, one in levels.items()] == [
            ("RED", "I", "Extreme"),
            ("ORANGE", "II", "Severe"),
            ("YELLOW", "III", "Moderate"),
            ("BLUE", "IV", "Minor"),
        ]

    def test_orange_and_above_take_the_green_channel(self) -> None:
        assert [c for c, one in queries.warning_levels().items() if one.green_channel] == ["RED", "ORANGE"]

    def test_a_warning_code_leads_to_event_types(self) -> None:
        assert queries.warning_codes()["11B03"].event_types == ("10200", "10100")


class TestCommand:
    def test_frameworks_by_level(self) -> None:
        frameworks: Any = queries.frameworks()
        assert frameworks["LINKAGE"].grades == ("LARGER", "GENERAL")
        assert frameworks["EMERGENCY"].grades == ("EXTRA_MAJOR", "MAJOR")
        assert frameworks["EMERGENCY"].special

    def test_the_phases_in_their_order_each_with_feedback(self) -> None:
        assert list(queries.phases()) == ["BEFORE", "IMMEDIATE", "EARLY", "RESPONSE", "AFTERMATH"]
        assert [one.feedback for one in queries.phases().values()] == [False, True, True, True, True]

    def test_the_four_running_modes(self) -> None:
        assert [one.title.zh for one in queries.running_modes().values()] == [
            "协同模式",
            "集权模式",
            "授权模式",
            "代理模式",
        ]

    def test_the_kinds_of_organ(self) -> None:
        organs = {one.organ for one in queries.organization_kinds().values()}
        assert organs == {
            "LEADING",
            "OFFICE",
            "WORKING",
            "EXPERT",
            "LINKAGE_CENTRE",
            "ON_SCENE",
            "PROFESSIONAL",
            "GUARANTEE",
            "COORDINATING",
            "DISTRICT",
            "GRASS_ROOTS",
        }

    def test_the_ten_departments_that_own_forces(self) -> None:
        ten = [
            "emergency_management",
            "fire_rescue",
            "public_security",
            "natural_resources",
            "housing_construction",
            "transport",
            "meteorology",
            "water",
            "health",
            "communications",
        ]
        assert all(queries.organization_kind(kind).department for kind in ten)

    def test_every_kind_of_post_that_leads_may_be_reached_or_stands_above_the_duty(self) -> None:
        for kind in ("duty_officer", "duty_leader", "commander", "information_officer"):
            assert queries.post_kind(kind).reachable


class TestResources:
    @pytest.mark.parametrize(
        ("family", "names"),
        [
            (
                "equipment",
                "照明设备 地震救援装备 侦检评估装备 危化品救援装备 水域救援装备 通讯装备 个人防护装备 "
                "其它特种装备 山地救援装备 消防救灾装备 后勤防疫装备 电力设备 医疗急救装备 救援车辆",
            ),
            ("store", "中央物资库 省级物资库 市级物资库 县级物资库 乡镇物资库 社会物资库"),
            (
                "team",
                "国家综合性消防队伍 国家级专业救援队伍 省级区域应急救援队伍 市级区域应急救援队伍 "
                "社会应急救援队伍 专业应急救援队伍",
            ),
            (
                "expert",
                "法律专家 煤矿专家 洗（选）煤专家 煤层气专家 化工和危险化学品专家 非煤矿山和尾矿库专家 "
                "冶金工贸专家 应急救援专家 信息化专家 其他专家",
            ),
            ("station", "水利监测站 林草监测站 气象监测站 地震监测站"),
        ],
    )
    def test_the_list_of_the_source_stands_first_in_its_family(self, family: str, names: str) -> None:
        wanted = names.split()
        found = [one.title.zh for one in queries.resource_types().values() if one.family == family]
        assert found[: len(wanted)] == wanted

    def test_shelters_are_counted_in_people(self) -> None:
        shelters = [one for one in queries.resource_types().values() if one.family == "shelter" and one.shape == "SITE"]
        assert len(shelters) == 8
        assert {one.unit.zh for one in shelters} == {"人"}


def test_a_name_nobody_knows_is_refused_and_is_also_a_key_error() -> None:
    with pytest.raises(KeyError) as found:
        queries.order_kind("no_such_kind")
    assert "no_such_kind" in str(found.value)


def test_permissions_of_a_role_come_with_those_it_includes() -> None:
    assert (
        queries.permissions_of("observer")
        < queries.permissions_of("duty_officer")
        < queries.permissions_of("commander")
    )
    assert queries.permissions_of("nobody") == frozenset()


def test_every_verb_tells_the_same_in_both_languages() -> None:
    """A place may have a language of its own: `{title_en}` stands for `{title}`."""

    def told(sentence: str) -> set[str]:
        return {place.removesuffix("_en").removesuffix("_zh") for place in places_of(sentence)}

    assert [name for name, verb in queries.verbs().items() if told(verb.zh) != told(verb.en)] == []
