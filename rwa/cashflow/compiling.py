"""How kernels are compiled: one decorator, which keeps the machine code where there is a place.

A kernel and every compiled function it calls belong in one module, because the kept code is thrown
away when that module changes and not when another does. For the same reason a kernel takes numbers
of other modules as arguments: a constant it imports would be frozen into the kept code. After
a change of this module itself, `make clean` throws the kept code away.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

Kernel = TypeVar("Kernel", bound=Callable[..., object])

SAME_BITS: frozenset[str] = frozenset()
"""No liberties: what is computed is what is written."""
FUSED = frozenset({"contract"})
"""A product and a sum may be rounded once."""
REORDERED = frozenset({"reassoc", "contract", "nsz"})
"""Sums may be reordered too, and zeros lose their sign; what is not a number still is not."""


def compiled(
    *, liberties: frozenset[str] = SAME_BITS, inlined: bool = False
) -> Callable[[Kernel], Kernel]:
    """Return a decorator that compiles a function for the types of its first call.

    It runs without the interpreter's lock, so that `threads.over_slices` can run several; divisions
    by zero give infinity or no number. Numba keeps the code beside the module, else in the user's
    cache directory; if it can write to neither, each process compiles anew.
    """

    def decorate(function: Kernel) -> Kernel:
        def compile_with(*, kept: bool) -> Kernel:
            decorator = njit(
                cache=kept,
                nogil=True,
                error_model="numpy",
                fastmath=set(liberties),
                forceinline=inlined,
            )
            return cast("Kernel", decorator(function))

        try:
            return compile_with(kept=True)
        except RuntimeError:  # numba's word for no place to keep code in
            return compile_with(kept=False)

    return decorate
