"""From a conflict to the graph of moves of its feasible states, and to arrays over all its states.

Steps of `arena`: 1. list the feasible codes in ascending order; 2. the moves of a decision maker join states that differ in its
own options only, each bit in a direction that is allowed; 3. preferences become bit sets by sorting keys; where a statement is
not known, pairs it parts first are neither better nor worse.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from detente.model.conflict import Conflict, Formula, Preference
from detente.stability.arena import Arena, Bits

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAX_LISTED = 4096
"""The most feasible states for which the graph of moves is built."""


class TooLarge(Exception):
    """The conflict has more states than an engine takes; the message says how many and what to use instead."""


@dataclass
class Space:
    """The feasible states of a conflict, in order, with the graph of moves over them."""

    conflict: Conflict
    codes: tuple[int, ...]
    arena: Arena
    movers: tuple[str, ...]

    @cached_property
    def numbers(self) -> dict[int, int]:
        """The index of each feasible code."""
        return {code: k for k, code in enumerate(self.codes)}

    def label(self, state: int) -> str:
        """The pattern of a state."""
        return self.conflict.pattern(self.codes[state])


def space(conflict: Conflict, limit: int = MAX_LISTED) -> Space:
    """The graph of moves of a conflict. Raises TooLarge beyond `limit` feasible states."""
    if conflict.graph is not None:
        return _graph_space(conflict)
    codes = feasible_codes(conflict)
    if len(codes) > limit:
        raise TooLarge(f"{len(codes):,} feasible states; a graph of moves is built up to {limit:,}")
    numbers = {code: k for k, code in enumerate(codes)}
    own = tuple(conflict.mask(m) for m in range(len(conflict.makers)))
    moves = tuple(_moves(conflict, codes, own[m]) for m in range(len(own)))
    better, worse = _preferences(conflict, codes)
    arena = Arena(
        len(codes), moves, better, own=own, codes=codes, number=lambda c: numbers.get(c, -1), much_worse=worse
    )
    return Space(conflict, codes, arena, tuple(m.name for m in conflict.makers))


def feasible_codes(conflict: Conflict) -> tuple[int, ...]:
    """The codes of the feasible states, ascending. Raises TooLarge beyond 2^22 codes."""
    n = len(conflict.options)
    if conflict.graph is not None:
        return tuple(range(len(conflict.graph.states)))
    if n > 22:
        raise TooLarge(f"2^{n} states are not listed one by one")
    if not conflict.infeasible:
        return tuple(range(1 << n))
    import numpy as np

    return tuple(int(c) for c in np.flatnonzero(feasible_mask(conflict)))


def _moves(conflict: Conflict, codes: tuple[int, ...], own: int) -> tuple[Bits, ...]:
    yes = sum(1 << k for k, o in enumerate(conflict.options) if own >> k & 1 and o.direction == "to yes")
    no = sum(1 << k for k, o in enumerate(conflict.options) if own >> k & 1 and o.direction == "to no")
    groups: dict[int, list[int]] = {}
    for k, code in enumerate(codes):
        groups.setdefault(code & ~own, []).append(k)
    out = [0] * len(codes)
    for group in groups.values():
        for a in group:
            for b in group:
                changed = codes[a] ^ codes[b]
                if a != b and not changed & yes & codes[a] and not changed & no & ~codes[a]:
                    out[a] |= 1 << b
    return tuple(out)


def _preferences(
    conflict: Conflict, codes: tuple[int, ...]
) -> tuple[tuple[tuple[Bits, ...], ...], tuple[tuple[Bits, ...], ...]]:
    better, worse = [], []
    for maker in conflict.makers:
        preference = maker.preference
        if preference.certain:
            better.append(_above([preference.key(c) for c in codes]))
        else:
            better.append(_partly(preference, codes))
        if preference.strong:
            strong = [tuple(s.formula.holds(c) for s in preference.statements[: preference.strong]) for c in codes]
            worse.append(_above([tuple(-int(x) for x in key) for key in strong]))
    return tuple(better), tuple(worse) if len(worse) == len(conflict.makers) else ()


def _above(keys: list[Any]) -> tuple[Bits, ...]:
    """For each state the states with a greater key."""
    order = sorted(range(len(keys)), key=lambda k: keys[k], reverse=True)
    out, above, at = [0] * len(keys), 0, 0
    while at < len(order):
        end = at
        while end < len(order) and keys[order[end]] == keys[order[at]]:
            end += 1
        for k in order[at:end]:
            out[k] = above
        for k in order[at:end]:
            above |= 1 << k
        at = end
    return tuple(out)


def _partly(preference: Preference, codes: tuple[int, ...]) -> tuple[Bits, ...]:
    """As `_above` where some statements are not known: the first statement that parts two states decides."""
    rows = [[s.formula.holds(c) for c in codes] for s in preference.statements]
    out = [0] * len(codes)
    for a in range(len(codes)):
        for b in range(len(codes)):
            first = next((k for k, row in enumerate(rows) if row[a] != row[b]), None)
            if first is not None and preference.statements[first].known and rows[first][b]:
                out[a] |= 1 << b
    return tuple(out)


def _graph_space(conflict: Conflict) -> Space:
    graph = conflict.graph
    assert graph is not None
    n = len(graph.states)
    if n > MAX_LISTED:
        raise TooLarge(f"{n:,} states; a graph of moves is built up to {MAX_LISTED:,}")
    moves = tuple(tuple(sum(1 << q for q in set(row) - {s}) for s, row in enumerate(rows)) for rows in graph.arcs)
    better = tuple(_above(list(row)) for row in graph.payoffs)
    return Space(conflict, tuple(range(n)), Arena(n, moves, better), tuple(m.name for m in conflict.makers))


def with_coalition(found: Space, group: tuple[str, ...]) -> Space:
    """The same conflict with several decision makers who act as one.

    In option form the coalition takes any combination of its members' options; in graph form it goes where legal sequences
    of its members lead. It improves where every member does; what is not an improvement for all of them deters it.
    """
    conflict, arena = found.conflict, found.arena
    inside = [conflict.maker(name) for name in group]
    rest = [m for m in range(len(conflict.makers)) if m not in inside]
    better = []
    for s in range(arena.size):
        both = (1 << arena.size) - 1
        for m in inside:
            both &= arena.better[m][s]
        better.append(both)
    if conflict.graph is None:
        own = sum(arena.own[m] for m in inside)
        moves = _moves(conflict, found.codes, own)
        masks = (own, *(arena.own[m] for m in rest))
    else:
        moves = tuple(arena.sequences(inside, s, lambda m, t: arena.moves[m][t]) & ~(1 << s) for s in range(arena.size))
        masks = ()
    joined = Arena(
        arena.size, (moves, *(arena.moves[m] for m in rest)), (tuple(better), *(arena.better[m] for m in rest)),
        own=masks, codes=arena.codes, number=arena.number,
    )
    return Space(conflict, found.codes, joined, (" + ".join(group), *(found.movers[m] for m in rest)))


def feasible_mask(conflict: Conflict) -> NDArray[np.bool_]:
    """Over all codes, whether each is feasible."""
    import numpy as np

    mask = np.ones(conflict.size, dtype=np.bool_)
    for constraint in conflict.infeasible:
        mask &= ~formula_array(constraint.formula, len(conflict.options))
    return mask


def formula_array(formula: Formula, n: int) -> NDArray[np.bool_]:
    """Over all 2^n codes, whether a formula holds."""
    import numpy as np

    if formula.operator == "option":
        out: NDArray[np.bool_] = np.zeros(1 << n, dtype=np.bool_)
        _where(out, (formula.option,))[...] = True
        return out
    parts = [formula_array(p, n) for p in formula.parts]
    match formula.operator:
        case "not":
            return ~parts[0]
        case "if":
            return parts[0] | ~parts[1]
        case "iff":
            same: NDArray[np.bool_] = parts[0] == parts[1]
            return same
    total = np.full(1 << n, formula.operator == "and", dtype=np.bool_)
    for part in parts:
        total = total & part if formula.operator == "and" else total | part
    return total


def rank_array(preference: Preference, n: int) -> NDArray[np.int32]:
    """Over all 2^n codes, an int32 whose order is the preference; any number of statements. Memory: 8 to 24 bytes a code."""
    import numpy as np

    if preference.ranking:
        out = np.full(1 << n, -len(preference.ranking), dtype=np.int32)
        for k, group in enumerate(preference.ranking):
            out[list(group)] = -k
        return out
    if preference.terms:
        return _sum_array(preference, n)
    rank = np.zeros(1 << n, dtype=np.int32)
    used = 0
    for statement in preference.statements:
        if used == 30:
            rank, used = _dense(rank), 0
            used = int(rank.max()).bit_length()
        if used >= 30:
            raise TooLarge("more ranks than a 32-bit number holds")
        rank <<= 1
        rank |= formula_array(statement.formula, n)
        used += 1
    return rank


def _dense(values: NDArray[Any]) -> NDArray[np.int32]:
    import numpy as np

    return np.unique(values, return_inverse=True)[1].reshape(-1).astype(np.int32)


def _sum_array(preference: Preference, n: int) -> NDArray[np.int32]:
    import numpy as np

    from detente.solve.exact import common_denominator, integer_type

    scale = common_denominator(t.middle for t in preference.terms)
    whole = [(t.options, int(t.middle * scale)) for t in preference.terms]
    kind = integer_type(sum(abs(w) for _, w in whole) + 1)
    total: NDArray[Any] = np.array([sum(w for o, w in whole if not o)], dtype=kind)
    for k in range(n):
        add = sum(w for o, w in whole if o == (k,))
        total = np.concatenate((total, total + (add if kind is object else kind(add))))
    for options, w in whole:
        if len(options) > 1:
            _where(total, options)[...] += w
    return total if total.dtype == np.int32 else _dense(total)


def _where(values: NDArray[Any], options: tuple[int, ...]) -> NDArray[Any]:
    """A view of the values of the codes in which all these options are taken."""
    shape: list[int] = []
    at = values.size.bit_length() - 1
    for k in sorted(set(options), reverse=True):
        shape += [1 << (at - k - 1), 2]
        at = k
    view = values.reshape([*shape, 1 << at])
    return view[tuple(x for _ in set(options) for x in (slice(None), 1))]
