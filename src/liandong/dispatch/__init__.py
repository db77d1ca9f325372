"""调度 (dispatch): which force goes where, who must agree, when it arrives, and whether its people are safe.

Owns: the unit (出动单元) with its state and position, its mission (任务) for one incident, the deployment plan
(调用方案) with the answers of its approval chain and the filings to industry departments (报备), crews and their
checks (人员清点), readiness checks (值班值守调度、紧急拉动), requisition, passes and compensation.

Does not own: the thing itself, its stock and who holds it (resources), the order and its signing (orders), who
commands the incident (incidents), the way there (roads), the text of a chain or a run card (content).

Standing behind it: 健全应急救援力量联调联战及会商研判工作机制的实施方案, parts 三 and 四.
"""
