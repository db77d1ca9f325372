"""演练推演 (rehearsal): a plan runs in simulated time against a scenario, on the same services as a real response.

The platform keeps the time, fires the clocks and issues the orders; the scenario plays the people: when they sign,
how long the work takes, what happens meanwhile. Everything is drawn from one seed, so the same file and the same seed
give the same run. It writes to whatever database the process has: give it a throw-away one.
"""

from liandong.plans.rehearsal.outcome import Outcome
from liandong.plans.rehearsal.play import NeverStarted, rehearse

__all__ = ["NeverStarted", "Outcome", "rehearse"]
