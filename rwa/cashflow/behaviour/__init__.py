"""Borrowers: how rates, seasons and the age of a loan move prepayment.

Start with `borrower`, the model of one pool's borrowers; `refinancing`, `lock_in` and `burnout`
are its parts, `speed_path` the speeds it gives along a path of mortgage rates, `shocks` what
those speeds do to a pool's life. Rates are decimals, speeds are shares of one.
"""
