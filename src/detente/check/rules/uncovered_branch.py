"""An option whose proviso may fail, with nothing in its place.

## What it finds

Options that end in a gap: what the option gives hangs on a `provided` line, no clause under it says what holds if that does not
come about (`provided not …`, `unless …`, `failing …`, or `otherwise …` at the option), and what the other options of the issue
give has fallen away by the choice. An option that is open `only if` somebody insists is reported as soon as one of its clauses
hangs so; any other only if all of them do.

## Why it matters

The choice is made, the condition fails, and the parties hold neither what they chose nor what they gave up for it.

## Specimen

```
issue islands
option transfer
option lease
clause handover
  under islands transfer
  A shall withdraw forces from islands
  provided B pays compensation
clause rent
  under islands lease
  A shall lease islands to B
```

## Source

Plain logic over options.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from detente.check.cases import union
from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.model.choice import Choice, Option
from detente.model.norm import Condition, Norm

Table = dict[tuple[str, str], list[Norm]]


@rule("C131", "uncovered-branch", "warning", "strict", "An option whose proviso may fail, with nothing in its place.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each option that leaves a gap when its provisos are not met."""
    table = _by_option(facts)
    for choice in facts.settlement.choices.values():
        if choice.kind == "issue":
            for option in choice.options:
                yield from _option(facts, choice, option, table)


def _option(facts: Facts, choice: Choice, option: Option, table: Table) -> Iterator[Diagnostic]:
    given = [n for n in table.get(_key(choice, option), []) if n.binding]
    lost = [o for o in choice.options if o is not option and table.get(_key(choice, o))]
    hanging = [n for n in given if _provisos(n)]
    if option.otherwise or not hanging or not lost or (not option.only_if and len(hanging) < len(given)):
        return
    answered = _answers(given)
    bare: dict[str, tuple[Norm, Condition]] = {}
    for norm in hanging:
        gaps = [c for c in _provisos(norm) if _what(c) not in answered and norm.clause.lower() not in answered]
        if gaps:
            bare.setdefault(norm.clause, (norm, gaps[0]))
    if not bare or (not option.only_if and {n.clause for n in given} != bare.keys()):
        return
    norm, condition = next(iter(bare.values()))
    clauses = ", ".join(f"`{c}`" for c in bare)
    others = ", ".join(f"`{o.name}`" for o in lost)
    yield from facts.find(
        "C131", f"under `{choice.name} {option.name}` nothing takes the place of {clauses} if its proviso fails, and what "
        f"{others} would give is gone", condition.span or norm.span,
        cases=union(facts.norm_cases(n) for n, _ in bare.values()), labels=[(option.span, f"`{option.name}`")],
        about=(choice.name, option.name, *bare),
        help=f"add a clause with `provided not …`, or `otherwise {lost[0].name}` to the option",
    )


def _by_option(facts: Facts) -> Table:
    """The norms that hold under an option and not under every option of its choice."""
    out: Table = {}
    for norm in facts.written:
        for name, options in norm.guard.atoms:
            choice = facts.settlement.choices.get(name.lower())
            if choice is not None and len(options) < len(choice.options):
                for option in options:
                    out.setdefault((choice.name.lower(), option.lower()), []).append(norm)
    return out


def _key(choice: Choice, option: Option) -> tuple[str, str]:
    return choice.name.lower(), option.name.lower()


def _provisos(norm: Norm) -> list[Condition]:
    return [c for c in norm.conditions if c.kind == "provided" and not c.negated]


def _answers(norms: Iterable[Norm]) -> set[str]:
    """What the norms of an option answer when it fails: conditions in words, and names of clauses."""
    out: set[str] = set()
    for norm in norms:
        out |= {name.lower() for name in norm.links.failing}
        out |= {_what(c) for c in norm.conditions if c.kind == "unless" or (c.kind == "provided" and c.negated)}
    return out


def _what(condition: Condition) -> str:
    return condition.text.lower().removeprefix("not ").strip()
