"""A child that outlives its parent is stopped: by the kernel on Linux, elsewhere by looking every second."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time

PARENT = "CONCERT_PARENT"  # the process a child lives with, told to it in its environment
PR_SET_PDEATHSIG = 1


def follow_parent(parent: int | None = None) -> None:
    """Get a SIGTERM when `parent` dies (by default the process named in the environment, if any)."""
    parent = parent or int(os.environ.get(PARENT, "0"))
    if not parent:
        return
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    else:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    if os.getppid() != parent:  # it died before we asked
        os.kill(os.getpid(), signal.SIGTERM)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
