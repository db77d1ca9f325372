"""指令 (orders): one tasking with addressees who sign for it, feed back, submit and are verified by another person.

Owns: the order and its number, the assignment of each addressee (受令单位、岗位或人员) with its two clocks
(签收时限、完成时限), feedback (反馈), milestones scheduled back from the due time (倒排时间、压茬推进), supervision
(督办): urging, the list of what is unsigned, near and overdue, and the league table by unit and region.

Does not own: why an order is given (plans, incidents and, later, dispatch issue orders and may refuse them by an
issuing rule), the clocks themselves (deadlines) and the delivery of messages (notices).

Standing behind it: 运行机制 3 联合行动 and 4 督办反馈 of the outbreak linkage plan; 五定 of the work-safety campaign,
by which the assessing body is never the rectifying one.
"""
