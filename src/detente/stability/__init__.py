"""Stability: once signed, will they keep it? The graph model for conflict resolution, on conflicts written or derived.

`analyse(conflict)` says which states are stable, for whom, and why; calling the module does the same.
"""

from detente.calling import make_callable
from detente.stability.analyse import analyse
from detente.stability.result import StabilityResult, Witness
from detente.stability.space import TooLarge

__all__ = ["StabilityResult", "TooLarge", "Witness", "analyse"]

make_callable(__name__, analyse)
