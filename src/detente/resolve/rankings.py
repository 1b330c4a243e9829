"""`ranks` lines of a conflict: states from best to worst.

Groups stand between commas; `=` joins what is equal, and `>>` in place of a comma says that all before it is strongly preferred
to all after it. A line continues the one before; it may begin with `=` or `>>`. Patterns such as `N-Y`, formulas and numbers of
states are read. Steps: 1. the feasible codes as a bit set; 2. each word becomes the codes it means; 3. a state that is named
twice or left out is reported.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from detente.diagnostic import Collector, register
from detente.model.conflict import Formula, Preference
from detente.model.truth import codes_in, truth_table
from detente.resolve.choices import str_of
from detente.resolve.formulas import Unread, read_formula
from detente.syntax import tree

UNKNOWN = register("E404", "unknown-option", "error", "basic", "A line of a conflict names what it does not have.")
RANKING = register("E405", "incomplete-ranking", "error", "basic", "A ranking leaves out a state or names one twice.")

MOST_RANKED = 16
_FULL = re.compile(r"[YN]+\Z")
_PIECE = re.compile(r",|=|>>|[^,=>]+|>")


class Ranked:
    """Reads rankings of one conflict's states."""

    def __init__(self, options: Mapping[str, int], infeasible: Sequence[Formula], found: Collector) -> None:
        self.options, self.found, self.n = options, found, len(options)
        table = truth_table(Formula("and"), self.n)
        for formula in infeasible:
            table &= ~truth_table(formula, self.n)
        self.table = table
        self.codes = codes_in(table)

    def read(self, name: str, lines: Sequence[tree.Line]) -> Preference:
        """The ranking of the decision maker `name`, with mistakes reported."""
        groups: list[list[int]] = []
        gaps: list[int] = []
        seen: set[int] = set()
        for line in lines:
            joint = ","
            for piece in _PIECE.findall(str_of(line, "phrase")):
                piece = piece.strip()
                if piece in (",", "=", ">>"):
                    if piece == ">>" and groups and len(groups) - 1 not in gaps:
                        gaps.append(len(groups) - 1)
                    joint = piece
                elif piece:
                    codes = self.word(piece, line)
                    twice = next((c for c in codes if c in seen), None)
                    if twice is not None:
                        self.found.add(RANKING, f"the ranking of {name} names {self.shown(twice)} twice", line.span,
                                       help="name each state once")
                    kept = [c for c in dict.fromkeys(codes) if c not in seen]
                    seen.update(kept)
                    if joint == "=" and groups:
                        groups[-1] += kept
                    elif kept:
                        groups.append(kept)
                    joint = ","
        left = [c for c in self.codes if c not in seen]
        if left:
            shown = ", ".join(self.shown(c) for c in left[:6])
            self.found.add(RANKING, f"the ranking of {name} leaves out {len(left):,} of {len(self.codes):,} states: {shown}",
                           lines[-1].span, help="rank every feasible state; `=` joins states that are equal")
            groups.append(left)
        return Preference(ranking=tuple(tuple(sorted(g)) for g in groups),
                          gaps=tuple(g for g in gaps if g < len(groups) - 1))

    def shown(self, code: int) -> str:
        """A code as a pattern."""
        return "".join("Y" if code >> k & 1 else "N" for k in range(self.n))

    def word(self, word: str, line: tree.Line) -> list[int]:
        """The feasible codes that a word of a ranking means."""
        if word.isascii() and word.isdigit() and len(word) < 9 and 1 <= int(word) <= len(self.codes):
            return [self.codes[int(word) - 1]]
        if len(word) == self.n and _FULL.match(word):
            code = sum(1 << k for k, letter in enumerate(word) if letter == "Y")
            found = [code] if self.table >> code & 1 else []
        else:
            try:
                found = codes_in(truth_table(read_formula(word, self.options), self.n) & self.table)
            except Unread as unread:
                self.found.add(UNKNOWN, f"{unread}; a ranking is made of patterns and numbers of states", line.span,
                               help=f"states are numbered from 1 to {len(self.codes):,}, patterns have {self.n} signs")
                return []
        if not found:
            self.found.add(RANKING, f"no feasible state is `{word}`", line.span, help="take it out of the ranking")
        return found
