"""A test of the text fails.

## What it finds

An `expect` statement whose answer is not the expected one. The answer is worked out under the author's own package, with
readings and open members left open: *ensures*, *bars*, *allows*, *leaves open* or *is silent on*, through the clause named.
What nothing forbids counts as allowed.

## Why it matters

Expectations are what the parties believe they agreed to. A text that does not say what its drafter believes is found here and
not at the first crisis.

## Specimen

```
expect "Norway may be helped"
  allows A stations forces in Norway
```

## Source

The text itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check.ask import ALLOWS, OPEN, SILENT, Answer, ask
from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.model.settlement import Expectation


@rule("C132", "failed-expectation", "error", "basic", "The text does not say what the drafter expects of it.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each expectation that fails."""
    for expected in facts.settlement.expectations:
        package = {**facts.proposed, **{c: sorted(o)[0] for c, o in expected.guard.atoms if len(o) == 1}}
        answer = ask(facts, expected.event, expected.text, package)
        if _holds(expected, answer):
            through = {n.lower() for n in expected.through}
            clauses = {x.lower() for g in answer.grounds for x in (g.norm.clause, g.norm.instrument)}
            if not through or through & clauses or expected.verdict in (SILENT,):
                continue
            problem = f"it does, but not through {', '.join(f'`{n}`' for n in expected.through)}"
        else:
            problem = "the text leaves it open" if answer.verdict == OPEN else f"the text {answer.verdict} it"
        notes = [f"depends on: {'; '.join(answer.depends)}"] if answer.depends else []
        notes += [f"holds only {c}" for c in answer.conditions]
        labels = [(g.norm.span, f"`{g.norm.clause}` {g.effect} it") for g in answer.grounds[:3]]
        yield from facts.find(
            "C132", f"\"{expected.title}\": expected that the text {expected.verdict} `{expected.text}`, but {problem}",
            expected.span, labels=labels, notes=notes, about=(expected.title, *(g.norm.clause for g in answer.grounds)),
            help="change the clauses that decide it, or what is expected",
        )


def _holds(expected: Expectation, answer: Answer) -> bool:
    if expected.verdict == ALLOWS:
        return answer.verdict in (ALLOWS, SILENT)
    return expected.verdict == answer.verdict
