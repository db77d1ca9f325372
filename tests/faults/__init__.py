"""Faults injected into a running node, and what must hold after each.

| fault | tests |
|---|---|
| 1 server killed in the middle of transactions | `test_server_killed.py` |
| 2 clock worker killed between claim, act and send | `tests/deadlines/test_killed_and_racing_processes.py` |
| 3 power cut after the commit | `test_power_cut.py` |
| 4 database stopped, frozen, killed | `test_database_away.py` |
| 6 disk full | `test_disk_full.py` |
| 7 clock jumps | `tests/deadlines/test_clock_jumps_and_the_audit.py` |
| 8 the same delivered several times | `test_delivered_twice.py` |
| 11 poison message | `tests/deadlines/test_bad_clocks_do_not_stall_others.py`, `tests/notices` |
| 15 two dispatchers in the same second | `test_two_dispatchers.py` |
| 20 flipped bytes | `test_flipped_bytes.py` |

`invariants.check_invariants` runs after each. `LIANDONG_FAULT_ROUNDS` asks for more rounds than CI has time for.
"""

from __future__ import annotations

import os

ROUNDS = int(os.environ.get("LIANDONG_FAULT_ROUNDS", "0"))


def rounds(usual: int) -> int:
    """How often to inject the fault: the usual number, or what `LIANDONG_FAULT_ROUNDS` asks for."""
    return ROUNDS or usual


def patience(usual_s: int) -> int:
    """Seconds until a test is given up: a minute a round when more rounds are asked for."""
    return usual_s + 60 * ROUNDS
