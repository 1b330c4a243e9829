"""From a settlement, a package and a stage to the compliance conflict: would they keep it?

Steps: 1. the choices: the package (the author's proposal unless another is given) and one reading of every question; 2. the duties that
these leave, without those performed before the stage; 3. bundles and licences (`bundles`); 4. powers to leave; 5. for every bearer,
controller of a condition and holder of such a power, its utility as shares of bundles (`prices`); 6. the sum with all performed is held
against the utility of the package in the bargain. See `detente.model.compliance` for the terms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction

from detente.diagnostic import Diagnostic, make
from detente.model import compliance as m
from detente.model.bargaining import BargainingProblem, Preference
from detente.model.norm import PERMISSION, POWER
from detente.model.position import Position
from detente.model.settlement import Settlement
from detente.stability import prices
from detente.stability.bundles import Grouping, Unit, group
from detente.stability.duties import Owed, binding, chosen, continuing, options, owed, performed

FORCE = "entry into force"
MOST_BUNDLES = 500


def derive(
    settlement: Settlement,
    problem: BargainingProblem,
    positions: Mapping[str, Position],
    package: Mapping[str, str] | None = None,
    stage: str = FORCE,
    readings: Mapping[str, str] | None = None,
) -> m.ComplianceConflict:
    """The compliance conflict of a settlement.

    problem: as bargained over, with the scenario in place. positions: by party id, of the same rival set. package: options by issue
    that replace those of the proposal; questions may stand among them. stage: see `duties.performed`. readings: by question; the first
    reading where none is given.
    Raises ValueError for an issue, option, question or stage that there is not, a package that the constraints forbid, or a text that
    binds nobody.
    """
    asked = {c.name for c in settlement.questions()}
    given = {k: v for k, v in (package or {}).items() if k not in asked}
    read = {k: v for k, v in (package or {}).items() if k in asked} | dict(readings or {})
    whole = _package(settlement, problem, given)
    _known(settlement, read, bargained=False)
    choices = chosen(settlement, whole, read)
    duties, notes = owed(settlement, choices)
    once = [d for d in duties if not _lasts(settlement, d) and performed(d, stage)]
    performed_units = {(d.clause, d.instrument, ",".join(d.joint) or d.bearer): () for d in once}
    due = [d for d in duties if d not in once]
    if not due:
        raise ValueError("under this package nobody owes anything that could be broken")
    grouping = group(settlement, due)
    if len(grouping.bundles) > MOST_BUNDLES:
        raise ValueError(f"this makes {len(grouping.bundles):,} bundles of duties; up to {MOST_BUNDLES} are analysed")
    exits = _exits(settlement, choices, grouping)
    belongs = {_unit(d): next(iter(options(settlement, d.first)), prices.CORE) for d in duties}
    idle = _idle(settlement, choices, duties)
    makers, unidentified, told = [], [], list[Diagnostic]()
    fallbacks = frozenset(b.name for b in grouping.bundles if b.kind == "fallback")
    units: dict[Unit, tuple[str, ...]] = {**grouping.needs, **performed_units}
    for party in _makers(settlement, grouping, exits):
        position = positions.get(party)
        preference = next((p for p in problem.parties if position is not None and p.name == position.name), None)
        if position is None or preference is None:
            makers.append(m.Maker(party, settlement.label(party), valued=False, unpriced=frozenset(b.name for b in grouping.bundles)))
            continue
        table = prices.pots(preference, whole, units, belongs, idle)
        found = prices.price(party, table.values(), position.values, position)
        shares = (*found.shares, *prices.interactions(preference, whole, table, fallbacks))
        made = m.Maker(
            party, settlement.label(party), True, tuple(shares),
            m.Share((), preference.no_agreement.lo, preference.no_agreement.hi, "no agreement"),
            prices.reputations(position.values, party, grouping.bundles), frozenset(found.unpriced),
        )
        makers.append(made)
        touched = {b.name for b in grouping.bundles if party == b.owner or party in b.creditors}
        unidentified += [u for u in found.unidentified if touched & set(u.bundles)]
        told += [*found.diagnostics, *_mismatch(made, preference, whole, position)]
    return m.ComplianceConflict(
        f"{_first_word(settlement.title)}-compliance", tuple(makers), tuple(grouping.bundles), tuple(grouping.licences), tuple(exits),
        f"Would it be kept? {settlement.title}", tuple(whole.items()),
        tuple((c.name, choices[c.name]) for c in settlement.questions()), stage or FORCE, tuple(unidentified),
        (*dict.fromkeys((*notes, *grouping.notes, *_read_as(settlement, choices))),), tuple(told),
    )


def _read_as(settlement: Settlement, choices: Mapping[str, str]) -> Iterable[str]:
    """A note on the readings assumed, where there are others."""
    found = [f"{c.name} {choices[c.name]}" for c in settlement.questions() if len(c.options) > 1]
    if found:
        yield f"questions are read as {', '.join(found)}; ask for another reading with QUESTION=READING"


def proposal(settlement: Settlement, problem: BargainingProblem) -> dict[str, str]:
    """The author's package by issue; an issue that proposes nothing and knows no `no` takes its first option."""
    out = {i.name: i.base or i.options[0].name for i in problem.issues}
    for choice in settlement.issues():
        if choice.kind == "member":
            out.setdefault(choice.name, "no")
        elif choice.options:
            names = [o.name for o in choice.options]
            out.setdefault(choice.name, choice.proposes or ("no" if "no" in names else names[0]))
    return out


def _package(settlement: Settlement, problem: BargainingProblem, given: Mapping[str, str]) -> dict[str, str]:
    _known(settlement, given, bargained=True)
    whole = {**proposal(settlement, problem), **given}
    for constraint in problem.constraints:
        if all(whole.get(c.issue) == c.option for c in constraint.premises) and not any(
            whole.get(c.issue) == c.option for c in constraint.conclusions
        ):
            raise ValueError(f"the package cannot be: {constraint.reason or constraint}")
    return whole


def _known(settlement: Settlement, given: Mapping[str, str], bargained: bool) -> None:
    """Raises ValueError for names of choices or options that there are not."""
    for name, option in given.items():
        choice = settlement.choices.get(name.lower())
        what = "issue" if bargained else "question"
        if choice is None or choice.bargained != bargained or choice.name != name:
            known = ", ".join(c.name for c in settlement.choices.values() if c.bargained == bargained and c.kind != "member")
            raise ValueError(f"there is no {what} `{name}`; there are: {known or 'none'}")
        if option not in [o.name for o in choice.options]:
            raise ValueError(f"`{name}` has no option `{option}`; it has: {', '.join(o.name for o in choice.options)}")


def _unit(duty: Owed) -> Unit:
    return (duty.clause, duty.instrument, ",".join(duty.joint) or duty.bearer)


def _lasts(settlement: Settlement, duty: Owed) -> bool:
    return any(continuing(settlement, n) for n in duty.norms)


def _idle(settlement: Settlement, choices: dict[str, str], duties: Iterable[Owed]) -> dict[str, tuple[str, str]]:
    """Clauses that stand under the package and are no particular party's duty, with their option."""
    busy = {d.clause for d in duties}
    out: dict[str, tuple[str, str]] = {}
    for norm in binding(settlement, choices):
        if norm.clause not in busy:
            out.setdefault(norm.clause, next(iter(options(settlement, norm)), prices.CORE))
    return out


def _exits(settlement: Settlement, choices: dict[str, str], grouping: Grouping) -> list[m.Exit]:
    """Powers to leave: lines on withdrawal, and norms that permit to withdraw from or terminate an instrument's adopted treaty."""
    powers: dict[tuple[str, str], bool] = {}
    for instrument in settlement.instruments.values():
        for w in instrument.withdrawals:
            for party in sorted(w.parties if not w.none else ()):
                powers[party, instrument.name] = not w.provided
    for norm in binding(settlement, choices):
        if norm.modality in (PERMISSION, POWER) and norm.deed.act.split(" *")[0] in ("withdraw from", "terminate") and norm.instrument:
            for party in sorted(norm.bearers):
                powers.setdefault((party, norm.instrument), True)
    out = []
    for (party, name), free in powers.items():
        ends = tuple(b.name for b in grouping.bundles if b.instrument == name and b.kind != "consent" and not b.survives)
        if ends:
            whole = all(b.instrument == name for b in grouping.bundles)
            short = next((p.name for p in settlement.parties.values() if p.id == party), party)
            shown = settlement.instruments[name.lower()].title or name
            out.append(m.Exit(f"{short}-leaves-{name}", party, f"leave the {shown}", ends, whole, free))
    return out


def _makers(settlement: Settlement, grouping: Grouping, exits: Iterable[m.Exit]) -> list[str]:
    owners = {b.owner for b in grouping.bundles} | {e.owner for e in exits}
    first = [p for p in settlement.signatories if p in owners]
    return [*first, *sorted(owners - set(first))]


def _mismatch(maker: m.Maker, preference: Preference, package: Mapping[str, str], position: Position) -> Iterable[Diagnostic]:
    """Whether the sum with all performed is the utility of the package in the bargain."""
    total = preference.core.mid + sum((v.value.mid for v in preference.values if package.get(v.choice.issue) == v.choice.option), Fraction(0))
    total += sum(
        (t.adds.mid for t in preference.interactions if all(package.get(c.issue) == c.option for c in t.choices)), Fraction(0)
    )
    if total != maker.agreed:
        yield make(
            prices.DOES_NOT_ADD, f"for {position.name} the shares add up to {float(maker.agreed):g}, the package to {float(total):g}",
            position.span, about=(maker.party,), help="report this: the division of values into shares is at fault",
        )


def _first_word(title: str) -> str:
    words = re.findall(r"[^\W\d_][\w\-]*", title)
    kept = [w.lower() for w in words if w.lower() not in ("the", "a", "of", "on", "for", "and")][:2]
    return "-".join(kept) or "settlement"
