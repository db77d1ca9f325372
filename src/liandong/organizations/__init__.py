"""组织 (organizations): who there is: organs, posts, people, and who is on duty now.

Owns the tree of organisations (机构) with the organ kinds of the emergency-management system (领导机构, 办事机构,
工作机构/专项指挥部, 专家组, 联动中心, 联动单位, 基层单位), posts (岗位) and who holds them when, duty rosters (值班表)
and their gaps, and the information officers (信息员) who can be reached round the clock.
Does not own regions (content), accounts and authority (access), or what these people are ordered to do (orders).

Personal data: a person's telephone is shown masked; to see it whole needs a permission and a reason and is recorded.
"""
