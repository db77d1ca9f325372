"""调度经验 (experience): what a log of past dispatching teaches, and how well it foretells the next calls.

Owns: reading a dispatch log, the unit states rebuilt from it, where units seem to stand in quarters, who is usually
sent where, how long they really take, and the backtest that judges all of it on calls it has not seen.

Does not own: any table; the units and missions of this node (dispatch), roads (roads). Pure over plain values.
"""
