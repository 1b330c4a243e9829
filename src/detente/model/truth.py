"""Formulas as truth tables and as lists of conjunctions. For conflicts of few options: both grow with what they list."""

from __future__ import annotations

from detente.model.conflict import Formula, negate

Literals = tuple[tuple[int, bool], ...]
"""A conjunction: numbers of options, ascending, each with whether it is taken."""


def truth_table(formula: Formula, n: int) -> int:
    """The codes of n options in which a formula holds, as a bit set; meant for n up to 16 or so."""
    full = (1 << (1 << n)) - 1
    if formula.operator == "option":
        half = 1 << formula.option
        return full // ((1 << 2 * half) - 1) * (((1 << half) - 1) << half)
    parts = [truth_table(p, n) for p in formula.parts]
    match formula.operator:
        case "not":
            return full & ~parts[0]
        case "if":
            return parts[0] | full & ~parts[1]
        case "iff":
            return full & ~(parts[0] ^ parts[1])
    out = full if formula.operator == "and" else 0
    for part in parts:
        out = out & part if formula.operator == "and" else out | part
    return out


def codes_in(table: int) -> list[int]:
    """The positions of the bits that are set, ascending."""
    digits = bin(table)[:1:-1]
    out, at = [], digits.find("1")
    while at >= 0:
        out.append(at)
        at = digits.find("1", at + 1)
    return out


def conjunctions(formula: Formula, most: int = 4_096) -> tuple[Literals, ...]:
    """Conjunctions of which the formula is the union (a disjunctive normal form), none contradictory or twice.

    Raises ValueError where there would be more than `most` at any step.
    """
    parts = formula.parts
    match formula.operator:
        case "option":
            return (((formula.option, True),),)
        case "not":
            return _denied(parts[0], most)
        case "or":
            return _union([conjunctions(p, most) for p in parts], most)
        case "and":
            return _product([conjunctions(p, most) for p in parts], most)
        case "if":
            return _union([conjunctions(parts[0], most), _denied(parts[1], most)], most)
    both = _product([conjunctions(p, most) for p in parts], most)
    return _union([both, _product([_denied(p, most) for p in parts], most)], most)


def _denied(formula: Formula, most: int) -> tuple[Literals, ...]:
    """The conjunctions of the formula's negation."""
    parts = formula.parts
    match formula.operator:
        case "option":
            return (((formula.option, False),),)
        case "not":
            return conjunctions(parts[0], most)
        case "or":
            return _product([_denied(p, most) for p in parts], most)
        case "and":
            return _union([_denied(p, most) for p in parts], most)
        case "if":
            return _product([_denied(parts[0], most), conjunctions(parts[1], most)], most)
    return conjunctions(Formula("iff", (negate(parts[0]), parts[1])), most)


def _union(lists: list[tuple[Literals, ...]], most: int) -> tuple[Literals, ...]:
    out = tuple(dict.fromkeys(x for some in lists for x in some))
    if len(out) > most:
        raise ValueError(f"a formula falls apart into more than {most:,} patterns")
    return out


def _product(lists: list[tuple[Literals, ...]], most: int) -> tuple[Literals, ...]:
    out: tuple[Literals, ...] = ((),)
    for some in lists:
        met: dict[Literals, None] = {}
        for one in out:
            for other in some:
                merged = dict(one)
                if all(merged.setdefault(k, sign) == sign for k, sign in other):
                    met[tuple(sorted(merged.items()))] = None
                    if len(met) > most:
                        raise ValueError(f"a formula falls apart into more than {most:,} patterns")
        out = tuple(met)
    return out
