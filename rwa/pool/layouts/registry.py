"""The layouts that can be read, by name."""

from rwa.core.errors import UsageError
from rwa.pool.layouts.crefc import LOAN_PERIODIC
from rwa.pool.layouts.exhibit_102 import CMBS_CSV, CMBS_XML
from rwa.pool.layouts.fannie_mae import FANNIE_MAE
from rwa.pool.layouts.freddie_mac import ORIGINATION, PERFORMANCE
from rwa.pool.layouts.layout import FileLayout
from rwa.pool.layouts.native import NATIVE

LAYOUTS = (NATIVE, FANNIE_MAE, ORIGINATION, PERFORMANCE, CMBS_XML, CMBS_CSV, LOAN_PERIODIC)
"""All of them, the project's own first."""


class UnknownLayout(UsageError):
    """No layout has that name."""

    def __init__(self, name: str, *, known: tuple[str, ...]) -> None:
        self.name = name
        self.known = known
        super().__init__(f"layout is {name!r}, expected one of {', '.join(known)}; name one")


def layout_named(name: str) -> FileLayout:
    """The layout of that name. Raises UnknownLayout."""
    found = {layout.name: layout for layout in LAYOUTS}.get(name)
    if found is None:
        raise UnknownLayout(name, known=tuple(layout.name for layout in LAYOUTS))
    return found
