"""Loans, the tapes that list them, what borrowers did in a month, and what pools add up to.

Start with `loan` and `tape`: a tape is every loan of one pool after one accounted month.
`activity` is what borrowers did in the next one, `programme` when holders are recorded and paid.
`files` and `activity_file` read and write them; `generator` makes pools up.
"""
