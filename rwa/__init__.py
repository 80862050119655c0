"""Mortgage pass-through certificates on a chain: from a borrower's payment to a holder's cent.

Rooms, lowest first: `core`, `pool`, `cashflow` and `remittance`, `deal`, `servicing` and `chain`,
`readmodel`, `api`, `cli`. A room imports only rooms below it.
"""

__version__ = "0.1.0"
