"""Phrases to deeds and events: vocabulary first.

A phrase is matched against every declared act that starts with its verb, the most specific first; the first whose slots all
resolve wins. What matches no act is reported with the nearest phrase; what matches but names something unknown is reported
for that name.
"""

from __future__ import annotations

from detente.model.vocabulary import Act, Deed, Event, Referent
from detente.resolve import kinds, vocabulary
from detente.resolve.context import Context, Pattern
from detente.resolve.referents import Env, Referents
from detente.source import Span

MAX_WORDS = 60


class Phrases:
    """Looks phrases up for one document."""

    def __init__(self, context: Context, referents: Referents) -> None:
        self.context, self.referents = context, referents

    def deed(self, text: str, span: Span, env: Env, report: bool = True) -> Deed | None:
        """The deed that an act phrase means; reports what is unknown."""
        words = split_words(text)
        if not words:
            return None
        if text == "unstated":
            return Deed("unstated", (), text)
        patterns = vocabulary.candidates(self.context, words[0])
        found, failed = self._fit(patterns, words, text, env)
        if found is None and report:
            self._complain(failed, words, text, span, "act")
        return found

    def fact(self, text: str, env: Env) -> Deed | None:
        """The fact these words state, None where they state no declared fact."""
        return self._fit(vocabulary.facts(self.context), split_words(text), text, env)[0]

    def event(self, text: str, span: Span, env: Env, report: bool = True) -> Event | None:
        """`SUBJECT does something`, or a declared fact, perhaps after `not`; reports what is neither."""
        negated = text.startswith("not ")
        if negated:
            text = text[4:]
        words = split_words(text)
        failed: tuple[Pattern, dict[str, tuple[int, int]]] | None = None
        for i in range(1, min(len(words), 14)):
            patterns = vocabulary.candidates(self.context, words[i])
            if not patterns:
                continue
            actor = self._actor(words[:i], env)
            if actor is None:
                continue
            inner = {**env, "it": actor}
            deed, missing = self._fit(patterns, words[i:], " ".join(words[i:]).replace(" ,", ","), inner)
            if deed is not None:
                return Event(actor, deed, negated)
            failed = failed or missing
        fact = self.fact(text, env)
        if fact is not None:
            return Event(None, fact, negated)
        if report:
            self._complain(failed, words, text, span, "fact or event")
        return None

    def _actor(self, words: list[str], env: Env) -> Referent | None:
        text = " ".join(words)
        return self.referents.slot(text, "party", env)

    def _fit(
        self, patterns: list[Pattern], words: list[str], text: str, env: Env
    ) -> tuple[Deed | None, tuple[Pattern, dict[str, tuple[int, int]]] | None]:
        failed: tuple[Pattern, dict[str, tuple[int, int]]] | None = None
        if len(words) > MAX_WORDS:
            return None, None
        for pattern in patterns:
            for bound in vocabulary.match(pattern, words):
                deed = self._fill(self.context.acts[pattern.act], bound, words, text, env)
                if deed is not None:
                    return deed, None
                failed = failed or (pattern, bound)
        return None, failed

    def _fill(
        self, act: Act, bound: dict[str, tuple[int, int]], words: list[str], text: str, env: Env
    ) -> Deed | None:
        args = []
        for slot in act.slots:
            a, b = bound[slot]
            referent = self.referents.slot(" ".join(words[a:b]), slot.split("#")[0], env)
            if referent is None:
                return None
            args.append((slot, referent))
        return Deed(act.phrase, tuple(args), text)

    def _complain(
        self,
        failed: tuple[Pattern, dict[str, tuple[int, int]]] | None,
        words: list[str],
        text: str,
        span: Span,
        what: str,
    ) -> None:
        if failed is not None:
            _, bound = failed
            for slot, (a, b) in bound.items():
                kind = slot.split("#")[0]
                part = " ".join(words[a:b])
                if self.referents.slot(part, kind, {}) is None:
                    before = len(self.context.found.found)
                    self.referents.complain(part, kind, span)
                    if len(self.context.found.found) > before:
                        return
        near = vocabulary.nearest_phrase(self.context, text)
        self.context.found.add(
            kinds.UNKNOWN_PHRASE,
            f"`{text}` is no declared {what}",
            span,
            help=f"did you mean `{near}`?" if near else "declare it with `act` or `fact`",
        )


def split_words(text: str) -> list[str]:
    """The words of a phrase: commas stand alone, quoted strings are one word."""
    out: list[str] = []
    for i, piece in enumerate(text.split('"')):
        if i % 2:
            out.append(f'"{piece}"')
        else:
            out += piece.replace(",", " ,").split()
    return out
