"""The reader of every slot kind, with what it expects in words; which kinds take just one token."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from detente.syntax import kinds, tree, votes
from detente.syntax.tokens import SpanOf, Token

Reader = Callable[[Sequence[Token], int, int, SpanOf], tree.Value]

READERS: dict[str, tuple[Reader, str]] = {
    "name": (kinds.name, "a name"),
    "ref": (kinds.ref, "a name"),
    "names": (kinds.names, "names separated by commas"),
    "words": (kinds.words, "words separated by commas"),
    "set": (kinds.set_expression, "members separated by commas"),
    "subject": (kinds.subject, "who"),
    "norm": (kinds.norm, "who, `shall` and an act"),
    "string": (kinds.quoted, 'words in quotation marks ("…")'),
    "phrase": (kinds.phrase, "a phrase"),
    "moment": (kinds.moment, "a moment"),
    "period": (kinds.period, "a period such as 90 days"),
    "amount": (kinds.amount, "a number, `open` or `unstated`"),
    "number": (kinds.integer, "a whole number"),
    "date": (kinds.date_word, "a date such as 2022-01-15"),
    "rule": (votes.rule, "a voting rule"),
    "range": (kinds.value_range, "a number or a range such as 8..15"),
    "worths": (kinds.worths, "options with their values"),
    "choices": (kinds.choices, "an issue and an option"),
}

SINGLE = frozenset({"name", "string", "number", "date"})
