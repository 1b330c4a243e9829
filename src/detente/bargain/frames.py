"""Results as pandas data frames; pandas is loaded only here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.bargain.result import BargainResult

if TYPE_CHECKING:
    import pandas as pd


def named_frame(r: BargainResult) -> pd.DataFrame:
    """One row per named package and the proposal: options, `u_PARTY` and `gain_PARTY` as floats, status."""
    import pandas as pd

    issues, rows = [i.name for i in r.problem.issues], []
    for name, n in r.named.items():
        if n.package is not None:
            row: dict[str, object] = {"name": name, **dict(zip(issues, n.package, strict=True))}
            row |= {f"u_{w}": float(x) for w, x in n.utilities.items()}
            row |= {f"gain_{w}": float(x) for w, x in n.gains.items()}
            rows.append(row | {"status": n.status})
    if r.proposal is not None:
        q = r.proposal
        row = {"name": "proposal", **dict(zip(issues, q.package, strict=True))}
        row |= {f"u_{w}": float(x) for w, x in q.utilities.items()}
        row |= {f"gain_{w}": float(x) for w, x in q.gains.items()}
        rows.append(row | {"status": "acceptable" if q.acceptable else "not acceptable"})
    return pd.DataFrame(rows)


def front_frame(r: BargainResult) -> pd.DataFrame:
    """One row per payoff vector of the Pareto set: options, number of packages, `u_PARTY` as floats."""
    import pandas as pd

    issues = [i.name for i in r.problem.issues]
    points = r.pareto.acceptable if r.pareto.acceptable is not None else r.pareto.points
    return pd.DataFrame(
        [{**dict(zip(issues, k, strict=True)), "packages": n, **{f"u_{w}": float(x) for w, x in u.items()}}
         for k, n, u in points or ()]
    )  # fmt: skip
