"""Every kind of content file: its folder, its schema, and whether a file holds one thing or many."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel

from liandong.content.schemas import (
    approval_chains,
    calendars,
    call_cards,
    crew_checks,
    deadline_kinds,
    event_types,
    former_names,
    frameworks,
    grading,
    knowledge_kinds,
    mappings,
    meeting_kinds,
    notice_channels,
    notice_templates,
    order_kinds,
    organization_kinds,
    paper_routes,
    permissions,
    plan_catalogue,
    plans,
    plot_symbols,
    post_kinds,
    readiness,
    report_clocks,
    resource_columns,
    resource_types,
    road_profiles,
    road_tables,
    roles,
    run_cards,
    scenarios,
    skills,
    unit_messages,
    verbs,
    warnings,
    zone_kinds,
)
from liandong.kernel.text import Localized


@dataclass(frozen=True, slots=True)
class Kind:
    """`file` is the schema of a whole file. With `entry`, the file lists many under the key `name`."""

    name: str
    title: Localized
    file: type[BaseModel]
    entry: type[BaseModel] | None = None

    @property
    def item(self) -> type[BaseModel]:
        """The schema of the thing that a getter answers."""
        return self.entry or self.file


def _kind(name: str, zh: str, file: type[BaseModel], entry: type[BaseModel] | None = None) -> Kind:
    return Kind(name, Localized(zh=zh, en=name.replace("_", " ").removesuffix("s")), file, entry)


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        _kind("event_types", "事件类型", event_types.EventTypesFile, event_types.EventType),
        _kind("grading", "分级标准", grading.GradingTable),
        _kind("call_cards", "接警询问卡", call_cards.CallCardsFile, call_cards.CallCard),
        _kind("call_words", "报警用语", call_cards.CallWords),
        _kind("plans", "预案", plans.Plan),
        _kind("plan_classes", "预案大类", plan_catalogue.PlanClassesFile, plan_catalogue.PlanClassEntry),
        _kind("plan_sub_types", "预案子类", plan_catalogue.PlanSubTypesFile, plan_catalogue.PlanSubType),
        _kind("knowledge_kinds", "知识库类别", knowledge_kinds.KnowledgeKindsFile, knowledge_kinds.KnowledgeKind),
        _kind("paper_routes", "文电流程", paper_routes.PaperRoutesFile, paper_routes.PaperRoute),
        _kind("meeting_kinds", "会议类别", meeting_kinds.MeetingKindsFile, meeting_kinds.MeetingKind),
        _kind("warning_levels", "预警级别", warnings.WarningLevelsFile, warnings.WarningLevel),
        _kind("warning_codes", "预警事件编码", warnings.WarningCodesFile, warnings.WarningCode),
        _kind("report_clocks", "报告时限", report_clocks.ReportClocks),
        _kind("deadline_kinds", "时限类别", deadline_kinds.DeadlineKindsFile, deadline_kinds.DeadlineKind),
        _kind("order_kinds", "号令类别", order_kinds.OrderKindsFile, order_kinds.OrderKind),
        _kind("resource_types", "资源类型", resource_types.ResourceTypesFile, resource_types.ResourceType),
        _kind("resource_families", "资源门类", resource_types.ResourceFamiliesFile, resource_types.ResourceFamily),
        _kind("skills", "救援技能", skills.SkillsFile, skills.Skill),
        _kind("resource_columns", "资源导入列名", resource_columns.ResourceColumns),
        _kind("former_names", "曾用行政区划名", former_names.FormerNames),
        _kind("roles", "角色", roles.RolesFile, roles.Role),
        _kind("permissions", "权限", permissions.PermissionsFile, permissions.Permission),
        _kind(
            "organization_kinds",
            "机构类别",
            organization_kinds.OrganizationKindsFile,
            organization_kinds.OrganizationKind,
        ),
        _kind("post_kinds", "岗位类别", post_kinds.PostKindsFile, post_kinds.PostKind),
        _kind("frameworks", "处理框架", frameworks.FrameworksFile, frameworks.Framework),
        _kind("branch_rules", "响应分支规则", frameworks.BranchRule),
        _kind("phases", "处置阶段", frameworks.PhasesFile, frameworks.PhaseEntry),
        _kind("running_modes", "运行模式", frameworks.RunningModesFile, frameworks.RunningMode),
        _kind("zone_kinds", "区域类别", zone_kinds.ZoneKindsFile, zone_kinds.ZoneKind),
        _kind("plot_symbols", "标绘符号", plot_symbols.PlotSymbolsFile, plot_symbols.PlotSymbol),
        _kind("verbs", "动作语句", verbs.VerbsFile, verbs.Verb),
        _kind("notice_templates", "通知模板", notice_templates.NoticeTemplatesFile, notice_templates.NoticeTemplate),
        _kind("notice_channels", "通知渠道", notice_channels.NoticeChannels),
        _kind("calendars", "工作日历", calendars.Calendar),
        _kind("scenarios", "演练脚本", scenarios.Scenario),
        _kind("mappings", "数据映射", mappings.Mapping),
        _kind("road_profiles", "通行速度", road_profiles.RoadProfile),
        _kind("unit_messages", "队伍短报用语", unit_messages.UnitMessages),
        _kind("road_tables", "路网数据表", road_tables.RoadTable),
        _kind("run_cards", "调派卡", run_cards.RunCard),
        _kind("approval_chains", "审批程序", approval_chains.ApprovalChains),
        _kind("readiness_rules", "值守调度规则", readiness.ReadinessRule),
        _kind("crew_checks", "现场人员清点", crew_checks.CrewChecks),
        _kind("special_periods", "特殊时期", approval_chains.SpecialPeriodsFile, approval_chains.SpecialPeriod),
        _kind(
            "force_departments", "行业主管部门", approval_chains.ForceDepartmentsFile, approval_chains.ForceDepartment
        ),
    )
}
