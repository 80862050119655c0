"""Option-adjusted spreads: pools of agency loans valued over many paths of rates.

Start with `oas`: `oas_from_price` and `price_from_oas` take pools (`pools.OasPools`) and paths
(`scenarios.OasScenarios`). `path_kernel` is the compiled inner part. Borrowers follow the
arctangent incentive with burnout from the balance, as `behaviour` has it without turnover.
"""
