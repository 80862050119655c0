"""Work on many items by several threads, each with a slice of them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from rwa.core.errors import ValueOutOfRange

MOST_THREADS = 1_024
"""Most threads that can be asked for."""


def over_slices(work: Callable[[int, int], None], *, count: int, threads: int) -> None:
    """Call `work(begin, end)` for slices that together are the items 0 to before `count`.

    There are as many slices as `threads`, or as items if those are fewer; they differ by an item
    at most. One is worked on by the calling thread, several by threads that end before this
    returns. `work` must release the interpreter's lock to gain from them. Raises ValueOutOfRange
    unless `threads` is 1 to MOST_THREADS, and what `work` raises.
    """
    if threads not in range(1, MOST_THREADS + 1):
        raise ValueOutOfRange("threads", value=threads, allowed=f"1 to {MOST_THREADS}")
    slices = max(min(threads, count), 1)
    if slices == 1:
        work(0, count)
        return
    edges = [count * edge // slices for edge in range(slices + 1)]
    with ThreadPoolExecutor(slices) as workers:
        for _ in workers.map(work, edges[:-1], edges[1:]):
            pass
