import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

COUNTED = """
import os
import sys

sys.path.insert(0, "scripts")
import bench_threads

bench_threads.start_again_on_one_thread()
import numpy as np

np.ones((600, 600)) @ np.ones((600, 600))
print(bench_threads.threads_alive(), *(os.environ[name] for name in bench_threads.LIMITS))
"""
THREE_MORE = """
import sys
import threading

sys.path.insert(0, "scripts")
import bench_threads

end = threading.Event()
for _ in range(3):
    threading.Thread(target=end.wait).start()
print(bench_threads.threads_alive())
end.set()
"""


def printed(code: str, **settings: str) -> str:
    command = [sys.executable, "-c", code]
    environment = os.environ | settings
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    ).stdout.strip()


def test_start_again_on_one_thread__libraries_may_use_more__holds_them_to_one() -> None:
    assert printed(COUNTED, OPENBLAS_NUM_THREADS="2") == "1 1 1 1 1"


def test_threads_alive__three_more__are_counted() -> None:
    assert printed(THREE_MORE, OPENBLAS_NUM_THREADS="1") == "4"
