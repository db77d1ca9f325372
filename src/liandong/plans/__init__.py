"""预案 (plans): digital contingency plans at work: propose, dry-run, activate, change level, stand down, rehearse.

Owns the running responses: the snapshot of the plan they started with, their working groups and posts, the tasks and
the orders these became, approvals, and the comparison of needs with what is ready. Does not own the plan files
(`content`), the orders themselves (`orders`) nor the incident (`incidents`). A response keeps its snapshot: editing
a plan never changes a running response. 《突发事件应急预案管理办法》（国办发〔2024〕5号）.
"""
