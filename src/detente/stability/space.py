"""From a conflict to the graph of moves of its feasible states, and to arrays over all its states.

Steps of `arena`: 1. list the feasible codes in ascending order; 2. the moves of a decision maker join states that differ in its
own options only, each bit in a direction that is allowed; 3. preferences become bit sets by sorting keys; where a statement is
not known, pairs it parts first are neither better nor worse, and each may be better than the other.
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
    moves = tuple(own_moves(conflict, codes, own[m]) for m in range(len(own)))
    tastes = _preferences(conflict, codes)
    arena = Arena(
        len(codes), moves, tastes.better, own=own, codes=codes, number=lambda c: numbers.get(c, -1),
        much_worse=tastes.much_worse if any(w is not None for w in tastes.much_worse) else (),
        maybe=() if all(m.preference.certain for m in conflict.makers) else tastes.maybe,
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


def own_moves(conflict: Conflict, codes: tuple[int, ...], own: int) -> tuple[Bits, ...]:
    """By state, where one who owns these options (a bit mask) can go: any combination of them that can be, ways kept to."""
    yes = sum(1 << k for k, o in enumerate(conflict.options) if own >> k & 1 and o.direction == "to yes")
    no = sum(1 << k for k, o in enumerate(conflict.options) if own >> k & 1 and o.direction == "to no")
    groups: dict[int, list[int]] = {}
    for k, code in enumerate(codes):
        groups.setdefault(code & ~own, []).append(k)
    out = [0] * len(codes)
    for group in groups.values():
        by_pattern: dict[int, Bits] = {}
        for k in group:
            pattern = codes[k] & (yes | no)
            by_pattern[pattern] = by_pattern.get(pattern, 0) | 1 << k
        open_ = {
            a: sum(bits for b, bits in by_pattern.items() if not a & ~b & yes and not b & ~a & no) for a in by_pattern
        }
        for k in group:
            out[k] = open_[codes[k] & (yes | no)] & ~(1 << k)
    return tuple(out)


@dataclass
class _Tastes:
    """By decision maker and state: what is better, what may be, what is strongly worse (None where not stated)."""

    better: list[tuple[Bits, ...]]
    maybe: list[tuple[Bits, ...]]
    much_worse: list[tuple[Bits, ...] | None]


def _preferences(conflict: Conflict, codes: tuple[int, ...]) -> _Tastes:
    out = _Tastes([], [], [])
    for maker in conflict.makers:
        preference = maker.preference
        better, maybe = _partly(preference, codes) if not preference.certain else (
            taste_table(preference, codes), (0,) * len(codes)
        )
        out.better.append(better)
        out.maybe.append(maybe)
        stated = preference.has_strength
        out.much_worse.append(
            above([tuple(-x for x in preference.strength_key(c)) for c in codes]) if stated else None
        )
    return out


def taste_table(preference: Preference, codes: tuple[int, ...]) -> tuple[Bits, ...]:
    """By state, the states that are better by a preference that is all known."""
    return above(_keys(preference, codes))


def _keys(preference: Preference, codes: tuple[int, ...]) -> list[Any]:
    if preference.ranking:
        place = {code: -k for k, group in enumerate(preference.ranking) for code in group}
        return [place.get(c, -len(preference.ranking)) for c in codes]
    return [preference.key(c) for c in codes]


def above(keys: list[Any]) -> tuple[Bits, ...]:
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


def _partly(preference: Preference, codes: tuple[int, ...]) -> tuple[tuple[Bits, ...], tuple[Bits, ...]]:
    """Better and perhaps better where some statements are not known: the first statement that parts two states decides."""
    better, maybe = [0] * len(codes), [0] * len(codes)
    groups = [list(range(len(codes)))]
    for statement in preference.statements:
        following = []
        for group in groups:
            yes = [k for k in group if statement.formula.holds(codes[k])]
            no = [k for k in group if not statement.formula.holds(codes[k])]
            above, below = sum(1 << k for k in yes), sum(1 << k for k in no)
            for k in no:
                if statement.known:
                    better[k] |= above
                else:
                    maybe[k] |= above
            for k in yes if not statement.known else ():
                maybe[k] |= below
            following += [part for part in (yes, no) if part]
        groups = following
    return tuple(better), tuple(maybe)


def _graph_space(conflict: Conflict) -> Space:
    graph = conflict.graph
    assert graph is not None
    n = len(graph.states)
    if n > MAX_LISTED:
        raise TooLarge(f"{n:,} states; a graph of moves is built up to {MAX_LISTED:,}")
    moves = tuple(tuple(sum(1 << q for q in set(row) - {s}) for s, row in enumerate(rows)) for rows in graph.arcs)
    better = tuple(above(list(row)) for row in graph.payoffs)
    return Space(conflict, tuple(range(n)), Arena(n, moves, better), tuple(m.name for m in conflict.makers))


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
            rank = _dense(rank)
            if int(rank.max()) + 1 == rank.size:
                break  # no two states are equal, so nothing further down can part them
            used = int(rank.max()).bit_length()
        if used >= 30:
            raise TooLarge("more ranks than a 32-bit number holds")
        rank <<= 1
        rank |= formula_array(statement.formula, n)
        used += 1
    return rank


def counted_anew(preference: Preference) -> bool:
    """Whether building the ranks of all codes takes more memory, as they do not fit 32 bits at first."""
    from detente.solve.exact import common_denominator

    if preference.ranking or not preference.terms:
        return not preference.ranking and len(preference.statements) > 30
    scale = common_denominator(t.middle for t in preference.terms)
    return sum(abs(int(t.middle * scale)) for t in preference.terms) + 1 >= 2**31


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
