"""What happens in the demo district: a gas blast that is being dealt with, an exercise, and a day's other work.

All of it is invented. Minutes count from the first start of the demo; what lies before it is already on record, what
lies after it arrives while you watch.
"""

from __future__ import annotations

from liandong.cli.scene.acts import (
    Attached,
    Drawn,
    Ended,
    FedBack,
    Finished,
    Graded,
    JudgedFalse,
    Opened,
    Ordered,
    PlanStarted,
    Reflected,
    Reported,
    SentUp,
    Signed,
    SignedForAll,
    Stated,
    Steps,
    step,
)
from liandong.cli.scene.moves import Agreed, Counted, Sent, Told
from liandong.cli.scene.place import Scene
from liandong.dispatch.rules.states import UnitState
from liandong.incidents.rules.reports import Channel

GAS = Scene("gas-blast")
_PLACE = "太原市小店区坞城街道演示路18号沿街餐馆"
_AT = (112.5715, 37.7925)

_BLAST = {
    "gas_leak": True,
    "gas_explosion": True,
    "fire": True,
    "deaths": 1,
    "serious_injuries": 4,
    "injured_people": 6,
    "trapped_people": 3,
    "people_to_evacuate": 420,
    "people_evacuated": 0,
    "households_without_gas": 5600,
    "buildings_damaged": 2,
    "lower_explosive_percent": 34,
    "valves_closed": False,
    "leak_stopped": False,
    "tightness_tested": False,
    "trapped_found": False,
    "supply_restored": False,
    "special_users_cut": True,
}
"""What the first caller and the first crew told; 5,600 households without gas ask for level III."""

GAS_BLAST: Steps = (
    step(
        -16.0,
        Reported(
            "first",
            Channel.POLICE_110,
            "110 转警：坞城街道演示路18号沿街餐馆发生爆燃，门窗损毁、有明火，已见1人死亡、多人受伤，可能有人被困。",
            event_type="21400",
            place=_PLACE,
            at=_AT,
            facts=_BLAST,
            caller="演示·吴先生",
            phone="10000000110",
            region="140105001",
        ),
        Opened("first", "演示路18号沿街餐馆燃气爆燃"),
    ),
    step(
        -15.2,
        Reported(
            "fire-call",
            Channel.FIRE_119,
            "群众拨打119：坞城街道演示路一餐馆着火，闻到浓烈燃气味，楼上住户正在往外跑。",
            event_type="21400",
            place="坞城街道演示路",
            at=(112.5718, 37.7927),
            caller="演示·钱女士",
            phone="10000000119",
            region="140105001",
        ),
        Attached("fire-call"),
    ),
    step(
        -15.0,
        Sent(("坞城消防", "商业街微站", "燃气一队", "急救01"), "楼内有3人被困、多人受伤，先行出动"),
    ),
    step(-14.6, Told("商业街微站", UnitState.EN_ROUTE), Told("坞城消防", UnitState.EN_ROUTE)),
    step(-14.5, Graded("GENERAL", "现场核实死亡1人，按一般事故先行处置，持续核报")),
    step(-13.8, Told("急救01", UnitState.EN_ROUTE), Told("燃气一队", UnitState.EN_ROUTE)),
    step(-13.2, Agreed("同意先行出动，人员装备情况随时报"), Told("商业街微站", UnitState.ON_SCENE)),
    step(-13.0, PlanStarted("urban-gas", "III", "停气户数超过5000户，有人员被困，同意启动")),
    step(-12.4, Signed("close-valves"), Signed("seal-off")),
    step(-12.0, Signed("detect-gas"), Signed("fight-fire"), Signed("treat-injured")),
    step(-11.6, Told("坞城消防", UnitState.ON_SCENE)),
    step(-11.4, SignedForAll(but=("publish-information", "serve-meals"))),
    step(-11.0, Drawn("danger", "核心危险区", 0.3), Drawn("cordon", "警戒区", 0.7)),
    step(-9.5, FedBack("fight-fire", "首战力量3车18人到场，水枪冷却相邻调压箱，暂不灭明火。", 20)),
    step(-9.0, Told("燃气一队", UnitState.ON_SCENE)),
    step(-8.4, Told("急救01", UnitState.ON_SCENE)),
    step(-8.0, FedBack("close-valves", "已定位上游中压阀门井，正在开盖排水，预计8分钟完成关阀。", 50)),
    step(-6.5, FedBack("evacuate", "1至3单元已敲门疏散142人，安置在坞城第二小学（演示）。", 35)),
    step(-6.0, Stated({"people_evacuated": 142}, "坞城街道报：已疏散142人")),
    step(-5.0, FedBack("treat-injured", "检伤分类完成：红标4人、黄标2人，已转送2人至演示定点医院。", 60)),
    step(-4.6, Told("急救01", UnitState.TRANSPORTING)),
    step(-4.0, Reflected("先期力量已到场，危险区、警戒区已划定，正在关阀、疏散、搜救。", "EARLY")),
    step(-2.0, Signed("publish-information")),
    # From here on it happens while you watch.
    step(
        0.4,
        Reported(
            "hotline",
            Channel.HOTLINE_12345,
            "12345转办：演示路周边居民反映家中停气，询问何时恢复，楼内有独居老人。",
            event_type="21400",
            place="坞城街道演示路20号院",
            at=(112.5722, 37.7929),
            caller="演示·孙先生",
            phone="10000012345",
            region="140105001",
        ),
    ),
    step(0.6, Counted("商业街微站", 1), Counted("坞城消防", 1)),
    step(0.9, Stated({"valves_closed": True, "lower_explosive_percent": 9}, "燃气公司报：上下游阀门已关闭")),
    step(1.3, Attached("hotline", "同一停气区域")),
    step(1.8, FedBack("consult-experts", "专家到场：负压抽排前不得启动电气设备，二次爆燃风险中。", 40)),
    step(2.4, FedBack("search-and-rescue", "生命探测仪在二层东侧发现生命迹象，正在破拆。", 30)),
    step(3.0, Stated({"people_evacuated": 260}, "坞城街道报：已疏散260人")),
    step(3.6, Finished("fight-fire", "明火于关阀后扑灭，相邻设施温度正常，留2车监护。")),
    step(4.0, Finished("detect-gas", "管沟、电缆井、地下室逐点检测，最高9%LEL，呈下降趋势。")),
    step(4.2, Signed("find-leak")),
    step(4.4, FedBack("evacuate", "4、5单元疏散完毕，正在核对名单，3户无人应答。", 70)),
    step(5.2, Finished("treat-injured", "6名伤员全部转送，其中4名重伤在演示定点医院救治。")),
    step(5.6, Counted("燃气一队", 1)),
    step(6.0, SentUp("演示路18号沿街餐馆燃气爆燃，死亡1人、重伤4人，停气5600户，已启动三级响应，正在搜救。")),
    step(7.0, Stated({"people_evacuated": 420}, "坞城街道报：名单核对完毕，应疏散420人全部撤出")),
    step(8.0, SignedForAll()),
    step(
        9.0,
        Reported(
            "unit",
            Channel.UNIT_REPORT,
            "演示燃气公司报告：事故餐馆燃气表后胶管脱落，警报器未接电，具体原因待查。",
            event_type="21400",
            place=_PLACE,
            at=_AT,
            unit="小店区演示燃气公司",
            region="140105001",
        ),
        Attached("unit", "事发单位报告"),
    ),
    step(10.5, FedBack("search-and-rescue", "救出2人，意识清醒，移交120；继续搜索第3人。", 70)),
    step(12.0, Reflected("明火扑灭，群众全部疏散，救出2人，转入应急处置。", "RESPONSE")),
    step(13.5, FedBack("settle-evacuees", "坞城第二小学（演示）安置点登记168人，饮水、棉被到位。", 60)),
    step(14.0, Told("商业街微站", UnitState.RETURNING), Counted("坞城消防", 2)),
    step(15.0, Stated({"trapped_found": True}, "现场指挥报：第3名被困人员找到，生命体征平稳")),
    step(16.0, Told("急救01", UnitState.AVAILABLE)),
    step(17.0, FedBack("supply-key-users", "瓶组供气车已到演示医院和坞城第二小学（演示）。", 50)),
    step(20.0, SignedForAll()),
    step(22.0, Counted("燃气一队", 2)),
    step(24.0, Finished("find-leak", "表后胶管脱落处为泄漏点，相邻楼道立管试压无泄漏，报抢修组。")),
    step(24.6, Signed("mend-leak")),
    step(28.0, Counted("坞城消防", 3)),
    step(30.0, Stated({"leak_stopped": True, "lower_explosive_percent": 0}, "燃气公司报：泄漏点修复")),
    step(38.0, Stated({"tightness_tested": True}, "三方签字：严密性试验合格")),
    step(39.0, SignedForAll()),
    step(40.0, Told("燃气一队", UnitState.RETURNING), Told("坞城消防", UnitState.RETURNING)),
)

DRILL = Scene("flood-drill", drill=True)

FLOOD_DRILL: Steps = (
    step(
        -52.0,
        Reported(
            "first",
            Channel.DUTY_REPORT,
            "【演练】汾河小店段水位超警戒0.12米，预报重现期八年，刘家堡乡沿河两村800人受威胁。",
            event_type="10100",
            place="汾河小店段刘家堡乡堤防（演练）",
            at=(112.5150, 37.6420),
            facts={
                "river_stage_m": 2.62,
                "warning_stage_m": 2.5,
                "flood_return_years": 8,
                "dyke_in_danger": True,
                "dyke_in_major_danger": False,
                "dyke_breached": False,
                "key_dyke_breached": False,
                "reservoir_failed": False,
                "people_threatened": 800,
                "people_evacuated": 0,
                "danger_length_m": 120,
                "waterlogged_m3": 18000,
                "stranded_people": 0,
                "hours_below_warning": 0,
                "danger_removed": False,
                "drought_relieved": False,
            },
            unit="小店区水务局",
            region="140105201",
        ),
        Opened("first", "【演练】汾河小店段堤防出险处置"),
    ),
    step(-50.0, Graded("GENERAL", "按演练脚本定级")),
    step(-48.0, PlanStarted("flood-drought", "III", "同意按演练脚本启动三级响应")),
    step(-47.0, SignedForAll(but=("open-shelters", "publish-information"))),
    step(-44.0, FedBack("patrol-dykes", "演练：每百米2人巡堤，桩号12+300处发现管涌2处。", 40)),
    step(
        -42.0,
        Reported(
            "unit",
            Channel.UNIT_REPORT,
            "【演练】堤防管理单位报告：桩号12+300背水坡管涌2处，已组织巡堤。",
            event_type="10100",
            place="汾河小店段刘家堡乡堤防（演练）",
            unit="小店区水务局",
            region="140105201",
        ),
        Attached("unit", "险情单位报告"),
    ),
    step(-40.0, Drawn("evacuation", "沿河两村转移区（演练）", 1.6)),
    step(-36.0, FedBack("evacuate", "演练：已转移310人至刘家堡中学（演示）。", 40)),
    step(-30.0, Stated({"people_evacuated": 520}, "演练：刘家堡乡报已转移520人")),
    step(-25.0, SentUp("【演练】汾河小店段堤防管涌2处，已启动三级响应，转移520人。")),
    step(-22.0, Finished("warn-and-call", "演练：预警短信（模拟）、大喇叭、鸣锣三种方式全部发出。")),
    step(2.0, FedBack("patrol-dykes", "演练：反滤围井完成1处，渗水变清。", 70)),
    step(5.8, Stated({"people_evacuated": 800}, "演练：应转移800人全部转移，逐户锁门贴条")),
    step(11.0, FedBack("patrol-dykes", "演练：2处管涌全部压住，转入值守。", 90)),
)

CRASH = Scene("night-crash")

NIGHT_CRASH: Steps = (
    step(
        -570.0,
        Reported(
            "first",
            Channel.TRAFFIC_122,
            "122转警：龙城街道演示大街两车相撞，3人轻伤，占用两条车道。",
            event_type="20800",
            place="龙城街道演示大街",
            at=(112.5680, 37.7480),
            facts={"deaths": 0, "serious_injuries": 0, "injured_people": 3},
            region="140105007",
        ),
        Opened("first", "演示大街两车相撞"),
    ),
    step(-560.0, Graded("GENERAL", "轻伤3人，一般事故")),
    step(
        -545.0,
        Reported(
            "unit",
            Channel.UNIT_REPORT,
            "演示公路养护单位报告：事故占道，已摆放警示标志，配合清障。",
            event_type="20800",
            place="龙城街道演示大街",
            unit="演示公路养护单位",
            region="140105007",
        ),
        Attached("unit", "事发单位报告"),
    ),
    step(-530.0, SentUp("龙城街道演示大街两车相撞，3人轻伤，已送医，正在清障。")),
    step(-480.0, Ended("伤员送医，事故车辆清离，道路恢复通行。")),
)

DUTY = Scene("duty-day")

DUTY_DAY: Steps = (
    step(
        -95.0,
        Reported(
            "main",
            Channel.HOTLINE_12345,
            "12345转办：营盘街道演示小区南门供水主管爆裂，路面塌陷约6平方米，影响三栋楼供水。",
            event_type="21400",
            place="营盘街道演示小区南门",
            at=(112.5520, 37.8010),
            facts={"deaths": 0, "serious_injuries": 0, "households_without_water": 320},
            region="140105002",
        ),
        Opened("main", "演示小区供水主管爆裂、路面塌陷"),
        Graded("GENERAL", "无人员伤亡，按一般事件处置"),
    ),
    step(
        -90.0,
        Ordered(
            "repair-main",
            "task",
            "抢修供水主管，围挡塌陷路面",
            "两小时内止水、完成围挡，抢修期间安排送水车，恢复供水后报结。",
            ("water_supply", "housing_construction"),
            "2h",
        ),
    ),
    step(-86.0, SignedForAll()),
    step(
        -80.0,
        Reported(
            "main-unit",
            Channel.UNIT_REPORT,
            "演示供水公司报告：DN300 主管承口脱落，已派抢修队，无人员伤亡。",
            event_type="21400",
            place="营盘街道演示小区南门",
            unit="小店区演示供水公司",
            region="140105002",
        ),
        Attached("main-unit", "事发单位报告"),
    ),
    step(-70.0, SentUp("营盘街道演示小区供水主管爆裂，路面塌陷约6平方米，无人员伤亡，影响320户供水，正在抢修。")),
    step(-60.0, FedBack("repair-main", "已关停上游阀门，开挖作业面，DN300 铸铁管承口脱落，更换管段已运抵。", 55)),
    step(
        -33.0,
        Reported(
            "smoke",
            Channel.FIRE_119,
            "119接警：北营街道演示仓库屋顶冒白烟。",
            event_type="20700",
            place="北营街道演示仓库",
            at=(112.6050, 37.7960),
            caller="演示·周先生",
            phone="10000000120",
            region="140105003",
        ),
    ),
    step(-24.0, JudgedFalse("smoke", "消防站到场核实：为食堂锅炉排汽，不是火情")),
    step(
        -7.0,
        Reported(
            "road",
            Channel.PUBLIC,
            "群众上报：平阳路街道演示桥下积水约20厘米，一辆轿车熄火，无人受伤。",
            event_type="10100",
            place="平阳路街道演示桥下",
            at=(112.5450, 37.8080),
            region="140105004",
        ),
    ),
    step(
        2.9,
        Reported(
            "lift",
            Channel.HOTLINE_12345,
            "12345转办：黄陵街道演示花园2号楼电梯停运，2人被困，已联系维保。",
            event_type="21300",
            place="黄陵街道演示花园2号楼",
            at=(112.5840, 37.7690),
            region="140105005",
        ),
    ),
    step(8.6, FedBack("repair-main", "新管段就位，正在打压试水。", 85)),
    step(14.2, Finished("repair-main", "塌陷处回填压实并恢复通行。", verified=False)),
)

PLAYED: tuple[tuple[Scene, Steps], ...] = (
    (CRASH, NIGHT_CRASH),
    (DUTY, DUTY_DAY),
    (DRILL, FLOOD_DRILL),
    (GAS, GAS_BLAST),
)
"""Every scene of the demo. The neighbouring district (140106) stays quiet."""
