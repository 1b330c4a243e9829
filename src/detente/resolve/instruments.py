"""Instruments of the settlement and treaties it mentions: tree to model."""

from __future__ import annotations

from dataclasses import replace

from detente.model.choice import ALWAYS
from detente.model.instrument import Consent, EntryIntoForce, Guarded, Instrument, Withdrawal
from detente.model.vocabulary import Referent
from detente.resolve import kinds
from detente.resolve.choices import names_of, str_of, under
from detente.resolve.context import Context, Item
from detente.resolve.moments import Moments
from detente.resolve.referents import Env, Referents
from detente.resolve.sets import Sets
from detente.syntax import tree

STATUSES = ("treaty", "political", "law", "open")


def declare(context: Context, sets: Sets, origin: str) -> None:
    """Enter instruments and treaties with their parties and dates, so that clauses can refer to them."""
    for item in context.of("treaty"):
        context.treaties[item.word("name").lower()] = _outline(context, sets, item, origin)
    for item in context.of("instrument"):
        key = item.word("name").lower()
        made = _outline(context, sets, item, "settlement")
        known = context.instruments.get(key)
        if known is None:
            context.instruments[key] = made
        else:
            between = made.parties if item.value("members") else known.parties
            context.instruments[key] = replace(
                known, parties=between, title=known.title or made.title, signed=known.signed or made.signed,
                status=known.status or made.status, guard=known.guard,
            )


def _outline(context: Context, sets: Sets, item: Item, origin: str) -> Instrument:
    members = item.value("members")
    if isinstance(members, tree.SetExpression):
        parties, text = frozenset(sets.party_set(members)), members.span.text
    else:
        declared = (p.id for p in context.parties.values() if not p.third)
        parties, text = (frozenset(declared) if origin != "treaty" else frozenset()), ""
    fields: dict[str, object] = {}
    for line in item.statement.lines:
        match line.form:
            case "signed" | "signed by":
                fields["signed"] = str_of(line, "date")
                ids = [context.party_id(n) or n for n in names_of(line, "names")]
                fields["signed_by"] = frozenset(ids)
            case "in force since":
                fields["in_force"] = str_of(line, "date")
            case "ended":
                fields["ended"] = str_of(line, "date")
            case "not binding":
                fields["binding"] = False
            case "status":
                fields["status"] = _status(context, line)
                fields["binding"] = fields["status"] not in ("political", "open") and fields.get("binding", True)
            case "proposed by on":
                ids = [context.party_id(n) or n for n in names_of(line, "names")]
                fields["proposed"] = (tuple(ids), str_of(line, "date"))
            case "duration" | "duration unlimited":
                fields["duration"] = line.span.text.removeprefix("duration ")
    suspended = tuple(
        (context.party_id(n) or n, str_of(line, "date"))
        for line in item.lines("suspended by since") for n in names_of(line, "names")
    )
    guard = under(context, item.lines("under")) if item.value("members") else ALWAYS
    return Instrument(
        item.word("name"), item.word("title"), origin, parties, guard, text, suspended=suspended, span=item.span, **fields,  # type: ignore[arg-type]
    )


def _status(context: Context, line: tree.Line) -> str:
    words = names_of(line, "words")
    if not words or words[0] not in STATUSES:
        context.found.add(
            kinds.BAD_VALUE, f"`{' '.join(words)}` is no status of an instrument", line.span,
            help=f"write one of: {', '.join(STATUSES)}",
        )
        return ""
    return words[0]


class Lines:
    """Reads the lines of instruments that speak of consent, entry into force, exit and other texts."""

    def __init__(self, context: Context, referents: Referents, moments: Moments) -> None:
        self.context, self.referents, self.moments = context, referents, moments

    def finish(self) -> None:
        """Fill in all instruments and treaties."""
        for item in self.context.of("instrument"):
            self._add(item, self.context.instruments)
        for item in self.context.of("treaty"):
            self._add(item, self.context.treaties)

    def _add(self, item: Item, table: dict[str, Instrument]) -> None:
        key = item.word("name").lower()
        known = table[key]
        guard = under(self.context, item.lines("under"))
        env: Env = {"parties": Referent("parties", "party", tuple(sorted(known.parties)), "group", known.parties)}
        consents, force, exits = list(known.consents), list(known.force), list(known.withdrawals)
        texts: dict[str, list[Guarded]] = {"adopts": [], "modelled on": [], "replaces": []}
        saved: list[str] = []
        provisional = known.provisional
        accession: list[str] = []
        for line in item.statement.lines:
            if line.form.startswith("ratification by"):
                consents.append(self._consent(line, env, guard))
            elif line.form.startswith("entry into force"):
                made = self._force(line, env, guard)
                force += [made] if made else []
            elif line.form.startswith(("withdrawal by", "no withdrawal")):
                exits += self._exit(line, env)
            elif line.form in texts:
                allowed = ("treaty", "instrument", "party", "organisation", "term")
                names = self.moments.clause_names(line, *allowed)
                texts[line.form] += [Guarded(n, guard, line.span) for n in names]
            elif line.form == "provisionally from":
                provisional = self.moments.moment(line.values["moment"], env)
            elif line.form.startswith("accession by"):
                accession.append(line.span.text)
            elif line.form == "without prejudice to":
                saved += self.moments.clause_names(line, "treaty", "instrument", "term", "zone", "clause")
        table[key] = replace(
            known, consents=tuple(consents), force=tuple(force), withdrawals=tuple(exits),
            adopts=known.adopts + tuple(texts["adopts"]), modelled_on=known.modelled_on + tuple(texts["modelled on"]),
            replaces=known.replaces + tuple(texts["replaces"]), provisional=provisional,
            accession=known.accession + tuple(accession),
            without_prejudice_to=known.without_prejudice_to + tuple(saved),
        )

    def _parties(self, line: tree.Line, env: Env) -> tuple[str, ...]:
        out: list[str] = []
        value = line.values["names"]
        for word in value.items if isinstance(value, tree.Names) else ():
            referent = self.referents.name(word.text, "party", env)
            if referent is None:
                self.referents.complain(word.text, "party", word.span)
            else:
                out += sorted(referent.parties)
        return tuple(out)

    def _consent(self, line: tree.Line, env: Env, guard: object) -> Consent:
        needs = self.moments.vote(line.values["rule"]) if "rule" in line.values else None
        provided = None
        if "phrase" in line.values:
            provided = self.moments.condition("provided", line.values["phrase"], line.span, env)
        return Consent(self._parties(line, env), needs, provided, guard, line.span)  # type: ignore[arg-type]

    def _force(self, line: tree.Line, env: Env, guard: object) -> EntryIntoForce | None:
        kind = line.form.removeprefix("entry into force ")
        if kind in ("on", "not before", "for it on"):
            moment = self.moments.moment(line.values["moment"], env)
            if moment is None:
                return None
            return EntryIntoForce({"for it on": "for it"}.get(kind, kind), moment, guard=guard, span=line.span)  # type: ignore[arg-type]
        if kind == "provided":
            condition = self.moments.condition("provided", line.values["phrase"], line.span, env)
            return EntryIntoForce("provided", provided=condition, guard=guard, span=line.span) if condition else None  # type: ignore[arg-type]
        names = self.moments.clause_names(line, "instrument", "milestone", "clause", "treaty")
        return EntryIntoForce("together" if kind == "together with" else "after", None, names, None, guard, line.span)  # type: ignore[arg-type]

    def _exit(self, line: tree.Line, env: Env) -> list[Withdrawal]:
        if line.form == "no withdrawal":
            return [Withdrawal(none=True, span=line.span)]
        who = line.values["subject"]
        assert isinstance(who, tree.Subject)
        referent = self.referents.subject(who, env)
        period = line.values.get("period")
        notice = self.moments.period(period) if isinstance(period, tree.Amount) else None
        parties = referent.parties if referent else frozenset()
        return [Withdrawal(parties, notice, str_of(line, "phrase"), span=line.span)]
