"""Reading decimal numbers from text without ever rounding."""

import re

_PLAIN = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?", re.ASCII)
_LONGEST = 64
"""Characters of the longest number read; more is not an amount of anything."""


def scaled_integer(text: str, *, places: int) -> int | None:
    """Return the plain decimal `text` times ten to the `places`, or None when it is not one.

    Exact: digits beyond `places` must be zeros. Signs are read; separators of thousands,
    exponents, underscores, infinities and digits of other scripts are not.
    """
    match = _PLAIN.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        return None
    sign, whole, fraction = match[1], match[2], match[3] or ""
    if not whole + fraction or fraction[places:].strip("0"):
        return None
    magnitude = int((whole or "0") + fraction[:places].ljust(places, "0"))
    return -magnitude if sign == "-" else magnitude
