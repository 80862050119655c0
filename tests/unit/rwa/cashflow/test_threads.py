import subprocess
import sys
from threading import get_ident

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.cashflow.threads import over_slices
from rwa.core.errors import ValueOutOfRange


@given(st.integers(0, 50), st.integers(1, 12))
def test_over_slices__any_counts__does_everything_once_in_even_slices(
    count: int, threads: int
) -> None:
    slices: list[tuple[int, int]] = []

    over_slices(lambda begin, end: slices.append((begin, end)), count=count, threads=threads)

    done = [item for begin, end in sorted(slices) for item in range(begin, end)]
    assert done == list(range(count))
    sizes = [end - begin for begin, end in slices]
    assert len(sizes) == max(min(threads, count), 1)
    assert max(sizes) - min(sizes) <= 1


def test_over_slices__one_slice__worked_on_by_the_caller() -> None:
    workers: list[int] = []

    for count, threads in ((9, 1), (1, 8)):
        over_slices(lambda *_: workers.append(get_ident()), count=count, threads=threads)

    assert workers == [get_ident()] * 2


def test_over_slices__work_that_fails__raises_it() -> None:
    def work(begin: int, end: int) -> None:
        if end == 4:
            raise KeyError(begin)

    with pytest.raises(KeyError):
        over_slices(work, count=4, threads=2)


@pytest.mark.parametrize("threads", [0, -1, 1.5, float("nan"), 1_025])
def test_over_slices__no_number_of_threads__refused(threads: float) -> None:
    with pytest.raises(ValueOutOfRange) as refused:
        over_slices(lambda *_: None, count=1, threads=threads)  # type: ignore[arg-type]

    assert refused.value.field == "threads"


FORKED = """
import os, sys
from concurrent.futures import ThreadPoolExecutor
import numpy as np
from rwa.cashflow.projection.scenarios import project_scenarios
from rwa.cashflow.valuation.pools import StaticPools, analyse_pools

terms = dict(remaining_months=[360] * 9, age_months=[0] * 9, psa=[100.0] * 9, settle_day=[1] * 9)
rates = np.full(9, 0.05)
pools = StaticPools(wac=rates, pass_through_rate=rates, actual_delay_days=[24] * 9, **terms)

def work(_=None):
    analyse_pools(pools, price=np.full(9, 99.0), threads=3)
    project_scenarios(balance=1.0, wac=0.05, smm=np.zeros((9, 12)), threads=3)

work()
with ThreadPoolExecutor(4) as callers:
    list(callers.map(work, range(8)))
child = os.fork()
if not child:
    work()
    os._exit(7)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_threads__many_callers_then_a_fork__leave_the_child_able_to_work() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FORKED], capture_output=True, text=True, check=True
    )

    assert done.stdout == "7\n"
