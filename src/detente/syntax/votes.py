"""Voting rules: how the words after `needs` are read."""

from __future__ import annotations

import re
from collections.abc import Sequence

from detente.syntax import tree
from detente.syntax.kinds import names, ref
from detente.syntax.tokens import Mismatch, SpanOf, Token, span_of

NUMBER = re.compile(r"\d+(\.\d+)?\Z")
FRACTION = re.compile(r"[1-9]\d*/[1-9]\d*\Z")
SHARE_WORDS = ("consensus", "unanimity", "majority")


def rule(tokens: Sequence[Token], a: int, b: int, span: SpanOf) -> tree.Rule:
    """A voting rule such as `2/3 of those voting including 40 % of each of unionist, nationalist`."""
    whole = span_of(tokens, a, b, span)
    share, at = _share(tokens, a, b)
    if share == "same":
        return tree.Rule("same", ref(tokens, a, b, span), whole)
    base, at = _base(tokens, at, b, span, share)
    fields: dict[str, tuple[tree.Word, ...]] = {}
    including_share = ""
    while at < b:
        key, length = _rule_part(tokens, at, b)
        at += length
        if key == "including":
            including_share, at = _share(tokens, at, b)
            if [t.text for t in tokens[at : at + 3]] != ["of", "each", "of"]:
                raise Mismatch(at, "`of each of` and the bodies")
            at += 3
        end = next((i for i in range(at, b) if tokens[i].text in ("including", "with", "not")), b)
        fields[key] = names(tokens, at, end, span).items
        at = end
    return tree.Rule(share, base, whole, including_share, **fields)


def _share(tokens: Sequence[Token], a: int, b: int) -> tuple[str, int]:
    if a >= b:
        raise Mismatch(a, "consensus, unanimity, majority, a fraction, a percentage or a number")
    text = tokens[a].text
    if text in SHARE_WORDS or FRACTION.match(text):
        return text, a + 1
    if NUMBER.match(text):
        if a + 1 < b and tokens[a + 1].text == "%":
            return f"{text} %", a + 2
        return text, a + 1
    return "same", b


def _base(
    tokens: Sequence[Token], at: int, b: int, span: SpanOf, share: str
) -> tuple[tree.Word | None, int]:
    if share in ("consensus", "unanimity") and (at >= b or tokens[at].text != "of"):
        return None, at
    if at >= b or tokens[at].text != "of":
        raise Mismatch(at, "`of` and who votes (members, those voting, or a body)")
    if [t.text for t in tokens[at + 1 : at + 3]] == ["those", "voting"]:
        return tree.Word("those voting", span_of(tokens, at + 1, at + 3, span)), at + 3
    end = next((i for i in range(at + 1, b) if tokens[i].text in ("including", "with", "not")), b)
    return ref(tokens, at + 1, end, span), end


def _rule_part(tokens: Sequence[Token], at: int, b: int) -> tuple[str, int]:
    rest = [t.text for t in tokens[at : at + 5]]
    if rest[:1] == ["including"]:
        return "including", 1
    if rest == ["with", "no", "vote", "against", "by"]:
        return "no_vote_against", 5
    if rest[:2] == ["not", "counting"]:
        return "not_counting", 2
    raise Mismatch(at, "`including`, `with no vote against by`, `not counting`, or the end of the line")
