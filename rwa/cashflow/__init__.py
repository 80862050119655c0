"""Cash-flow arithmetic: how a loan amortises and how fast borrowers prepay.

Start with `amortization`. Money is whole cents; speeds are Decimal; nothing here reads a file.
"""
