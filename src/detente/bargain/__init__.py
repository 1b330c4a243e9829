"""Can every party that must sign it sign it, and which package of options serves them best?

`analyse(problem)` takes a `detente.model.bargaining.BargainingProblem` and returns a `BargainResult`: the zone of
possible agreement with its proof, named packages, where the proposal stands, and what would have to change. Start with
`analyse`; each method's definition and source is in its own module. Importers are in `detente.bargain.imports`. Calling the
module does the same; once `detente.assess` is loaded, as by `detente.bargain`, it takes a loaded settlement too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.calling import make_callable
from detente.model.bargaining import BargainingProblem

if TYPE_CHECKING:
    from detente.bargain.packages import Comparison, compare, zone_packages
    from detente.bargain.result import BargainResult
    from detente.bargain.work import PARTS, analyse

__all__ = ["PARTS", "BargainResult", "Comparison", "analyse", "compare", "zone_packages"]

_HOMES = {"PARTS": "work", "analyse": "work", "BargainResult": "result"}


def __getattr__(name: str) -> Any:
    """Load on first use, so that importing the package does not load numpy."""
    if name not in __all__:
        raise AttributeError(name)
    import importlib

    return getattr(importlib.import_module(f"detente.bargain.{_HOMES.get(name, 'packages')}"), name)


def _call(problem: BargainingProblem, **options: Any) -> BargainResult:
    """Analyse a bargaining problem; see `analyse`."""
    if not isinstance(problem, BargainingProblem):
        raise TypeError("this takes a BargainingProblem; `from detente.assess import bargain` takes a loaded settlement")
    return __getattr__("analyse")(problem, **options)  # type: ignore[no-any-return]


make_callable(__name__, _call)
