"""Numbers, dates, names and errors that every other room is written in.

Standard library plus `holidays` and `tzdata` only. Start with `money` and `dates`.
"""
