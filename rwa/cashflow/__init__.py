"""Cash flows of mortgages: how they amortise, are prepaid, default, and what they are worth.

`amortization`, `speeds`, `factor_speeds` and `default_rates` are the arithmetic that everything
else stands on; servicing uses it too. Then, each a package with a page of its own at the top:

- `projection`: a pool's months under assumptions. Start with `projection.engine`.
- `rates`: discount curves and a short-rate model.
- `valuation`: price, yield, life, duration, spreads, implied speeds.
- `behaviour`: how borrowers answer rates.
- `oas`: value over many paths of rates.
- `spec`: the JSON document of `rwa project`. `matlab`: the names MATLAB users know. `plots`: charts.

Money is whole cents or doubles that never pay anybody; speeds are Decimal until they meet an
amount; nothing here reads a file.
"""
