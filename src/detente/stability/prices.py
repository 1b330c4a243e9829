"""What performance is worth to a decision maker: from prices of options and clauses to shares of bundles.

Steps, for one party: 1. every option of the package, and the core, is a pot: its value, and the duties that belong to it; 2. a price
`worth of CLAUSE` that means one duty of the pot becomes a share of the bundles that duty needs; 3. what is left of the pot goes to the
one bundle that has no price yet; 4. where several have none, the pot is not identified: its remainder counts as a constant and the bundles
are unpriced (never divided); 5. where none is left and the prices do not add up to the value, that is reported and the difference counts
as a constant, so that with all performed the sum is always the utility of the package in the bargain; 6. options taken together add
their figure while all bundles of those options are performed. Numbers are ranges; the point value is the midpoint.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from detente.diagnostic import Diagnostic, make, register
from detente.model import compliance as m
from detente.model.bargaining import Preference
from detente.model.position import Position, Values, Worth
from detente.stability.bundles import Unit

DOES_NOT_ADD = register(
    "E307", "prices-do-not-add-up", "warning", "basic", "The prices of clauses do not add up to the value of their option."
)
CORE = ("", "")
ZERO = Fraction(0)


@dataclass
class Pot:
    """A value to be divided among duties. what: as people call it. units: with the bundles each needs. idle: clauses without a duty here."""

    what: str
    low: Fraction = ZERO
    high: Fraction = ZERO
    origin: str = ""
    units: dict[Unit, tuple[str, ...]] = field(default_factory=dict)
    idle: tuple[str, ...] = ()


@dataclass
class Priced:
    """The utility of one party as shares, with what is not identified and what does not add up."""

    shares: list[m.Share] = field(default_factory=list)
    unpriced: set[str] = field(default_factory=set)
    unidentified: list[m.Unidentified] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)


def pots(
    preference: Preference, package: Mapping[str, str], units: Mapping[Unit, tuple[str, ...]],
    belongs: Mapping[Unit, tuple[str, str]], idle: Mapping[str, tuple[str, str]],
) -> dict[tuple[str, str], Pot]:
    """The pots of a party. belongs, idle: of a duty, and of a clause that is nobody's duty here, the option (or CORE)."""
    out = {CORE: Pot("the core", preference.core.lo, preference.core.hi, "core")}
    for issue, way in package.items():
        found = next((v for v in preference.values if (v.choice.issue, v.choice.option) == (issue, way)), None)
        pot = Pot(f"{issue} {way}", origin=f"values {issue} {way}")
        if found is not None:
            pot.low, pot.high = found.value.lo, found.value.hi
            pot.origin += f"; {found.basis}" if found.basis else ""
        out[issue, way] = pot
    for unit, needs in units.items():
        option = belongs[unit]
        out[option if option in out else CORE].units[unit] = needs
    for clause, at in idle.items():
        holder = out[at if at in out else CORE]
        holder.idle = (*holder.idle, clause)
    return out


def price(party: str, pots: Iterable[Pot], values: Values, position: Position) -> Priced:
    """Divide the pots of a party by its prices."""
    out = Priced()
    for pot in pots:
        _divide(out, party, pot, values, position)
    return out


def _divide(out: Priced, party: str, pot: Pot, values: Values, position: Position) -> None:
    left = dict(pot.units)
    low, high = pot.low, pot.high
    for (clause, bearer, instrument), worth in values.clauses:
        meant = [u for u in pot.units if _means(u, clause, bearer, instrument)]
        idle = clause.lower() in {c.lower() for c in pot.idle}
        if not meant and not idle:
            continue
        words = f"worth of {clause}{f' by {bearer}' if bearer else ''}{f' in {instrument}' if instrument else ''}"
        origin = words + (f"; {worth.basis}" if worth.basis else "")
        if len(meant) > 1:
            _one_figure_for_many(out, party, words, worth, [left.pop(u) for u in meant if u in left], meant)
        else:
            bundles: tuple[str, ...] = left.pop(meant[0]) if meant and meant[0] in left else ()
            out.shares.append(m.Share(bundles, worth.low, worth.high, origin))
        low, high = low - worth.low, high - worth.high
    if not left:
        _remainder(out, party, pot, low, high, position)
        return
    needed = {frozenset(n) for n in left.values()}
    rest = f"{pot.origin}, less the clauses priced" if len(left) < len(pot.units) else pot.origin
    if len(needed) == 1:
        (only,) = needed
        out.shares.append(m.Share(tuple(sorted(only)), min(low, high), max(low, high), rest))
        return
    clauses = tuple(dict.fromkeys(u[0] for u in left))
    names = tuple(sorted(frozenset().union(*needed)))
    out.unpriced |= set(names)
    out.unidentified.append(m.Unidentified(party, pot.what, min(low, high), max(low, high), clauses, names))
    out.shares.append(m.Share((), min(low, high), max(low, high), f"{rest}: not identified by clause"))


def _one_figure_for_many(
    out: Priced, party: str, words: str, worth: Worth, needs: Sequence[tuple[str, ...]], meant: Sequence[Unit]
) -> None:
    """One price for what several owe: whose performance it is worth is not said, unless all need the same bundles."""
    if needs and len({frozenset(n) for n in needs}) == 1:
        out.shares.append(m.Share(needs[0], worth.low, worth.high, words))
        return
    names = tuple(sorted({b for n in needs for b in n}))
    out.unpriced |= set(names)
    out.unidentified.append(m.Unidentified(party, words, worth.low, worth.high, tuple(dict.fromkeys(u[0] for u in meant)), names))
    out.shares.append(m.Share((), worth.low, worth.high, f"{words}: one figure for several performances"))


def _remainder(out: Priced, party: str, pot: Pot, low: Fraction, high: Fraction, position: Position) -> None:
    """What prices leave of a pot in which everything is priced: nothing, or a mistake that is told; a pot without duties is a constant."""
    if not pot.units:
        if low or high:
            out.shares.append(m.Share((), min(low, high), max(low, high), f"{pot.origin}: nobody's duty in particular"))
        return
    if low + high == 0:
        return
    middle = (low + high) / 2
    out.shares.append(m.Share((), middle, middle, f"difference between {pot.what} and its clauses"))
    total = (pot.low - low, pot.high - high)
    out.diagnostics.append(make(
        DOES_NOT_ADD,
        f"for {position.name} the clauses of {pot.what} add up to {_number(total[0])}..{_number(total[1])}, but it is valued at "
        f"{_number(pot.low)}..{_number(pot.high)}",
        position.span, about=(party, pot.what), help="change the prices or the value; until then the difference is at stake in no clause",
    ))


def _number(value: Fraction) -> str:
    return f"{float(value):g}"


def _means(unit: Unit, clause: str, bearer: str, instrument: str) -> bool:
    """Whether a price speaks of this duty."""
    return (
        unit[0].lower() == clause.lower()
        and (not bearer or bearer in unit[2].split(","))
        and (not instrument or unit[1].lower() == instrument.lower())
    )


def interactions(
    preference: Preference, package: Mapping[str, str], pots: Mapping[tuple[str, str], Pot], fallbacks: frozenset[str]
) -> list[m.Share]:
    """What options of the package add together: while all bundles of those options, fallbacks apart, are performed."""
    out = []
    for both in preference.interactions:
        if all(package.get(c.issue) == c.option for c in both.choices):
            names = sorted({b for c in both.choices for n in pots[c.issue, c.option].units.values() for b in n} - fallbacks)
            words = f"together {', '.join(map(str, both.choices))}"
            out.append(m.Share(tuple(names), both.adds.lo, both.adds.hi, f"{words}; {both.basis}" if both.basis else words))
    return out


def reputations(values: Values, party: str, bundles: Iterable[m.Bundle]) -> tuple[m.Share, ...]:
    """What breaking its own bundles costs a party: the sum over their clauses."""
    out = []
    for bundle in bundles:
        if bundle.owner != party or bundle.kind != "duty":
            continue
        found = [
            w for (clause, bearer, instrument), w in values.reputation for d in bundle.duties
            if _means((d.clause, d.instrument, d.bearer), clause, bearer, instrument)
        ]
        if found:
            words = "reputation of " + ", ".join(bundle.clauses)
            out.append(m.Share((bundle.name,), sum((w.low for w in found), ZERO), sum((w.high for w in found), ZERO), words))
    return tuple(out)
