"""One loan's month in plain whole numbers, a module for each part of it.

`due_month` and `interest` say what a month is worth, `installments` what falls due in it,
`collecting` what of that holders get, `settling` how a loan is prepaid or ends, `new_terms` what
the next months are due by, `escrow` and `standing` the rest; `refusing` what is refused before.
"""
