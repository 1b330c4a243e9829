"""Slot kinds: how the words in one slot of a line form are read.

Each reader takes the tokens of the slot and a way to make spans, and returns a tree value; where the words do not fit it
raises `Mismatch` with the token at fault and, in words, what was expected there.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from detente.source import Span
from detente.syntax import tree
from detente.syntax.tokens import Mismatch, SpanOf, Token, joined, span_of

_NAME = re.compile(r"[^\W\d_][\w'’\-]*\Z")
_NUMBER = re.compile(r"\d+(\.\d+)?\Z")
_SIGNED = re.compile(r"[+-]?\d+(\.\d+)?\Z")
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)\Z")
_CLOCK = re.compile(r"\d\d:\d\d\Z")
_UNIT = re.compile(r"(hour|day|week|month|year)s?\Z")
MODALITIES = ("shall endeavour to", "shall not", "shall", "may", "has power to", "have power to")


def is_name(text: str) -> bool:
    """Whether the text has the shape of a name: a letter, then letters, digits, hyphens, apostrophes."""
    return _NAME.match(text) is not None


def _single(tokens: Sequence[Token], a: int, b: int, expected: str) -> Token:
    if a >= b:
        raise Mismatch(a, expected)
    if b - a > 1:
        raise Mismatch(a + 1, f"nothing more after {expected}")
    return tokens[a]


def name(tokens: Sequence[Token], a: int, b: int, span: SpanOf) -> tree.Word:
    """One name."""
    token = _single(tokens, a, b, "a name")
    if token.kind != "word" or not is_name(token.text):
        raise Mismatch(a, "a name (a letter, then letters, digits or hyphens)")
    return tree.Word(token.text, span(token.start, token.end))


def quoted(tokens: Sequence[Token], a: int, b: int, span: SpanOf) -> tree.Quoted:
    """One quoted string."""
    token = _single(tokens, a, b, 'words in quotation marks ("…")')
    if token.kind != "string":
        raise Mismatch(a, 'words in quotation marks ("…")')
    return tree.Quoted(token.text, span(token.start, token.end))


def date_word(tokens: Sequence[Token], a: int, b: int, span: SpanOf) -> tree.Word:
    """A calendar date, YYYY-MM-DD."""
    token = _single(tokens, a, b, "a date such as 2022-01-15")
    check_date(token.text, a)
    return tree.Word(token.text, span(token.start, token.end))


def check_date(text: str, at: int) -> None:
    """Raise Mismatch unless the text is a date that exists."""
    match = _DATE.match(text)
    if not match:
        raise Mismatch(at, "a date such as 2022-01-15")
    try:
        datetime.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise Mismatch(at, f"a date that exists ({text} does not)") from None


def looks_like_date(text: str) -> bool:
    """Whether the text has the shape of a date."""
    return _DATE.match(text) is not None


def integer(tokens: Sequence[Token], a: int, b: int, span: SpanOf) -> tree.Word:
    """A whole number from 0."""
    token = _single(tokens, a, b, "a whole number")
    if not token.text.isascii() or not token.text.isdigit() or len(token.text) > 18:
        raise Mismatch(a, "a whole number")
    return tree.Word(token.text, span(token.start, token.end))


def phrase(tokens: Sequence[Token], a: int, b: int, span: SpanOf) -> tree.Phrase:
    """Free words."""
    if a >= b:
        raise Mismatch(a, "a phrase")
    return tree.Phrase(joined(tokens, a, b), span_of(tokens, a, b, span))


def ref(tokens: Sequence[Token], a: int, b: int, span: SpanOf) -> tree.Word:
    """A name, or names joined by `of` and `the`: `sphere of RU`, `sphere of the other`."""
    if a >= b:
        raise Mismatch(a, "a name")
    words = tokens[a:b]
    for i, token in enumerate(words):
        if token.kind != "word" or not (is_name(token.text) or looks_like_date(token.text)):
            raise Mismatch(a + i, "a name")
        if i and token.text not in ("of", "the", "in") and words[i - 1].text not in ("of", "the", "in", "last", "it"):
            raise Mismatch(a + i, "a comma between names, or the end of the line")
    if words[-1].text in ("of", "the"):
        raise Mismatch(b, f"a name after `{words[-1].text}`")
    return tree.Word(" ".join(t.text for t in words), span_of(tokens, a, b, span))


def split_commas(tokens: Sequence[Token], a: int, b: int) -> list[tuple[int, int]]:
    """The pieces between commas; raises Mismatch where one is empty."""
    pieces, start = [], a
    for i in range(a, b + 1):
        if i == b or tokens[i].kind == ",":
            if i == start:
                raise Mismatch(i, "a name")
            pieces.append((start, i))
            start = i + 1
    return pieces


def names(tokens: Sequence[Token], a: int, b: int, span: SpanOf) -> tree.Names:
    """Names or references separated by commas; a leading `each of` is allowed and dropped."""
    if b - a > 2 and tokens[a].text == "each" and tokens[a + 1].text == "of":
        a += 2
    items = tuple(ref(tokens, i, j, span) for i, j in split_commas(tokens, a, b))
    return tree.Names(items, span_of(tokens, a, b, span))


def words(tokens: Sequence[Token], a: int, b: int, span: SpanOf) -> tree.Names:
    """Phrases of any words separated by commas, such as roles or codes."""
    items = tuple(
        tree.Word(joined(tokens, i, j), span_of(tokens, i, j, span)) for i, j in split_commas(tokens, a, b)
    )
    return tree.Names(items, span_of(tokens, a, b, span))


_SET_WORDS = ("except", "plus", "perhaps", "that")


def set_expression(tokens: Sequence[Token], a: int, b: int, span: SpanOf) -> tree.SetExpression:
    """Members with `except`, `plus`, `perhaps` and `that FACT`."""
    if a >= b:
        raise Mismatch(a, "at least one member")
    parts: list[tree.SetPart] = []
    operator, start, i = "=", a, a
    while i <= b:
        if i == b or (tokens[i].kind == "word" and tokens[i].text in _SET_WORDS):
            if start == i:
                raise Mismatch(i, "a member" if operator == "=" else f"a member after `{operator}`")
            parts.append(tree.SetPart(operator, _items(tokens, start, i, span)))
            if i == b:
                break
            operator, start = tokens[i].text, i + 1
            if operator == "that":
                parts.append(tree.SetPart("that", (), phrase(tokens, start, b, span)))
                break
        i += 1
    return tree.SetExpression(tuple(parts), span_of(tokens, a, b, span))


def _items(tokens: Sequence[Token], a: int, b: int, span: SpanOf) -> tuple[tree.Item, ...]:
    found = []
    for i, j in split_commas(tokens, a, b):
        kind, date = "name", None
        if j - i > 2 and tokens[i + 1].text == "of" and tokens[i].text in ("parts", "members"):
            kind, i = f"{tokens[i].text} of", i + 2
        if kind == "members of" and j - i > 2 and tokens[j - 2].text == "on":
            date, j = date_word(tokens, j - 1, j, span), j - 2
        found.append(tree.Item(kind, ref(tokens, i, j, span), date))
    return tuple(found)


def subject(tokens: Sequence[Token], a: int, b: int, span: SpanOf) -> tree.Subject:
    """`X`, `each of G`, `any of G`, `G jointly`, `at least 2 of G`."""
    if a >= b:
        raise Mismatch(a, "who (a party, `each of` a group, a group `jointly`)")
    whole = span_of(tokens, a, b, span)
    texts = [t.text for t in tokens[a:b]]
    quantifier, count = "plain", 0
    if texts[:2] in (["each", "of"], ["any", "of"]):
        quantifier, a = texts[0], a + 2
    elif texts[:2] == ["at", "least"] and len(texts) > 4 and texts[3] == "of":
        quantifier, count, a = "at least", int(integer(tokens, a + 2, a + 3, span).text), a + 4
    elif texts[-1] == "jointly":
        quantifier, b = "jointly", b - 1
    items = tuple(ref(tokens, i, j, span) for i, j in split_commas(tokens, a, b))
    return tree.Subject(quantifier, items, whole, count)


def find_modality(tokens: Sequence[Token], a: int, b: int) -> tuple[int, int, str] | None:
    """Where the modality stands: its first token, the one after it, and its text; None where there is none."""
    for i in range(a, b):
        if tokens[i].kind == "word" and tokens[i].text in ("shall", "may", "has", "have"):
            for modality in MODALITIES:
                parts = modality.split()
                if [t.text for t in tokens[i : i + len(parts)]] == parts and i + len(parts) <= b:
                    return i, i + len(parts), modality.replace("have", "has")
    return None


def norm(tokens: Sequence[Token], a: int, b: int, span: SpanOf) -> tree.Norm:
    """Subject, modality, act."""
    found = find_modality(tokens, a, b)
    if found is None:
        raise Mismatch(b, "`shall`, `shall not`, `may`, `has power to` or `shall endeavour to`")
    i, j, modality = found
    if modality == "may" and j < b and tokens[j].text == "not":
        raise Mismatch(j, "an act after `may`; write `shall not` for a prohibition, there is no `may not`")
    who = subject(tokens, a, i, span)
    return tree.Norm(who, modality, phrase(tokens, j, b, span), span_of(tokens, a, b, span))


def amount(tokens: Sequence[Token], a: int, b: int, span: SpanOf) -> tree.Amount:
    """A number (or `open`, `unstated`) and, where there is one, its unit."""
    if a >= b:
        raise Mismatch(a, "a number, `open` or `unstated`")
    number = tokens[a].text
    if number not in (tree.OPEN, tree.UNSTATED) and not _NUMBER.match(number):
        raise Mismatch(a, "a number, `open` or `unstated`")
    return tree.Amount(number, joined(tokens, a + 1, b), span_of(tokens, a, b, span))


def period(tokens: Sequence[Token], a: int, b: int, span: SpanOf) -> tree.Amount:
    """A number and a unit of time: `90 days`, `open months`."""
    found = amount(tokens, a, b, span)
    if b - a != 2 or not _UNIT.match(tokens[a + 1].text):
        raise Mismatch(min(a + 1, b), "a unit of time (hours, days, weeks, months or years)")
    if found.number not in (tree.OPEN, tree.UNSTATED) and float(found.number) > 100_000:
        raise Mismatch(a, "a period below 100,000")
    return tree.Amount(found.number, found.unit.rstrip("s") + "s", found.span)


def moment(tokens: Sequence[Token], a: int, b: int, span: SpanOf) -> tree.Moment:
    """A date, an anchor, or `N days after|before` an anchor."""
    if a >= b:
        raise Mismatch(a, "a moment (a date, a milestone, a clause, `30 days after …`)")
    whole = span_of(tokens, a, b, span)
    text = tokens[a].text
    counted = _NUMBER.match(text) or (text in (tree.OPEN, tree.UNSTATED) and b - a > 1)
    if counted and b - a > 1:
        length = period(tokens, a, min(a + 2, b), span)
        if b - a < 4 or tokens[a + 2].text not in ("after", "before"):
            raise Mismatch(min(a + 2, b), "`after` or `before`, and the moment counted from")
        anchor = _anchor(tokens, a + 3, b, span)
        return tree.Moment(anchor, whole, length, tokens[a + 2].text)
    return tree.Moment(_anchor(tokens, a, b, span), whole)


def _anchor(tokens: Sequence[Token], a: int, b: int, span: SpanOf) -> tree.Phrase:
    if a < b and tokens[a].text[:4].isdigit():
        check_date(tokens[a].text, a)
        if b - a > 1 and not (_CLOCK.match(tokens[a + 1].text) and b - a == 3):
            raise Mismatch(a + 1, "the end of the line, or a clock time and a place such as 00:00 Europe/Kyiv")
    return phrase(tokens, a, b, span)


def value_range(tokens: Sequence[Token], a: int, b: int, span: SpanOf) -> tree.Range:
    """`12`, `8..15`, `about 12`, `about 12 ± 3`: exact decimals."""
    whole = span_of(tokens, a, b, span)
    texts = [t.text for t in tokens[a:b]]
    if not texts:
        raise Mismatch(a, "a number or a range such as 8..15")
    about = texts[0] == "about"
    if about:
        texts, a = texts[1:], a + 1
    texts = " ".join(texts).replace("±", " ± ").split()
    if about and len(texts) == 3 and texts[1] == "±" and all(_SIGNED.match(t) for t in (texts[0], texts[2])):
        return _around(texts[0], texts[2], a, whole)
    low, dots, high = "".join(texts).partition("..")
    if not _SIGNED.match(low) or (dots and not _SIGNED.match(high)) or len(low) + len(high) > 40:
        raise Mismatch(a, "a number or a range such as 8..15 or about 30 ± 5")
    if dots and _decimal(low) > _decimal(high):
        raise Mismatch(a, f"the smaller number first ({low} is more than {high})")
    return tree.Range(low, high if dots else low, whole)


def _decimal(text: str) -> float:
    return float(text)


def _around(middle: str, spread: str, at: int, whole: Span) -> tree.Range:
    from decimal import Decimal

    if len(middle) + len(spread) > 40 or spread.startswith("-"):
        raise Mismatch(at, "a number and a spread above zero, such as about 30 ± 5")
    m, s = Decimal(middle), Decimal(spread)
    return tree.Range(str(m - s), str(m + s), whole)


def worths(tokens: Sequence[Token], a: int, b: int, span: SpanOf) -> tree.Worths:
    """Options with values: `neutral 30..40, corridor 10`."""
    items = []
    for i, j in split_commas(tokens, a, b):
        if j - i < 2:
            raise Mismatch(j, "an option and its value, such as `corridor 10..20`")
        items.append(tree.Worth(name(tokens, i, i + 1, span), value_range(tokens, i + 1, j, span)))
    return tree.Worths(tuple(items), span_of(tokens, a, b, span))


def choices(tokens: Sequence[Token], a: int, b: int, span: SpanOf) -> tree.Choices:
    """Issues with one option each: `price friendship, pacific yes`; an open member is `Serbia in sphere of RU yes`."""
    items = []
    for i, j in split_commas(tokens, a, b):
        if j - i == 1:
            where = span(tokens[i].end, tokens[i].end)
            items.append(tree.Choice(ref(tokens, i, j, span), tree.Word("yes", where)))
        else:
            items.append(tree.Choice(ref(tokens, i, j - 1, span), name(tokens, j - 1, j, span)))
    return tree.Choices(tuple(items), span_of(tokens, a, b, span))
