"""Exact arithmetic for the analyses: common denominators, array types that cannot overflow, numbers for readers."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import Any


def common_denominator(numbers: Iterable[Fraction]) -> int:
    """The least positive integer that makes every number an integer when multiplied."""
    return math.lcm(1, *(q.denominator for q in numbers))


def integer_type(bound: int) -> Any:
    """The narrowest numpy type whose sums stay exact if no intermediate exceeds `bound` in size.

    int32 below 2^31, int64 below 2^63, else `object`: Python integers, slower and unbounded.
    """
    import numpy as np

    if bound < 2**31:
        return np.int32
    return np.int64 if bound < 2**63 else object


def exact(number: Fraction | int | None) -> dict[str, object] | None:
    """A number for JSON: {"exact": "7/3", "decimal": 2.333333}; decimal is None beyond the range of a float."""
    if number is None:
        return None
    number = Fraction(number)
    try:
        decimal: float | None = round(float(number), 6)
    except OverflowError:
        decimal = None
    return {"exact": str(number), "decimal": decimal}


def wilson(hits: int, trials: int, z: float = 1.959963984540054) -> tuple[float, float]:
    """The Wilson interval for a share of `hits` among `trials` (Wilson 1927, JASA 22); z = 1.96 for 95 %."""
    if not trials:
        return 0.0, 1.0
    share, square = hits / trials, z * z / trials
    centre = (share + square / 2) / (1 + square)
    half = z / (1 + square) * math.sqrt(share * (1 - share) / trials + square / (4 * trials))
    low = 0.0 if hits == 0 else max(0.0, centre - half)
    return low, 1.0 if hits == trials else min(1.0, centre + half)
