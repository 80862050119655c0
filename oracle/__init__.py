"""Independent recomputation of every month before anybody is paid.

`recompute` is an engine of its own, `checks` compares, `node` signs or objects, `collector`
checks signatures and counts them, `posting` brings a quorum to the contract, `network` runs nodes
and collector apart; start reading at `node`. Neither the servicer's engine nor the cash-flow room
may be imported here: one bug must not sign itself.
"""
