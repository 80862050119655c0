"""What every test shares: how long Hypothesis searches.

``make test`` takes the same examples every time; ``make test-long`` (``--hypothesis-profile=long``)
draws new ones.
"""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "default",
    max_examples=50,
    stateful_step_count=30,
    derandomize=True,
    deadline=None,
    database=None,
    # Chains and tapes are slow to make; the time limit of a test is pytest's.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile(
    "long",
    parent=settings.get_profile("default"),
    max_examples=2_000,
    stateful_step_count=100,
    derandomize=False,
    print_blob=True,
)
settings.load_profile("default")
