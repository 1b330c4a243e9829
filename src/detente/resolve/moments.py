"""Moments, conditions and voting rules: tree to model."""

from __future__ import annotations

import datetime

from detente.model.norm import Condition, Vote
from detente.model.time import Anchor, Moment, Period
from detente.resolve import kinds
from detente.resolve.context import Context, texts
from detente.resolve.phrases import Phrases
from detente.resolve.referents import Env
from detente.source import Span
from detente.syntax import tree

_WHOLE = {
    "entry into force": "force", "signature": "signature", "written notice": "notice", "notice": "notice",
    "unstated": "unstated", "open": "open", "ratification": "ratification", "last ratification": "ratification",
    "its ratification": "ratification", "material breach": "breach", "the end of the year": "calendar",
}


class Moments:
    """Resolves what is said about time and conditions in one document."""

    def __init__(self, context: Context, phrases: Phrases) -> None:
        self.context, self.phrases = context, phrases

    def moment(self, value: tree.Value | None, env: Env) -> Moment | None:
        """A moment of the tree; None where its anchor is unknown (which is reported)."""
        if not isinstance(value, tree.Moment):
            return None
        anchor = self.anchor(value.anchor.text, value.anchor.span, env)
        if anchor is None:
            return None
        period = self.period(value.period) if value.period else None
        return Moment(anchor, value.span.text, period, -1 if value.direction == "before" else 1)

    def within(self, line: tree.Line, env: Env) -> Moment | None:
        """`within PERIOD of MOMENT` as the last day."""
        period, base = line.values["period"], self.moment(line.values["moment"], env)
        assert isinstance(period, tree.Amount)
        if base is None:
            return None
        length = self.period(period)
        if base.period is not None:
            days = (base.period.days or 0) * base.sign + (length.days or 0)
            known = base.period.number is not None and length.number is not None
            total = Period(days if known else None, "days", "" if known else tree.OPEN)
            return Moment(base.anchor, line.span.text, total)
        return Moment(base.anchor, line.span.text, length)

    def period(self, amount: tree.Amount) -> Period:
        """A period of the tree."""
        if amount.number in (tree.OPEN, tree.UNSTATED):
            return Period(None, amount.unit, amount.number)
        return Period(float(amount.number), amount.unit)

    def anchor(self, text: str, span: Span, env: Env) -> Anchor | None:
        """What words after `of`, `by`, `from`, `until` mean; reports what is nothing."""
        if text[:4].isdigit() and text[4:5] == "-":
            return Anchor("date", text, datetime.date.fromisoformat(text[:10]))
        if text in _WHOLE:
            return Anchor(_WHOLE[text], text)
        if text in ("entry into force for it", "entry into force for each"):
            return Anchor("force", text, for_it=True)
        if text.startswith(("ratification by ", "last ratification by ", "the last ratification")):
            return Anchor("ratification", text)
        for prefix, kind in (("start of ", "start"), ("failing of ", "failing"), ("performance of ", "clause"),
                             ("last ", "clause"), ("breach of ", "failing")):
            if text.startswith(prefix):
                named = self.named(text[len(prefix) :])
                if named is not None:
                    return Anchor(named.kind if kind == "clause" else kind, named.name)
        if text.startswith("entry into force of "):
            named = self.named(text[len("entry into force of ") :])
            if named is not None and named.kind == "instrument":
                return named
        named = self.named(text)
        if named is not None:
            return named
        if " " not in text:
            self.context.unknown(text, span, "moment")
            return None
        event = self.phrases.event(text, span, env)
        return Anchor("event", text, event=event) if event is not None else None

    def named(self, text: str) -> Anchor | None:
        """A milestone, clause, instrument or organisation by name."""
        kind = self.context.kind_of(text)
        name = self.context.spelling(text.lower()) if kind else text
        if kind in ("milestone", "clause"):
            return Anchor(kind, name)
        if kind == "organisation":
            return Anchor("event", name)
        treaty = self.context.instrument(text)
        if kind in ("instrument", "treaty") or treaty is not None:
            return Anchor("instrument", treaty.name if treaty else name)
        return None

    def condition(self, kind: str, value: tree.Value, span: Span, env: Env) -> Condition | None:
        """A condition line; None where its phrase is unknown (which is reported)."""
        assert isinstance(value, tree.Phrase)
        text = value.text
        negated = text.startswith("not ")
        bare = text[4:] if negated else text
        named = self.named(bare) if " " not in bare else None
        if named is not None:
            return Condition(kind, named, text, negated, span=span)
        event = self.phrases.event(bare, value.span, env)
        if event is None:
            return None
        controllers = event.actor.parties if event.actor is not None else self._deciders(event.deed.act, event, env)
        return Condition(kind, Anchor("event", bare, event=event), text, negated, frozenset(controllers), span)

    def _deciders(self, act: str, event: object, env: Env) -> frozenset[str]:
        declared = self.context.acts[act]
        from detente.model.vocabulary import Event

        assert isinstance(event, Event)
        out: frozenset[str] = frozenset()
        for decider in declared.decided_by:
            argument = event.deed.arg(decider)
            if argument is not None:
                out |= argument.parties
            else:
                party = self.context.party_id(decider)
                out |= frozenset({party}) if party else frozenset()
        return out

    def vote(self, value: tree.Value) -> Vote:
        """A voting rule; reports bodies and clauses that are not declared."""
        assert isinstance(value, tree.Rule)
        base = value.base.text if value.base else ""
        if base and base not in ("members", "those voting", "parties") and not self.context.kind_of(base):
            self.context.unknown(base, value.span, "clause" if value.share == "same" else "body")
        for word in (*value.including, *value.no_vote_against, *value.not_counting):
            if not self.context.kind_of(word.text) and word.text != "parties" and not self.context.party_id(word.text):
                self.context.unknown(word.text, word.span, "body or group")
        return Vote(
            value.share, base, value.including_share, texts(value.including), texts(value.no_vote_against),
            texts(value.not_counting), value.span.text,
        )

    def clause_names(self, line: tree.Line, *allowed: str) -> tuple[str, ...]:
        """The names on a line such as `in return for a, b`; unknown ones, or ones of the wrong kind, are reported."""
        value = line.values.get("names")
        out = []
        for word in value.items if isinstance(value, tree.Names) else ():
            kind = self.context.kind_of(word.text)
            treaty = self.context.instrument(word.text) if "instrument" in allowed or "treaty" in allowed else None
            if kind in allowed:
                out.append(self.context.spelling(word.text.lower()))
            elif treaty is not None:
                out.append(treaty.name)
            elif kind:
                self.context.found.add(
                    kinds.WRONG_KIND, f"`{word.text}` is a {kind}; `{line.form}` wants a {' or '.join(allowed[:2])}",
                    word.span, about=(word.text,),
                )
            else:
                self.context.unknown(word.text, word.span, allowed[0])
        return tuple(out)
