"""One thread for a benchmark: the libraries are told so before they are loaded, then counted."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

LIMITS: Final = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
}
"""What libraries read when they are loaded."""


def start_again_on_one_thread() -> None:
    """Replace this process by the same command with LIMITS set, unless they are."""
    if any(os.environ.get(name) != limit for name, limit in LIMITS.items()):
        sys.stdout.flush()
        os.execve(sys.executable, sys.orig_argv, os.environ | LIMITS)  # noqa: S606 - our own command


def threads_alive() -> int:
    """Return how many threads this process has, those of libraries written in C included."""
    return len(list(Path("/proc/self/task").iterdir()))
