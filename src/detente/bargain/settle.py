"""From a settlement and positions to a bargaining problem.

Steps: (1) every issue, side issue and open member that some position values becomes an issue of the problem; members that
nobody values are left out and counted in the notes; (2) `requires`, `excludes` and the clashes that the check is certain of
become constraints; (3) each position of the chosen rival set (else the one of no set) becomes a preference, its blocs a
ratifying body; (4) `agreed by` becomes the rule, by default all signatories; (5) exchanges take the prices of their clauses.

Nothing is guessed: a party that must accept and has no position is reported by `missing`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction

from detente.diagnostic import Diagnostic, make, register
from detente.model import bargaining as b
from detente.model.choice import Choice, Guard
from detente.model.norm import Vote
from detente.model.position import Bloc, Position, Values, Worth
from detente.model.settlement import Settlement
from detente.source import Span

NO_BARGAIN = register("E306", "no-bargain", "error", "basic", "The text and the positions do not make a bargaining problem.")
HOW = "a position is a Markdown file in the folder `positions`; see the how-to on positions"


class NotSettled(Exception):
    """The material does not make a bargaining problem; `diagnostic` says what is missing and what to do.

    party: id of the party whose confidential position is at fault, "" where the fault is open to all.
    """

    def __init__(self, message: str, span: Span | None = None, advice: str = HOW, party: str = "") -> None:
        super().__init__(message)
        self.diagnostic, self.party = make(NO_BARGAIN, message, span, help=advice), party

    def told(self, own: str = "") -> Diagnostic:
        """The diagnostic as it may be told to a party (id): nothing of what stands in the positions of others."""
        if not own or self.party in ("", own):
            return self.diagnostic
        return make(NO_BARGAIN, "the position of another party is mistaken", None, help="ask whoever keeps the positions")


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Options that cannot stand in one package: the guard under which norms certainly clash, and which clauses do."""

    guard: Guard
    reason: str


def sets(positions: Iterable[Position]) -> tuple[str, ...]:
    """Names of the rival sets, in the order met; "" for files that name none."""
    return tuple(dict.fromkeys(p.rival_set for p in positions))


def chosen(positions: Sequence[Position], rival_set: str) -> dict[str, Position]:
    """By party id: the position of the rival set, else the one that belongs to none. Raises NotSettled for an unknown set."""
    if rival_set and rival_set not in sets(positions):
        known = ", ".join(s for s in sets(positions) if s) or "none"
        raise NotSettled(f"there is no set of positions called `{rival_set}`", advice=f"the sets are: {known}")
    out = {p.party: p for p in positions if not p.rival_set}
    out.update({p.party: p for p in positions if p.rival_set and p.rival_set == rival_set})
    return out


def required(settlement: Settlement, also: Iterable[str] = ()) -> tuple[tuple[str, ...], int, tuple[str, ...]]:
    """Who must accept: party ids counted, how many of them, and who must be among them. also: further required parties."""
    more = tuple(also)
    if settlement.agreed_by:
        rule = settlement.agreed_by[0]
        ids = [p for p in settlement.signatories if p in rule.subject.parties]
        ids += sorted(rule.subject.parties - set(ids))
        least = rule.subject.count if rule.subject.mode == "at least" else 1 if rule.subject.mode == "any" else len(ids)
        including = rule.including
    else:
        ids, including = list(settlement.signatories), ()
        least = len(ids)
    fresh = [p for p in more if p not in ids]
    return (*ids, *fresh), least + len(fresh), (*including, *fresh)


def missing(settlement: Settlement, positions: Sequence[Position], rival_set: str = "", also: Iterable[str] = ()) -> tuple[str, ...]:
    """Ids of parties that must accept and have no position."""
    have = chosen(positions, rival_set)
    return tuple(p for p in required(settlement, also)[0] if p not in have)


def problem(
    settlement: Settlement,
    positions: Sequence[Position],
    exclusions: Sequence[Exclusion] = (),
    rival_set: str = "",
    also: Iterable[str] = (),
) -> b.BargainingProblem:
    """The bargaining problem of a settlement.

    exclusions: what the check found cannot stand together. rival_set: which positions are used. also: ids of parties whose
    consent is required besides. Raises NotSettled where positions are missing or contradict the bodies they vote in.
    """
    have = chosen(positions, rival_set)
    lacking = missing(settlement, positions, rival_set, also)
    if lacking:
        listed = " and ".join(settlement.label(p) for p in lacking)
        raise NotSettled(f"there is no position for {listed}, who must accept", _where_agreed(settlement))
    valued = _valued(have.values())
    bargained = list(settlement.issues())
    kept = [c for c in bargained if c.kind != "member" or c.name in valued]
    names = {c.name.lower(): c for c in kept}
    notes = []
    if len(kept) < len(bargained):
        notes.append(f"{len(bargained) - len(kept)} open members that no position values are left out of the packages")
    short = {p.party: p.name for p in have.values()}
    of, least, including = required(settlement, also)
    ratifications = tuple(_ratifications(settlement, have, names.values()))
    voting = {x.preference.name for r in ratifications for x in r.blocs}
    idle = [x.name for p in have.values() for x in p.blocs if x.name not in voting]
    if idle:
        notes.append(f"blocs of bodies that no ratification asks decide nothing: {', '.join(idle)}")
    try:
        return b.BargainingProblem(
            settlement.title or "Settlement",
            tuple(_issue(c, short) for c in kept),
            tuple(_preference(p, names.values()) for p in have.values()),
            b.AgreementRule(tuple(short[p] for p in of), least, tuple(short[p] for p in including)),
            tuple(_constraints(kept, names, exclusions)),
            ratifications,
            tuple(_scenarios(have.values(), voting)),
            tuple(_exchanges(settlement, have)),
            all(p.comparable for p in have.values()),
            tuple(notes),
        )
    except ValueError as error:
        raise NotSettled(str(error), advice="correct the position that says so", party="?") from None


@contextmanager
def _blame(position: Position) -> Iterator[None]:
    """Turns a contradiction met inside into NotSettled that points at the position."""
    try:
        yield
    except ValueError as error:
        raise NotSettled(str(error), position.span, "correct this position", position.party) from None


def _where_agreed(settlement: Settlement) -> Span | None:
    return settlement.agreed_by[0].span if settlement.agreed_by else None


def mistakes(diagnostics: Iterable[Diagnostic], positions: Sequence[Position], own: str = "") -> None:
    """Raises NotSettled with the first mistake that keeps some of the text from being read: half a text is not bargained over."""
    errors = [d for d in diagnostics if d.severity == "error"]
    if not errors:
        return
    first = errors[0]
    error = NotSettled(first.message, party=_whose(first, positions, own))
    more = f"{len(errors) - 1} more mistakes like it; " if len(errors) > 1 else ""
    error.diagnostic = replace(first, notes=(*first.notes, f"{more}`detente check` lists all"))
    raise error


def _whose(mistake: Diagnostic, positions: Sequence[Position], own: str) -> str:
    """Whose file a mistake stands in: "" a text without positions, `own` one with positions of this party alone, "?" another."""
    if mistake.span is None:
        return "?"
    source = mistake.span.source
    if not re.search(r"(?m)^\s*(`{3,}|~{3,})\s*position\b", source.text):
        return ""
    holders = {p.party for p in positions if p.span is not None and p.span.source.name == source.name}
    return own if own and holders == {own} else "?"


def party_id(settlement: Settlement, name: str) -> str:
    """The canonical id of a party by its name or id. Raises NotSettled for an unknown one."""
    known = settlement.parties.get(name.strip().lower())
    found = known or next((p for p in settlement.parties.values() if p.id.lower() == name.strip().lower()), None)
    if found is None:
        listed = ", ".join(p.name for p in settlement.parties.values())
        raise NotSettled(f"`{name.strip()}` is no party of this settlement", advice=f"its parties are: {listed}")
    return found.id


def under(made: b.BargainingProblem, scenario: str, own: str = "") -> b.BargainingProblem:
    """The problem in a scenario; as it is where the name is "". Raises NotSettled for an unknown one.

    own: a party's id; scenarios that only others foresee are then not listed.
    """
    if not scenario:
        return made
    found = next((s for s in made.scenarios if s.name.lower() == scenario.lower()), None)
    if found is not None:
        return made.under(found.name)
    known = ", ".join(s.name for s in made.scenarios) or "none"
    advice = "ask whoever keeps the positions" if own else f"the scenarios are: {known}"
    raise NotSettled(f"no position knows the scenario `{scenario}`", advice=advice)


def _valued(positions: Iterable[Position]) -> set[str]:
    """Names of the choices that some position, bloc or scenario speaks of."""
    out: set[str] = set()
    for position in positions:
        holders = [position.values, *(v for _, v in position.scenarios)]
        for bloc in position.blocs:
            holders += [bloc.values, *(v for _, v in bloc.scenarios)]
        for values in holders:
            out |= {c for (c, _), _ in values.options}
            out |= {c for pairs, _ in values.together for c, _ in pairs}
            out |= {c for c, _ in (*values.never, *values.insists)}
    return out


def _issue(choice: Choice, short: dict[str, str]) -> b.Issue:
    known = set(short.values())
    options = tuple(
        b.Option(o.name, o.title, o.only_if if o.only_if in known else "", (_rejection(o.rejected),) if o.rejected else ())
        for o in choice.options
    )
    proposed = "no" if choice.kind == "member" else choice.proposes
    zone = choice.zone if choice.kind == "member" else ""
    return b.Issue(choice.name, options, choice.title, proposed, choice.kind == "side issue", zone)


def _rejection(text: str) -> tuple[str, str]:
    who, _, why = text.partition(": ")
    return who, why


def _constraints(kept: list[Choice], names: dict[str, Choice], exclusions: Sequence[Exclusion]) -> Iterable[b.Constraint]:
    for choice in kept:
        for option in choice.options:
            own = b.Choice(choice.name, option.name)
            for issue, name in option.requires:
                if issue.lower() in names:
                    yield b.Constraint((own,), (_pair(names, issue, name),), f"{own} requires {issue} {name}")
            for issue, name in option.excludes:
                if issue.lower() in names:
                    yield b.Constraint((own, _pair(names, issue, name)), (), f"{own} excludes {issue} {name}")
    for exclusion in exclusions:
        atoms = exclusion.guard.atoms
        if atoms and all(c.lower() in names and len(o) == 1 for c, o in atoms):
            premises = tuple(_pair(names, c, next(iter(o))) for c, o in atoms)
            yield b.Constraint(premises, (), exclusion.reason)


def _pair(names: dict[str, Choice], issue: str, option: str) -> b.Choice:
    choice = names[issue.lower()]
    found = choice.option(option)
    return b.Choice(choice.name, found.name if found else option)


def _range(worth: Worth | None) -> b.Range:
    return b.ZERO if worth is None else b.Range(worth.low, worth.high)


def _preference(position: Position, issues: Iterable[Choice]) -> b.Preference:
    with _blame(position):
        return _holder(position.name, position.values, issues, "; ".join(position.basis), position.scale, position.title)


def _holder(
    name: str, values: Values, issues: Iterable[Choice], basis: str = "", scale: str = "", title: str = ""
) -> b.Preference:
    options = [b.OptionValue(b.Choice(*pair), _range(worth), worth.basis) for pair, worth in values.options]
    if values.rest is not None and (values.rest.low or values.rest.high):
        priced = {v.choice for v in options}
        for choice in issues:
            for option in choice.options:
                own = b.Choice(choice.name, option.name)
                if own not in priced:
                    options.append(b.OptionValue(own, _range(values.rest), "values the rest"))
    return b.Preference(
        name, _range(values.no_agreement), _range(values.core), tuple(options), tuple(_together(values)),
        tuple(b.Choice(*p) for p in values.never), tuple(b.Choice(*p) for p in values.insists), basis,
        "values the rest" if values.rest is not None else "", scale, title,
    )


def _together(values: Values) -> Iterable[b.Interaction]:
    for pairs, worth in values.together:
        if len(pairs) > 1:
            yield b.Interaction(tuple(b.Choice(*p) for p in pairs), _range(worth), worth.basis)


def _revision(name: str, values: Values) -> b.Revision:
    return b.Revision(
        name,
        None if values.no_agreement is None else _range(values.no_agreement),
        None if values.core is None else _range(values.core),
        tuple(b.OptionValue(b.Choice(*pair), _range(worth), worth.basis) for pair, worth in values.options),
        tuple(_together(values)),
        tuple(b.Choice(*p) for p in values.never),
        tuple(b.Choice(*p) for p in values.insists),
    )


def _scenarios(positions: Iterable[Position], voting: set[str]) -> Iterable[b.Scenario]:
    table: dict[str, list[b.Revision]] = {}
    for position in positions:
        for name, values in position.scenarios:
            table.setdefault(name, []).append(_revision(position.name, values))
        for bloc in (x for x in position.blocs if x.name in voting):
            for name, values in bloc.scenarios:
                table.setdefault(name, []).append(_revision(bloc.name, values))
    return (b.Scenario(name, tuple(revisions)) for name, revisions in table.items())


def _ratifications(
    settlement: Settlement, have: dict[str, Position], issues: Iterable[Choice]
) -> Iterable[b.Ratification]:
    seen: set[tuple[str, str]] = set()
    for instrument in settlement.instruments.values():
        for consent in instrument.consents:
            if consent.needs is None:
                continue
            for party in consent.parties:
                position = have.get(party)
                if position is None:
                    continue
                blocs = [x for x in position.blocs if x.body.lower() in (consent.needs.base.lower(), *_children(settlement, consent.needs.base))]
                body = blocs[0].body if consent.needs.base in ("members", "those voting") and blocs else consent.needs.base
                if not blocs or (party, body) in seen:
                    continue
                seen.add((party, body))
                yield _ratification(settlement, position, body, blocs, consent.needs, issues)


def _children(settlement: Settlement, body: str) -> tuple[str, ...]:
    if body in ("members", "those voting"):
        return tuple(settlement.bodies)
    return tuple(k for k, v in settlement.bodies.items() if v.parent.lower() == body.lower())


def _ratification(
    settlement: Settlement, position: Position, body: str, blocs: list[Bloc], needs: Vote, issues: Iterable[Choice]
) -> b.Ratification:
    known = settlement.bodies.get(body.lower())
    seats = Fraction(known.size) if known and known.size else Fraction(sum(x.votes for x in blocs))
    part, strict = _share(needs.share, seats)
    quotas = tuple(b.Quota((name,), Fraction(1)) for name in needs.no_vote_against if name in {x.name for x in blocs})
    with _blame(position):
        members = tuple(b.Bloc(_holder(x.name, x.values, issues), Fraction(x.votes)) for x in blocs)
        return b.Ratification(position.name, body, members, part, seats, strict, quotas)


def _share(share: str, seats: Fraction) -> tuple[Fraction, bool]:
    """How many votes a rule asks for, and whether more than that."""
    if share in ("consensus", "unanimity"):
        return seats, False
    if share == "majority":
        return seats / 2, True
    if share.endswith("%"):
        return seats * Fraction(share.removesuffix("%").strip()) / 100, False
    number = Fraction(share) if share != "same" else seats / 2
    return (number * seats if "/" in share else number), False


def _exchanges(settlement: Settlement, have: dict[str, Position]) -> Iterable[b.Exchange]:
    for exchange in settlement.exchanges:
        sides = [_performance(settlement, names, have) for names in (exchange.one, exchange.other)]
        first, second = sides
        if first is not None and second is not None and first.party != second.party:
            yield b.Exchange(f"{first.clause} for {second.clause}", first, second)


def _performance(settlement: Settlement, names: Sequence[str], have: dict[str, Position]) -> b.Performance | None:
    norms = [n for name in names for n in settlement.norms_of(name) if n.binding]
    bearers = {x for n in norms for x in n.bearers}
    if len(bearers) != 1:
        return None
    (bearer,) = bearers
    wanted = {n.lower() for n in names}
    worth = []
    for position in have.values():
        prices = [w for (clause, by, _), w in position.values.clauses if clause.lower() in wanted and by in ("", bearer)]
        if prices:
            total = b.Range(sum((w.low for w in prices), Fraction(0)), sum((w.high for w in prices), Fraction(0)))
            worth.append((position.name, total))
    days = [
        (n.timing.due.period.days or 0.0) for n in norms
        if n.timing.due is not None and n.timing.due.anchor.kind == "force" and n.timing.due.period is not None
        and n.timing.due.period.days is not None
    ]
    day = round(max(days)) if days and len(days) == len(norms) else None
    label = next((p.name for p in settlement.parties.values() if p.id == bearer), bearer)
    return b.Performance(" and ".join(names), have[bearer].name if bearer in have else label, day, tuple(worth))
