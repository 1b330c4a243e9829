"""An `allow` line names no finding.

## What it finds

`allow` lines whose code or name no rule has.

## Why it matters

It silences nothing, and its reader believes that something was weighed.

## Specimen

```
allow no-verfication because "trust"
```

## Source

The register of rules.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic, find_kind, kinds


@rule("C130", "unknown-allow", "warning", "basic", "An `allow` line names no finding.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each `allow` of an unknown code."""
    for allow in facts.settlement.allows:
        kind = find_kind(allow.code)
        if kind is None:
            near = difflib.get_close_matches(allow.code.lower(), [k.name for k in kinds()], 1, 0.6)
            yield from facts.find(
                "C130", f"`{allow.code}` is no finding", allow.span, about=(allow.code,),
                help=f"did you mean `{near[0]}`?" if near else "findings show their code and name",
            )
        elif not kind.code.startswith("C"):
            yield from facts.find(
                "C130", f"`{allow.code}` is a mistake in the text and cannot be silenced", allow.span, about=(allow.code,),
                help="mend the line it speaks of",
            )
