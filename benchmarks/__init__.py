"""Measurements of time and memory, each beside its peer where there is one; `python -m benchmarks` runs them."""
