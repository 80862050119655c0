"""Loan-level files of other institutions, read into one neutral record a loan and month.

Start with `record`, the neutral record, and `layout`, how a published layout is written down as a
table. One module a layout holds its table; `registry` names them all. `examining` reads any of them
with one engine; `delimited` and `markup` split text and XML into rows, `recognition` tells layouts
apart, `sequence` follows each loan from month to month. `loan_month_file` keeps what was read.
"""
