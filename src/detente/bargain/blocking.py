"""Minimal blocking sets: parties whose demands no feasible package meets together, minimal under inclusion.

Let S be the family of sets of parties that some feasible package satisfies. A set blocks iff it is contained in no
maximal member of S, that is, iff it meets the complement of every maximal member. The minimal blocking sets are the
minimal transversals of those complements; they are multiplied out one complement at a time (Berge 1989, Hypergraphs,
ch. 2), as in the duality of minimal unsatisfiable and maximal satisfiable sets (Liffiton & Sakallah 2008, JAR 40).
"""

from __future__ import annotations

from collections.abc import Iterable


def maximal(sets: Iterable[frozenset[int]]) -> tuple[frozenset[int], ...]:
    """The sets contained in no other, in a fixed order."""
    kept: list[frozenset[int]] = []
    for s in sorted(set(sets), key=lambda s: (-len(s), sorted(s))):
        if not any(s <= k for k in kept):
            kept.append(s)
    return tuple(kept)


def transversals(families: Iterable[frozenset[int]]) -> tuple[frozenset[int], ...]:
    """Minimal sets that meet every member of a family; none if a member is empty, the empty set for no member."""
    found: list[frozenset[int]] = [frozenset()]
    for family in families:
        grown = {t if t & family else t | {x} for t in found for x in (family if not t & family else (0,))}
        found = []
        for t in sorted(grown, key=lambda t: (len(t), sorted(t))):
            if not any(k <= t for k in found):
                found.append(t)
    return tuple(found)


def blocking_sets(patterns: Iterable[frozenset[int]], everyone: Iterable[int]) -> tuple[frozenset[int], ...]:
    """Minimal blocking sets, given the sets of parties that feasible packages satisfy."""
    all_of = frozenset(everyone)
    return transversals(all_of - p for p in maximal(p & all_of for p in patterns))
