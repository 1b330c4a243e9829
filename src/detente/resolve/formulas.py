"""Phrases of a conflict to formulas: names of options with `not`, `and`, `or`, `if`, `iff`, and patterns such as `N-Y-`.

`not` binds closest, then `and`, then `or`; one `if` or `iff` may join two such sides. There are no brackets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from detente.model.conflict import ALWAYS, Conflict, Formula, negate, pattern_formula, taken

PATTERN = re.compile(r"[YN-]+\Z")


class Unread(Exception):
    """The words are no formula: the message says why, `word` is the word at fault."""

    def __init__(self, message: str, word: str = "") -> None:
        super().__init__(message)
        self.word = word


def read_formula(text: str, options: Mapping[str, int]) -> Formula:
    """The formula of a phrase; options by lower-case name. Raises Unread."""
    words = text.replace("if and only if", "iff").split()
    joints = [k for k, w in enumerate(words) if w in ("if", "iff")]
    if len(joints) > 1:
        raise Unread("one `if` or `iff` may stand in a statement", words[joints[1]])
    if not joints:
        return _side(words, options)
    at = joints[0]
    left, right = _side(words[:at], options), _side(words[at + 1 :], options)
    return Formula("if" if words[at] == "if" else "iff", (left, right))


def _side(words: list[str], options: Mapping[str, int]) -> Formula:
    parts = [_both(piece, options) for piece in _split(words, "or")]
    return parts[0] if len(parts) == 1 else Formula("or", tuple(parts))


def _both(words: list[str], options: Mapping[str, int]) -> Formula:
    parts = [_literal(piece, options) for piece in _split(words, "and")]
    return parts[0] if len(parts) == 1 else Formula("and", tuple(parts))


def _split(words: list[str], at: str) -> list[list[str]]:
    out: list[list[str]] = [[]]
    for word in words:
        if word == at:
            out.append([])
        else:
            out[-1].append(word)
    return out


def _literal(words: list[str], options: Mapping[str, int]) -> Formula:
    if words and words[0] == "not":
        return negate(_literal(words[1:], options))
    if not words:
        raise Unread("an option is missing")
    if len(words) > 1:
        raise Unread(f"`and` or `or` is missing before `{words[1]}`", words[1])
    word = words[0]
    if word.lower() in options:
        return taken(options[word.lower()])
    if PATTERN.match(word):
        if len(word) != len(options):
            raise Unread(f"the pattern `{word}` has {len(word)} signs, the conflict {len(options)} options", word)
        return pattern_formula(word)
    if word == "anything":
        return ALWAYS
    raise Unread(f"`{word}` is no option of the conflict", word)


def write_formula(formula: Formula, names: list[str]) -> str:
    """The formula as the language writes it. Raises ValueError where it would need brackets."""
    match formula.operator:
        case "option":
            return names[formula.option]
        case "not" if formula.parts[0].operator == "option":
            return f"not {names[formula.parts[0].option]}"
        case "if" | "iff":
            return f" {formula.operator} ".join(write_formula(p, names) for p in formula.parts)
        case "and" if all(p.operator in ("option", "not") for p in formula.parts):
            return " and ".join(write_formula(p, names) for p in formula.parts) or "anything"
        case "or" if formula.parts and all(p.operator in ("option", "not", "and") for p in formula.parts):
            return " or ".join(write_formula(p, names) for p in formula.parts)
    raise ValueError("this formula cannot be written without brackets")


def feasible_state(conflict: Conflict, most: int = 200_000) -> int | None:
    """A feasible code, found by trying options one by one; None where there is none.

    Gives up after `most` trials with the code 0, so that hostile input costs bounded time.
    """
    n = len(conflict.options)
    stack: list[tuple[int, int]] = [(0, 0)]
    trials = 0
    while stack:
        at, code = stack.pop()
        trials += 1
        if trials > most:
            return 0
        known = (1 << at) - 1
        if any(_certain(c.formula, code, known) is True for c in conflict.infeasible):
            continue
        if at == n:
            return code
        stack += [(at + 1, code | 1 << at), (at + 1, code)]
    return None


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


