"""From what borrowers did to the month's exact accounting.

Start with `accounting`: `run_month` takes a tape and a month's activity and returns the remittance
and the next tape; what it does to one loan is in `schedule` and `arrears`. `simulation` draws the
activity of borrowers who were not imported from a file, and `life` runs one month after another.
Everything is computed on columns (`columns`), exact to the cent, and equal to the oracle's
row-by-row engine.
"""
