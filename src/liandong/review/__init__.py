"""复盘总结 (review): what happened, what went well, what did not, and who mends it by when.

Owns: the after-action review of an incident with its three sections, the improvement items, and the draft event
report that is written from the timeline, every statement linked to its entry. Does not own the timeline, nor the
archiving of the incident: it only answers whether an incident has been reviewed. Source: 联调联战及会商研判工作机制
（复盘总结以书面形式报同级应急管理部门）; 应急指挥救援信息系统（总结评估：自动生成初步事件报告）.
"""
