"""States of a conflict by what people call them: a number, a pattern, the moves that are taken, `now`, `agreed`."""

from __future__ import annotations

from bisect import bisect_left

from detente.model.conflict import Conflict
from detente.stability.space import feasible_codes

MOST_MATCHES = 40


def find_states(conflict: Conflict, words: str) -> tuple[int, ...]:
    """The codes of the states that the words name; a pattern with `-` may name several, at most MOST_MATCHES are given.

    Raises ValueError with what is wrong and what can be said instead, TooLarge where numbered states are too many to count.
    """
    words = words.strip()
    if words.lower() in ("now", "agreed"):
        code = conflict.status_quo if words.lower() == "now" else conflict.agreed
        if code is None:
            raise ValueError(f"the conflict `{conflict.name}` does not say which state is `{words.lower()}`")
        return (code,)
    if conflict.graph is not None:
        return (_in_graph(conflict, words),)
    if words.isascii() and words.isdigit() and len(words) < 12:
        codes = feasible_codes(conflict)
        if not 1 <= int(words) <= len(codes):
            raise ValueError(f"there is no state {words}; states are numbered from 1 to {len(codes):,}")
        return (codes[int(words) - 1],)
    if words and not set(words.upper()) - set("YN-") and len(words) == len(conflict.options):
        found = _matching(conflict, words.upper())
    else:
        found = (_taken(conflict, words),)
    found = tuple(code for code in found if conflict.feasible(code))
    if not found:
        raise ValueError(f"no state that can be is `{words}`")
    return found


def numbers_of(conflict: Conflict, codes: tuple[int, ...]) -> tuple[int, ...]:
    """The numbers (from 1) of feasible states. Raises TooLarge where numbered states are too many to count."""
    if not codes:
        return ()
    every = feasible_codes(conflict)
    return tuple(bisect_left(every, code) + 1 for code in codes)


def _in_graph(conflict: Conflict, words: str) -> int:
    assert conflict.graph is not None
    names = [n.lower() for n in conflict.graph.states]
    if words.lower() in names:
        return names.index(words.lower())
    if words.isascii() and words.isdigit() and len(words) < 12 and 1 <= int(words) <= len(names):
        return int(words) - 1
    raise ValueError(f"there is no state `{words}`; states are {', '.join(conflict.graph.states[:12])}")


def _matching(conflict: Conflict, pattern: str) -> tuple[int, ...]:
    """The feasible codes of a pattern, ascending; the search is cut off after some 100,000 codes, earlier for many rules."""
    open_ = [k for k, sign in enumerate(pattern) if sign == "-"]
    base = sum(1 << k for k, sign in enumerate(pattern) if sign == "Y")
    found: list[int] = []
    for bits in range(min(1 << len(open_), 100_000, 1_000 + 1_000_000 // (1 + len(conflict.infeasible)))):
        code = base | sum(1 << k for at, k in enumerate(open_) if bits >> at & 1)
        if conflict.feasible(code):
            found.append(code)
            if len(found) == MOST_MATCHES:
                break
    return tuple(found)


def _taken(conflict: Conflict, words: str) -> int:
    """The code of the moves named, `nothing` for none."""
    numbers = {o.name.lower(): k for k, o in enumerate(conflict.options)}
    code = 0
    for word in [] if words.lower() == "nothing" else words.replace(",", " ").split():
        if word.lower() not in numbers:
            n = len(conflict.options)
            raise ValueError(
                f"`{word}` is no move of `{conflict.name}`; a state is a number, a pattern of {n} signs Y, N and -, the moves "
                "that are taken, `nothing`, `now` or `agreed`"
            )
        code |= 1 << numbers[word.lower()]
    return code
