"""Tokens to statements: one line at a time, so that a mistake costs one line and nothing else.

Every line of a fence is matched on its own against the forms its statement allows. A line that fits none is reported, with
what was expected in words and the nearest known keyword, and stands in the tree as a line with the form "" (a head keeps its
form and loses its values, so that the lines under it are still read).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from detente.diagnostic import Collector, register
from detente.source import Source, Span
from detente.syntax import forms, kinds, literate, tree
from detente.syntax.grammar import FENCES, HEAD_FORMS, NORM
from detente.syntax.tokens import Mismatch, Token

UNKNOWN_KEYWORD = register(
    "E101", "unknown-keyword", "error", "basic", "A line starts with words the language does not know there."
)
WRONG_LINE = register("E102", "malformed-line", "error", "basic", "A known line whose words do not fit its form.")
STRAY_LINE = register("E103", "line-outside-statement", "error", "basic", "A detail line stands before any statement.")
REPEATED_LINE = register("E104", "repeated-line", "error", "basic", "A line that a statement may carry once stands twice.")
LONG_LINE = register("E106", "line-too-long", "error", "basic", "A line of a fence is longer than 2,000 characters.")
UNCLOSED_STRING = register("E107", "unclosed-string", "error", "basic", "A quotation mark is never closed.")

_TOKEN = re.compile(r'"([^"]*)"|“([^”"]*)”|([,=])|(:)(?=\s|$)|([^\s,="“:]+(?::[^\s,="“:]+)*)|(["“:])')
MAX_LINE = 2_000
OTHER_WORDS = {"must": "shall", "will": "shall", "should": "shall endeavour to", "can": "may", "cannot": "shall not", "undertakes": "shall"}
"""Modal words that treaties use, and what the language calls them."""


def parse(source: Source, found: Collector) -> tree.Document:
    """The syntax tree of one Markdown document; mistakes go to `found`."""
    sections, raw = literate.sections(source, found)
    fences = tuple(_fence(source, r, sections[r.section].path, found) for r in raw)
    return tree.Document(source, sections, fences)


def _fence(source: Source, raw: literate.RawFence, article: tuple[str, ...], found: Collector) -> tree.Fence:
    reader = _Reader(source, raw.kind, article, found)
    at = raw.span.start
    for text in source.text[raw.span.start : raw.span.end].split("\n"):
        reader.line(at, text)
        at += len(text) + 1
    return tree.Fence(raw.kind, reader.finish(), raw.span, article)


class _Reader:
    """Reads the lines of one fence and puts statements together."""

    def __init__(self, source: Source, kind: str, article: tuple[str, ...], found: Collector) -> None:
        self.source, self.kind, self.article, self.found = source, kind, article, found
        self.statements: list[tree.Statement] = []
        self.head: tree.Line | None = None
        self.lines: list[tree.Line] = []
        self.stray = False

    def span(self, start: int, end: int) -> Span:
        return Span(self.source, start, end, self.article)

    def finish(self) -> tuple[tree.Statement, ...]:
        """Close the last statement and return all."""
        if self.head is not None:
            last = self.lines[-1].span.end if self.lines else self.head.span.end
            whole = self.span(self.head.span.start, last)
            self.statements.append(tree.Statement(self.head, tuple(self.lines), whole))
        self.head, self.lines = None, []
        return tuple(self.statements)

    def line(self, at: int, text: str) -> None:
        """Read one line, which begins at offset `at`."""
        if len(text) > MAX_LINE:
            self.found.add(
                LONG_LINE, f"this line has {len(text):,} characters", self.span(at, at + 60),
                help=f"keep lines of a fence under {MAX_LINE:,} characters",
            )
            return
        tokens, comment = self.tokens(at, text)
        if not tokens:
            if comment:
                self.keep(tree.Line("#", {}, self.span(at, at + len(text)), comment), False)
            return
        whole = self.span(tokens[0].start, tokens[-1].end)
        is_head, line = self.match(tokens, whole, comment)
        self.keep(line, is_head)

    def keep(self, line: tree.Line, is_head: bool) -> None:
        if is_head:
            self.finish()
            self.head = line
        elif self.head is not None:
            self.lines.append(line)
        elif line.form == "#":
            self.statements.append(tree.Statement(line, (), line.span))

    def tokens(self, at: int, text: str) -> tuple[list[Token], str]:
        """The tokens of a line and its comment; a string that is not closed is reported and ends with the line."""
        tokens: list[Token] = []
        for match in _TOKEN.finditer(text):
            straight, curly, mark, colon, word, stray = match.groups()
            start, end = at + match.start(), at + match.end()
            if stray in ('"', "“"):
                self.found.add(
                    UNCLOSED_STRING, "this quotation mark is never closed", self.span(start, at + len(text)),
                    help="close it on the same line",
                )
                tokens.append(Token("string", text[match.end() :].strip(), start, at + len(text)))
                return tokens, ""
            if word is not None:
                if word.startswith("#"):
                    return tokens, text[match.start() :].strip()
                tokens.append(Token("word", word, start, end))
            elif straight is not None or curly is not None:
                tokens.append(Token("string", straight if straight is not None else curly, start, end))
            else:
                sign = mark or colon or stray
                tokens.append(Token(sign, sign, start, end))
        return tokens, ""

    def match(self, tokens: list[Token], whole: Span, comment: str) -> tuple[bool, tree.Line]:
        """The line these tokens are, and whether it is a head."""
        heads = _candidates(HEAD_FORMS[self.kind].get(tokens[0].text, ()), tokens)
        current = FENCES[self.kind].get(self.head.form) if self.head is not None else None
        details = _candidates(current.by_word.get(tokens[0].text, ()), tokens) if current else []
        if current is not None and current.norm and kinds.find_modality(tokens, 0, len(tokens)) and not heads:
            details = [NORM] if not details else [*details, NORM]
        options = sorted([*heads, *details], key=lambda f: -len(f.words))
        best: tuple[Mismatch, forms.Form] | None = None
        for form in options:
            try:
                values = forms.match(form, tokens, self.span)
            except Mismatch as mismatch:
                if best is None or (len(form.words), mismatch.at) > (len(best[1].words), best[0].at):
                    best = (mismatch, form)
                continue
            is_head = any(form is h for h in heads)
            if not is_head:
                self.check_repeat(form, whole)
            return is_head, tree.Line(form.id if form is not NORM else "norm", values, whole, comment)
        is_head = best is not None and any(best[1] is h for h in heads)
        near = self.complain(tokens, whole, best)
        if is_head and best is not None:
            return True, tree.Line(best[1].id, {}, whole, comment)
        meant = next((h.id for h in FENCES[self.kind].values() if h.form.keyword == near), "")
        return bool(meant), tree.Line(meant, {}, whole, comment)

    def check_repeat(self, form: forms.Form, whole: Span) -> None:
        if form.repeat or form is NORM:
            twice = form is NORM and any(line.form == "norm" for line in self.lines)
        else:
            twice = any(line.form == form.id for line in self.lines)
        if not twice:
            return
        name = "a second norm" if form is NORM else f"a second `{form.keyword}` line"
        advice = {
            "when": "write further triggers as `or when`; conditions that must also hold as `provided`",
            "": "write a further act as `also …`, or a clause of its own",
            "on": "write a further day as `or on`" if self.kind == "treaty" else "keep one",
        }.get(form.keyword, "keep one, or say the statement again under another choice")
        first = next(line for line in self.lines if line.form == (form.id if form is not NORM else "norm"))
        from detente.diagnostic import Label

        self.found.add(
            REPEATED_LINE, f"this statement has {name}", whole, help=advice, labels=(Label(first.span, "the first"),)
        )

    def complain(self, tokens: list[Token], whole: Span, best: tuple[Mismatch, forms.Form] | None) -> str:
        """Report a line that fits no form; returns the keyword that was probably meant, "" where none is near."""
        if best is not None:
            mismatch, form = best
            where = self.span(tokens[mismatch.at].start, tokens[mismatch.at].end) if mismatch.at < len(tokens) else (
                self.span(whole.end, whole.end)
            )
            got = f"`{tokens[mismatch.at].text}`" if mismatch.at < len(tokens) else "the end of the line"
            label = f"`{form.keyword}`" if form.keyword else "this norm"
            self.found.add(
                WRONG_LINE, f"{label}: expected {mismatch.expected}, found {got}", where,
                help=f"the form is `{form.pattern_in_words}`, for example `{form.example}`",
            )
            return ""
        if self.head is None and not self.statements and not self.stray and self.is_detail(tokens):
            self.stray = True
            self.found.add(
                STRAY_LINE, f"`{tokens[0].text}` is a detail line, but no statement stands above it", whole,
                help="start with a head line such as `clause NAME`",
            )
            return ""
        known = self.known()
        near = nearest(" ".join(t.text for t in tokens[:4]), known)
        advice = f"did you mean `{near}`?" if near else self.as_norm(tokens) or self.what_may_stand()
        self.found.add(UNKNOWN_KEYWORD, f"`{tokens[0].text}` starts no line that can stand here", whole, help=advice)
        return near

    def as_norm(self, tokens: list[Token]) -> str:
        """Advice for a line that looks like a norm whose modality is misspelt or not one of the language's; "" otherwise."""
        if self.head is None or not FENCES[self.kind][self.head.form].norm:
            return ""
        for at, token in enumerate(tokens[1:8], 1):
            meant = nearest(token.text, ["shall", "may"]) or OTHER_WORDS.get(token.text, "")
            if meant:
                words = [t.text for t in tokens]
                return f"did you mean `{' '.join((*words[:at], meant, *words[at + 1 :]))}`?"
        return ""

    def what_may_stand(self) -> str:
        """The lines that may stand in the open statement, or the statements there are."""
        current = FENCES[self.kind].get(self.head.form) if self.head is not None else None
        known = [f.keyword for f in current.lines.values()] if current else [h.form.keyword for h in FENCES[self.kind].values()]
        listed = ", ".join(f"`{k}`" for k in dict.fromkeys(known) if k)
        where = f"under `{self.head.form}`" if current and self.head else "here"
        norm = "a norm such as `US shall …`, or " if current and current.norm else ""
        return f"what can stand {where}: {norm}{listed}"

    def is_detail(self, tokens: list[Token]) -> bool:
        return any(_candidates(h.by_word.get(tokens[0].text, ()), tokens) for h in FENCES[self.kind].values())

    def known(self) -> list[str]:
        heads = [h.form.keyword for h in FENCES[self.kind].values()]
        current = FENCES[self.kind].get(self.head.form) if self.head is not None else None
        return heads + ([f.keyword for f in current.lines.values()] if current else [])


def _candidates(table: Iterable[forms.Form], tokens: list[Token]) -> list[forms.Form]:
    return [
        f for f in table
        if len(f.words) <= len(tokens) and all(t.text == w for t, w in zip(tokens, f.words, strict=False))
    ]


def nearest(text: str, known: Iterable[str]) -> str:
    """The known keyword nearest to the start of a line, or "" where none is near."""
    words = text.lower().split()
    best, score = "", 0.6
    for keyword in dict.fromkeys(known):
        head = " ".join(words[: len(keyword.split())])
        ratio = difflib.SequenceMatcher(None, head, keyword).ratio()
        if ratio > score:
            best, score = keyword, ratio
    return best
