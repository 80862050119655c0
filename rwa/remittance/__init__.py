"""The monthly report of one pool: its fields, identities and canonical bytes.

Start with `remittance` (the pool's month) and `classes` (its split between classes). `identities`
says what must hold and refuses by name what does not; `canonical` turns both into the bytes that
are hashed, signed and published.
"""
