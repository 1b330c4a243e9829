"""Phrases of a conflict to formulas: names of options with `not`, `and`, `or`, `if`, `iff`, and patterns such as `N-Y-`.

`not` binds closest, then `and`, then `or`; one `if` or `iff` may join two such sides. Brackets group. `anything` always
holds, `nothing` never.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from detente.model.conflict import ALWAYS, NEVER, Conflict, Formula, Operator, negate, pattern_formula, taken

PATTERN = re.compile(r"[YN-]+\Z")
DEEPEST = 40
RESERVED = frozenset({"not", "and", "or", "if", "iff", "only", "anything", "nothing"})
JOINTS = ("not", "and", "or", "if", "iff")
_PIECE = re.compile(r"[()]|[^\s()]+")


class Unread(Exception):
    """The words are no formula: the message says why, `word` is the word at fault."""

    def __init__(self, message: str, word: str = "") -> None:
        super().__init__(message)
        self.word = word


def read_formula(text: str, options: Mapping[str, int]) -> Formula:
    """The formula of a phrase; options by lower-case name. Raises Unread."""
    reader = _Reader(_PIECE.findall(text.replace("if and only if", "iff")), options)
    formula = reader.sides(0)
    if reader.at < len(reader.words):
        word = reader.words[reader.at]
        if word in ("if", "iff"):
            raise Unread("one `if` or `iff` may stand in a statement, or in a pair of brackets", word)
        raise Unread("a bracket is closed that was never opened", word) if word == ")" else Unread(
            f"`and` or `or` is missing before `{word}`", word
        )
    return formula


class _Reader:
    """Recursive descent over words and brackets."""

    def __init__(self, words: list[str], options: Mapping[str, int]) -> None:
        self.words, self.options, self.at = words, options, 0

    def next_is(self, *words: str) -> bool:
        return self.at < len(self.words) and self.words[self.at] in words

    def sides(self, depth: int) -> Formula:
        left = self.joined("or", depth)
        if not self.next_is("if", "iff"):
            return left
        self.at += 1
        operator: Operator = "if" if self.words[self.at - 1] == "if" else "iff"
        return Formula(operator, (left, self.joined("or", depth)))

    def joined(self, operator: Operator, depth: int) -> Formula:
        parts = [self.joined("and", depth) if operator == "or" else self.literal(depth)]
        while self.next_is(operator):
            self.at += 1
            parts.append(self.joined("and", depth) if operator == "or" else self.literal(depth))
        return parts[0] if len(parts) == 1 else Formula(operator, tuple(parts))

    def literal(self, depth: int) -> Formula:
        negated = False
        while self.next_is("not"):
            self.at += 1
            negated = not negated
        formula = self.bracket(depth) if self.next_is("(") else self.atom()
        return negate(formula) if negated else formula

    def bracket(self, depth: int) -> Formula:
        if depth == DEEPEST:
            raise Unread(f"brackets are nested more than {DEEPEST} deep", "(")
        self.at += 1
        formula = self.sides(depth + 1)
        if not self.next_is(")"):
            raise Unread("a bracket is never closed", "(")
        self.at += 1
        return formula

    def atom(self) -> Formula:
        if self.at == len(self.words) or self.words[self.at] in (*JOINTS, ")"):
            raise Unread("an option is missing", self.words[self.at] if self.at < len(self.words) else "")
        word = self.words[self.at]
        self.at += 1
        if word.lower() in self.options:
            return taken(self.options[word.lower()])
        if PATTERN.match(word):
            if len(word) != len(self.options):
                raise Unread(f"the pattern `{word}` has {len(word)} signs, the conflict {len(self.options)} options", word)
            return pattern_formula(word)
        if word in ("anything", "nothing"):
            return ALWAYS if word == "anything" else NEVER
        raise Unread(f"`{word}` is no option of the conflict", word)


class Undecided(Exception):
    """The search for a feasible state was cut off before it ended."""


def feasible_state(conflict: Conflict, most: int = 1_500_000) -> int | None:
    """A feasible code, found by trying options one by one; None where there is none.

    Raises Undecided after looking at `most` parts of formulas, so that hostile input costs bounded time.
    """
    n = len(conflict.options)
    speaking: list[list[tuple[Formula, int]]] = [[] for _ in range(n + 1)]
    for constraint in conflict.infeasible:
        cost = _size(constraint.formula)
        for k in constraint.formula.used() or {-1}:
            speaking[k + 1].append((constraint.formula, cost))
    stack: list[tuple[int, int]] = [(0, 0)]
    while stack:
        at, code = stack.pop()
        known = (1 << at) - 1
        excluded = False
        for formula, cost in speaking[at]:
            most -= cost
            if most < 0:
                raise Undecided
            if _certain(formula, code, known) is True:
                excluded = True
                break
        if excluded:
            continue
        if at == n:
            return code
        stack += [(at + 1, code | 1 << at), (at + 1, code)]
    return None


def _size(formula: Formula) -> int:
    return 1 + sum(_size(p) for p in formula.parts)


def _certain(formula: Formula, code: int, known: int) -> bool | None:
    """Three-valued: True or False where the known options decide, else None."""
    if formula.operator == "option":
        return bool(code >> formula.option & 1) if known >> formula.option & 1 else None
    values = [_certain(p, code, known) for p in formula.parts]
    match formula.operator:
        case "not":
            return None if values[0] is None else not values[0]
        case "and":
            return False if False in values else None if None in values else True
        case "or":
            return True if True in values else None if None in values else False
        case "if":
            return True if values[0] is True or values[1] is False else None if None in values else False
        case _:
            return None if None in values else values[0] == values[1]
