"""What flows are worth: price and yield, average life, durations, spreads; one pool or many.

Start with `price_yield.analyse` for the flows of one projection, with `pools.analyse_pools` for
many static pools at once, with `spreads` for spreads over a discount curve. Yields and spreads are
decimals, prices clean per 100 of current balance.
"""
