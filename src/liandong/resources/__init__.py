"""应急资源 (resources): forces, equipment, stores, experts, sites, stations: typed features on the map with stock.

Owns: the feature (what, where, whose, in which state, how much of it), the ledger of stock (收、发、退、盘), who
checked it when (核查), and what is reserved for or in use by an incident.

Does not own: the types and their attributes (content), who sends a force out (orders, dispatch), what a plan needs
(plans asks `queries.stock`), the person behind an expert or a telephone (organizations).

Standing behind it: 应急资源“一张图” of the provincial command system (队伍、装备、物资库、专家、避难场所、监测站、
防护目标); 力量基础数据录入与更新 of the joint-dispatch scheme; GB/T 38565-2020 for supplies.
"""
