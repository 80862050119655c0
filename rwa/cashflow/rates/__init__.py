"""Rates: today's discount curve, a short-rate model on top of it, and random paths of both.

Start with `curve`; `hull_white` is the model, `calibration` fits it to swaptions, `paths` draws from
it. Rates are decimals a year, times are years.
"""
