"""From what borrowers did to the month's exact accounting.

Start with `accounting`: `run_month` takes a tape and a month's activity and returns the remittance
and the next tape; its docstring names the modules a month goes through, and the rules are those of
docs/reference/servicing-rules.md. Activity that was not imported from a file is drawn: `simulation`
by prepayment speeds, `rolling` by roll rates, `payment_mix` by shares of payments; `life` runs one
month after another. `estimating` tells what a month is taken to be before it is known, and
`escrow_analysis` is the yearly look at one escrow account. Everything is computed on columns
(`columns`), exact to the cent, and equal to the oracle's row-by-row engine.
"""
