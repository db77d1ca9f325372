"""会商 (consultation): meetings, the opinions given in them, what was agreed, the minutes, and the decisions taken.

Owns: meetings of an incident (coordination, the daily meeting, expert consultation, a doctors' consultation on a case),
who was called, every opinion, the conclusion put to them, and each decision with the opinions it stands on and the
order it became. Does not own: the order itself (orders), experts as resources.
Source: 市平急一体化突发疫情应急处置联动工作方案 二（三）1（组织会议）、二（三）7（专家会诊）、三（五）专家会商机制.
"""
