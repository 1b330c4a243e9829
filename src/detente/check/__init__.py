"""Does the text contradict itself, deadlock, bind outsiders, or break treaties in force?

Rules, one file each in `detente.check.rules`, read the resolved settlement through `Facts` and yield diagnostics. Engines
that several rules share (deeds that overlap or exclude each other, the order of duties, cases) stand beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.calling import make_callable
from detente.diagnostic import SEVERITIES, TIERS, Diagnostic, Tier

if TYPE_CHECKING:
    from detente.model.settlement import Settlement

__all__ = ["CheckResult", "analyse", "check"]


@dataclass(frozen=True, repr=False)
class CheckResult:
    """What the check found, and how.

    diagnostics: what matters first: errors before warnings before notes, then the order of the text. silenced: findings
    that an `allow` line silences. rules: codes of the rules that ran. inputs: SHA-256 of the text. facts_on: ISO date of
    the memberships and forces used.
    """

    diagnostics: tuple[Diagnostic, ...]
    silenced: tuple[Diagnostic, ...]
    rules: tuple[str, ...]
    inputs: str
    facts_on: str
    method: str = "indexed rules; z3 for joint conflicts and for certainty over options and readings"

    @property
    def errors(self) -> int:
        """How many findings have error severity."""
        return sum(d.severity == "error" for d in self.diagnostics)

    def __repr__(self) -> str:
        counts = ", ".join(f"{sum(d.severity == s for d in self.diagnostics)} {s}s" for s in SEVERITIES)
        return f"<check: {counts}; {len(self.silenced)} silenced; {len(self.rules)} rules>"

    def to_frame(self) -> Any:
        """The findings as a pandas data frame, one row each."""
        import pandas as pd

        rows = [
            {"code": d.code, "name": d.name, "severity": d.severity, "tier": d.kind.tier, "message": d.message,
             "where": d.span.where if d.span else d.file, "depends": ", ".join(d.depends), "source": d.source}
            for d in self.diagnostics
        ]
        return pd.DataFrame(rows, columns=["code", "name", "severity", "tier", "message", "where", "depends", "source"])

    def _repr_html_(self) -> str:
        html: str = self.to_frame().to_html(index=False)
        return html


def analyse(
    settlement: Settlement,
    corpus: Mapping[str, Settlement],
    diagnostics: Iterable[Diagnostic] = (),
    tier: Tier = "strict",
    select: Iterable[str] = (),
) -> CheckResult:
    """Run the rules on a settlement.

    corpus: instruments in force by name. diagnostics: mistakes found while reading, kept with the findings. tier: the
    largest tier shown ("basic" < "strict" < "advisory"). select: codes or names; only these rules run where given.
    """
    from detente.check.facts import Facts
    from detente.check.rule import all_rules

    wanted = {s.lower() for s in select}
    facts = Facts(settlement, dict(corpus))
    found: list[Diagnostic] = list(diagnostics)
    ran = []
    for rule in all_rules():
        kinds = [k for k in rule.kinds if TIERS.index(k.tier) <= TIERS.index(tier)]
        kinds = [k for k in kinds if not wanted or wanted & {k.code.lower(), k.name}]
        if kinds:
            ran.append(rule.kind.code)
            found += [d for d in rule.run(facts) if d.kind in kinds]
    kept, silenced = facts.silence(found)
    if not wanted:
        kept += facts.idle_allows(silenced, tier)
    return CheckResult(_ordered(kept), tuple(silenced), tuple(ran), settlement.digest, settlement.facts_on)


def _ordered(found: list[Diagnostic]) -> tuple[Diagnostic, ...]:
    rank = {"error": 0, "warning": 1, "note": 2}
    return tuple(
        sorted(found, key=lambda d: (rank[d.severity], d.kind.code[0] != "E", d.kind.code, d.span.start if d.span else -1))
    )


def check(path_or_loaded: Any, tier: Tier = "strict", select: Iterable[str] = ()) -> CheckResult:
    """Check a settlement: what `detente.load` returned. The result shows itself in a notebook."""
    loaded = path_or_loaded
    return analyse(loaded.settlement, loaded.corpus, loaded.diagnostics, tier, select)


make_callable(__name__, check)
