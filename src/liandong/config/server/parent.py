"""A worker must not outlive the process that started it and go on answering on the port."""

from __future__ import annotations

import ctypes
import multiprocessing
import signal
import sys

_PR_SET_PDEATHSIG = 1


def die_with_it() -> None:
    """Ask Linux to end this worker when its parent dies, however that dies; a single process has no such parent."""
    if sys.platform == "linux" and multiprocessing.parent_process() is not None:
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
