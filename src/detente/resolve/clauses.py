"""Clauses to norms.

A clause may be said several times: first its own lines, then lines that are added under an option or a reading. Every
combination of the choices it speaks of gives one variant with its lines; every variant gives norms: one for each act, each
instrument it belongs to, and each binding of its `for each` names. Large sets of parties stay sets, never lists of pairs.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detente.model import norm as m
from detente.model.choice import ALWAYS, Guard, guard
from detente.model.time import Stage
from detente.model.vocabulary import UNSTATED, Deed, Referent
from detente.resolve import kinds
from detente.resolve.choices import under
from detente.resolve.context import Context, Item
from detente.resolve.moments import Moments
from detente.resolve.phrases import Phrases
from detente.resolve.referents import Referents, merge
from detente.source import Span
from detente.syntax import tree

MAX_VARIANTS = 64
MAX_BINDINGS = 60
_MARKS = ("essential", "humanitarian", "radical")


@dataclass(frozen=True, slots=True)
class Variant:
    """The lines that hold together under a guard; lines keep their order, added ones come last."""

    guard: Guard
    lines: tuple[tree.Line, ...]


def variants(context: Context, items: list[Item]) -> list[Variant]:
    """The variants of a clause said in these statements.

    A statement with a norm of its own, under choices that shut out the first, begins anew: the clause then says one thing
    under the one choice and another under the other. What can hold with none of them is reported.
    """
    guards = [under(context, i.lines("under")) for i in items]
    roots = [0]
    for k in range(1, len(items)):
        anew = any(line.form == "norm" for line in items[k].statement.lines)
        if anew and all(guards[r].both(guards[k]) is None for r in roots):
            roots.append(k)
    rest = [k for k in range(len(items)) if k not in roots]
    for k in rest:
        if all(guards[r].both(guards[k]) is None for r in roots):
            context.found.add(
                kinds.UNKNOWN_CHOICE, f"these lines of `{items[k].word('name')}` can never hold together with the rest of it",
                items[k].span, about=(items[k].word("name"),), help="give them a norm of their own, or another choice",
            )
    return [v for r in roots for v in _variants(context, [(items[k], guards[k]) for k in (r, *rest)])]


def _variants(context: Context, said: list[tuple[Item, Guard]]) -> list[Variant]:
    """The variants of a first statement and those that add lines to it."""
    items = [i for i, _ in said]
    base, *added = [g for _, g in said]
    kept = [i.statement.lines for i in items]
    names = dict.fromkeys(choice for g in added for choice, _ in g.atoms)
    free = [n for n in names if not any(n == c for c, _ in base.atoms)]
    tables = [[(n, o.name) for o in context.choices[n.lower()].options] for n in free]
    count = 1
    for table in tables:
        count *= max(1, len(table))
    if count > MAX_VARIANTS:
        context.found.add(
            kinds.RUNAWAY, f"clause `{items[0].word('name')}` hangs on choices with {count:,} combinations",
            items[0].span, help="give each combination a clause of its own",
        )
        return []
    out: dict[tuple[int, ...], list[Guard]] = {}
    for combination in itertools.product(*tables):
        package = dict(combination)
        whole = base
        for choice, option in combination:
            whole = whole.both(guard(choice, option)) or whole
        active = tuple(
            k for k, g in enumerate(added)
            if all(
                package.get(c) in options if c in package else bool(dict(base.atoms).get(c, frozenset()) & options)
                for c, options in g.atoms
            )
        )
        out.setdefault(active, []).append(whole)
    made = []
    for active, wholes in out.items():
        lines = tuple(line for k in (0, *(a + 1 for a in active)) for line in kept[k])
        made += [Variant(g, lines) for g in _join(wholes)]
    return made


def _join(guards: list[Guard]) -> list[Guard]:
    """Guards that differ in one choice only become one."""
    if len(guards) == 1:
        return guards
    tables = [dict(g.atoms) for g in guards]
    different = {c for t in tables for c in t if any(u.get(c) != t[c] for u in tables)}
    if len(different) == 1:
        (choice,) = different
        options = frozenset().union(*(t[choice] for t in tables))
        rest = {c: o for c, o in tables[0].items() if c != choice}
        return [Guard(tuple(sorted({**rest, choice: options}.items(), key=lambda a: a[0])))]
    return guards


class Clauses:
    """Builds the clauses of one document."""

    def __init__(self, context: Context, referents: Referents, phrases: Phrases, moments: Moments) -> None:
        self.context, self.referents, self.phrases, self.moments = context, referents, phrases, moments

    def clause(self, items: list[Item], instruments: tuple[str, ...]) -> m.Clause:
        """The clause said in these statements, under these instruments."""
        first = items[0]
        norms: list[m.Norm] = []
        found = variants(self.context, items)
        for variant in found:
            for instrument in instruments or ("",):
                norms += self._norms(first, variant, instrument)
        lost = any(line.form == "" for i in items for line in i.statement.lines)
        if not any(line.form == "norm" for i in items for line in i.statement.lines):
            if not lost:
                self.context.found.add(
                    kinds.NO_NORM, f"clause `{first.word('name')}` has no norm", first.span,
                    about=(first.word("name"),), help="add a line such as `US shall …`, `each of parties shall not …`",
                )
            norms = [self._lost(first, instruments[0] if instruments else "")]
        numbered = tuple(
            _renamed(n, f"{n.clause}/{k}" if len(norms) > 1 else n.clause) for k, n in enumerate(norms, 1)
        )
        return m.Clause(
            first.word("name"), first.word("title"), first.fence.article, instruments, numbered,
            found[0].guard if len(found) == 1 else under(self.context, []) if not found else _common(found),
            tuple((_text(line), line.span) for i in items for line in i.lines("source")),
            tuple(_text(line) for i in items for line in i.lines("basis")), first.span,
        )

    def _lost(self, item: Item, instrument: str) -> m.Norm:
        return m.Norm(
            item.word("name"), item.word("name"), instrument, m.OBLIGATION, UNSTATED, frozenset(),
            Deed("unstated", (), "unstated"), mode="unstated", lost=True, span=item.span,
        )

    def provision(self, name: str, line: tree.Line, parties: frozenset[str]) -> Iterator[m.Norm]:
        """The norms of a `provides` line of a treaty mentioned in the settlement."""
        env = self._parties_env(parties)
        yield from self._build(name, name, Variant(ALWAYS, ()), line, (), name, env)

    def _norms(self, item: Item, variant: Variant, instrument: str) -> Iterator[m.Norm]:
        name = item.word("name")
        norm_lines = [line for line in variant.lines if line.form == "norm"]
        if len(norm_lines) > 1 and _unstated(norm_lines[0]):
            norm_lines = norm_lines[1:]
        also = tuple(line for line in variant.lines if line.form == "also")
        found = self.context.instrument(instrument) if instrument else None
        parties = found.parties if found else frozenset(p.id for p in self.context.parties.values() if not p.third)
        for line in norm_lines:
            for env in self._bindings(item, variant, self._parties_env(parties)):
                yield from self._build(name, instrument, variant, line, also, instrument, env)

    def _parties_env(self, parties: frozenset[str]) -> dict[str, Referent]:
        names = tuple(self._label(p) for p in sorted(parties))
        return {"parties": Referent("parties", "party", names, "group", parties)}

    def _label(self, party: str) -> str:
        return next((p.name for p in self.context.parties.values() if p.id == party), party)

    def _bindings(self, item: Item, variant: Variant, env: dict[str, Referent]) -> Iterator[dict[str, Referent]]:
        line = next((x for x in variant.lines if x.form == "for each in"), None)
        if line is None:
            yield env
            return
        variable, names = line.values["name"], line.values["names"]
        assert isinstance(variable, tree.Word) and isinstance(names, tree.Names)
        found = []
        for word in names.items:
            referent = self.referents.name(word.text, "party", env) or self.referents.name(word.text, "zone", env)
            if referent is None:
                self.referents.complain(word.text, "party", word.span)
                return
            found.append(referent)
        whole = merge(found, names.span.text, "each")
        partner = line.values.get("partner")
        other = partner.text.split()[-1].lower() if isinstance(partner, tree.Phrase) else ""
        members = sorted(whole.parties) or list(whole.names)
        pairs = len(members) * (len(members) - 1 if other else 1)
        if pairs > MAX_BINDINGS:
            one = Referent(variable.text, "party", whole.names, "each", whole.parties)
            yield {**env, variable.text.lower(): one,
                   **({other: Referent(other, "party", whole.names, "other", whole.parties)} if other else {})}
            return
        for member in members:
            bound = {**env, variable.text.lower(): self._one(member, whole)}
            if not other:
                yield bound
                continue
            for second in members:
                if second != member:
                    yield {**bound, other: self._one(second, whole)}

    def _one(self, member: str, whole: Referent) -> Referent:
        if whole.parties:
            return Referent(self._label(member), "party", (self._label(member),), "one", frozenset({member}))
        made = self.referents.lookup(member, "zone")
        return made if made is not None else Referent(member, whole.kind, (member,))

    def _build(
        self, name: str, instrument: str, variant: Variant, line: tree.Line, also: tuple[tree.Line, ...], _: str,
        env: dict[str, Referent],
    ) -> Iterator[m.Norm]:
        value = line.values["norm"]
        assert isinstance(value, tree.Norm)
        lone = len(value.subject.items) == 1 and value.subject.items[0].text == tree.UNSTATED
        actor = UNSTATED if lone else self.referents.subject(value.subject, env)
        if actor is None:
            actor = UNSTATED
        if actor.mode == "any" and value.modality == "shall not":
            self.context.found.add(
                kinds.ANY_SHALL_NOT, "`any of … shall not`: none of them, or not all of them?", value.subject.span,
                help="write `each of … shall not` where none of them may",
            )
        phrases = [(value.act, line.span), *((x.values["phrase"], x.span) for x in also)]
        for bearer, inner in self._bearers(actor, env, phrases, variant):
            details = self._details(variant, inner)
            for phrase, span in phrases:
                assert isinstance(phrase, tree.Phrase)
                deed = self.phrases.deed(phrase.text, phrase.span, inner)
                yield m.Norm(
                    "", name, instrument, m.MODALITIES[value.modality], bearer, bearer.parties,
                    deed or Deed("unstated", (), phrase.text), variant.guard, _mode(bearer), bearer.count,
                    lost=deed is None, span=span, spans=tuple((x.form, x.span) for x in (line, *variant.lines)),
                    **details,  # type: ignore[arg-type]
                )

    def _bearers(
        self, actor: Referent, env: dict[str, Referent], phrases: Sequence[tuple[object, Span]], variant: Variant
    ) -> Iterator[tuple[Referent, dict[str, Referent]]]:
        """Actors with their environment: one each where `the other` or `it` must be worked out for two parties."""
        spoken = " ".join(p.text for p, _ in phrases if isinstance(p, tree.Phrase))
        spoken += " " + " ".join(x.span.text for x in variant.lines)
        together = env.get("parties")
        pair = actor.parties if len(actor.parties) == 2 else together.parties if together else frozenset()
        if "the other" not in spoken and "it" not in spoken.split():
            yield actor, env
        elif len(actor.parties) == 1 or (len(actor.parties) == 2 and actor.mode in ("each", "any", "group", "one")):
            for party in sorted(actor.parties):
                one = Referent(self._label(party), "party", (self._label(party),), "one", frozenset({party}))
                rest = pair - {party}
                inner = {**env, "it": one}
                if len(rest) == 1:
                    (other,) = rest
                    inner["the other"] = self._one(other, Referent("", "party", (), "one", rest))
                yield (one if len(actor.parties) > 1 else actor), inner
        else:
            rest_of_them = Referent("the other", "party", actor.names, "other", actor.parties)
            same = Referent("it", "party", actor.names, "it", actor.parties)
            yield actor, {**env, "it": same, "the other": rest_of_them}

    def _details(self, variant: Variant, env: dict[str, Referent]) -> dict[str, object]:
        lines = variant.lines
        conditions = tuple(
            c for line in lines
            if line.form in ("provided", "when", "or when", "while", "unless")
            and (c := self.moments.condition(line.form.removeprefix("or "), line.values["phrase"], line.span, env))
        )
        consent: frozenset[str] = frozenset()
        owed: frozenset[str] = frozenset()
        red: list[str] = []
        verified: list[str] = []
        for line in lines:
            if line.form in ("with written consent of", "owed to"):
                who = line.values["subject"]
                assert isinstance(who, tree.Subject)
                loose = tree.Subject("each" if who.quantifier == "plain" else who.quantifier, who.items, who.span)
                referent = self.referents.subject(loose, env)
                if referent is not None and line.form == "owed to":
                    owed |= referent.parties
                elif referent is not None:
                    consent |= referent.parties
            elif line.form in ("owed to the other", "red line of the other"):
                other = env.get("the other")
                owed |= other.parties if other and line.form.startswith("owed") else frozenset()
                red += sorted(other.parties) if other and line.form.startswith("red") else []
            elif line.form in ("verified by", "red line of"):
                into = verified if line.form == "verified by" else red
                into += self._names(line, env)
        return {
            "timing": self._timing(lines, env), "conditions": conditions, "consent_of": consent,
            "links": self._links(lines), "owed_to": owed, "verified_by": tuple(dict.fromkeys(verified)),
            "red_line_of": tuple(dict.fromkeys(red)), "marks": frozenset(x.form for x in lines if x.form in _MARKS),
            "needs": tuple(self.moments.vote(x.values["rule"]) for x in lines if x.form in ("needs", "or needs")),
        }

    def _names(self, line: tree.Line, env: dict[str, Referent]) -> list[str]:
        out: list[str] = []
        value = line.values["names"]
        for word in value.items if isinstance(value, tree.Names) else ():
            referent = self.referents.name(word.text, "party", env) or self.referents.name(word.text, "body", env)
            if referent is None:
                self.referents.complain(word.text, "party", word.span)
            else:
                out += sorted(referent.parties) or list(referent.names)
        return out

    def _timing(self, lines: tuple[tree.Line, ...], env: dict[str, Referent]) -> m.Timing:
        fields: dict[str, object] = {}
        stages = []
        for line in lines:
            moment = line.values.get("moment")
            match line.form:
                case "within of":
                    fields["due"] = self.moments.within(line, env)
                case "by" | "on":
                    fields["due"] = self.moments.moment(moment, env)
                    fields["on_day"] = line.form == "on"
                case "from":
                    fields["start"] = self.moments.moment(moment, env)
                case "until":
                    fields["end"] = self.moments.moment(moment, env)
                case "start by" | "start on":
                    fields["start_by"] = self.moments.moment(moment, env)
                case "start within of":
                    fields["start_by"] = self.moments.within(line, env)
                case "every":
                    period = line.values["period"]
                    assert isinstance(period, tree.Amount)
                    fields["every"] = self.moments.period(period)
                case "at all times":
                    fields["at_all_times"] = True
                case "provisionally from":
                    fields["provisional"] = self.moments.moment(moment, env)
                case "survives":
                    fields["survives"] = line.span.text
                case "extendable by" | "extendable by until":
                    fields["extendable_by"] = _text(line, "name")
                    fields["extendable_until"] = self.moments.moment(moment, env)
                case "at least within of":
                    due = self.moments.within(line, env)
                    share = line.values["amount"]
                    if due is not None and isinstance(share, tree.Amount):
                        stages.append(Stage(f"{share.number} {share.unit}".strip(), due))
        return m.Timing(**fields, stages=tuple(stages))  # type: ignore[arg-type]

    def _links(self, lines: tuple[tree.Line, ...]) -> m.Links:
        fields: dict[str, tuple[str, ...]] = {}
        table = {
            "in return for": ("in_return_for", ("clause",)),
            "together with": ("together_with", ("clause", "milestone")),
            "after": ("after", ("clause", "milestone", "instrument", "treaty")),
            "failing": ("failing", ("clause",)),
            "notwithstanding": ("notwithstanding", ("clause", "instrument", "treaty")),
            "subject to": ("subject_to", ("clause", "instrument", "treaty")),
            "without prejudice to": ("without_prejudice_to", ("clause", "instrument", "treaty", "term", "zone")),
            "pursuant to": ("pursuant_to", ("clause", "instrument", "treaty", "term")),
        }
        for line in lines:
            if line.form in table:
                target, allowed = table[line.form]
                fields[target] = (*fields.get(target, ()), *self.moments.clause_names(line, *allowed))
        return m.Links(**fields, reciprocal=any(x.form == "reciprocal" for x in lines))


def _unstated(line: tree.Line) -> bool:
    value = line.values["norm"]
    return isinstance(value, tree.Norm) and value.subject.items[0].text == tree.UNSTATED


def _mode(actor: Referent) -> str:
    if actor.kind == "unstated":
        return "unstated"
    return {"one": "each", "group": "each", "it": "each", "other": "each"}.get(actor.mode, actor.mode)


def _renamed(norm: m.Norm, name: str) -> m.Norm:
    from dataclasses import replace

    return replace(norm, id=name)


def _common(found: list[Variant]) -> Guard:
    """The atoms that all variants share."""
    tables = [dict(v.guard.atoms) for v in found]
    shared = {c: o for c, o in tables[0].items() if all(t.get(c) == o for t in tables)}
    return Guard(tuple(sorted(shared.items(), key=lambda a: a[0])))


def _text(line: tree.Line, slot: str = "string") -> str:
    value = line.values.get(slot)
    return value.text if isinstance(value, tree.Quoted | tree.Word | tree.Phrase) else ""
