"""Who owes whom: every line of every clause as a duty for readers, and the table of debtors and creditors.

A duty is owed to whom the clause says; where it says nobody, to the other parties of its instrument (default of treaty law,
a treaty binds between its parties: VCLT 26 and 34), and where all of them bear it, by each to each. Permissions and powers are listed with the duties and not counted as such.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from detente.model.norm import PERMISSION, POWER, Norm
from detente.model.settlement import Settlement
from detente.report import words
from detente.source import Span

MOST_PARTIES = 14


@dataclass(frozen=True, slots=True)
class Duty:
    """One line of a clause.

    debtors, creditors: party ids in declared order. owed_by_text: whether the clause names the creditors. says: `shall`,
    `may`, … what: the deed. when: in words, `no date` where none is named. depends: options and readings under which it
    stands. conditions: its condition lines. outsiders: debtors that are no party to its instrument. adopted_from:
    the treaty whose text it is, "" where it is the settlement's own.
    """

    clause: str
    title: str
    article: tuple[str, ...]
    instrument: str
    debtors: tuple[str, ...]
    creditors: tuple[str, ...]
    owed_by_text: bool
    subject: str
    says: str
    what: str
    when: str
    depends: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    outsiders: tuple[str, ...] = ()
    binding: bool = True
    adopted_from: str = ""
    norm: Norm | None = field(default=None, compare=False, repr=False)
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def sentence(self) -> str:
        """`Russian Federation shall leave SCO`."""
        return f"{self.subject} {self.says} {self.what}"


def written(settlement: Settlement) -> Iterable[Norm]:
    """Norms of the settlement's own instruments that could be read; treaties it only mentions are left out."""
    own = {i.name.lower() for i in settlement.instruments.values()}
    return (
        n for n in settlement.norms if not n.lost and (not n.instrument or n.instrument.lower() in own)
    )


def between(settlement: Settlement, norm: Norm) -> frozenset[str]:
    """Ids of the parties of the norm's instrument; of all who sign where it is in none."""
    instrument = settlement.instruments.get(norm.instrument.lower())
    return instrument.parties if instrument else frozenset(settlement.signatories)


def strangers(settlement: Settlement, norm: Norm, who: frozenset[str]) -> frozenset[str]:
    """Those of `who` that are no party to the norm's instrument; bodies and organisations the settlement sets up are its own."""
    inside = between(settlement, norm)
    own = {b.name for b in settlement.bodies.values()} | {o.name for o in settlement.organisations.values()}
    return who - inside - own if inside else frozenset()


def duties(settlement: Settlement, norms: Iterable[Norm] | None = None) -> tuple[Duty, ...]:
    """All lines of its own instruments in the order written, permissions and powers included."""
    out: dict[tuple[object, ...], Duty] = {}
    for norm in written(settlement) if norms is None else norms:
        made = _duty(settlement, norm)
        key = (made.clause, made.instrument, made.debtors, made.creditors, made.says, made.what, made.depends)
        out.setdefault(key, made)
    return tuple(out.values())


def _duty(settlement: Settlement, norm: Norm) -> Duty:
    instrument = settlement.instruments.get(norm.instrument.lower())
    inside = between(settlement, norm)
    owed = norm.owed_to or (inside - norm.bearers) or (inside if len(norm.bearers) > 1 else frozenset())
    clause = settlement.clauses.get(norm.clause.lower())
    return Duty(
        clause=norm.clause,
        title=clause.title if clause else "",
        article=clause.article if clause else (),
        instrument=instrument.title or instrument.name if instrument else "",
        debtors=tuple(words.ordered(settlement, norm.bearers)),
        creditors=tuple(words.ordered(settlement, owed)),
        owed_by_text=bool(norm.owed_to),
        subject=words.subject(settlement, norm),
        says=words.modality(norm),
        what=words.deed(settlement, norm),
        when=words.timing(norm),
        depends=norm.guard.words(),
        conditions=tuple(f"{c.kind} {c.text}" for c in norm.conditions),
        outsiders=tuple(words.ordered(settlement, strangers(settlement, norm, norm.bearers))),
        binding=norm.modality not in (PERMISSION, POWER),
        adopted_from=norm.adopted_from,
        norm=norm,
        span=norm.span or (clause.span if clause else None),
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """What `debtor` owes `creditor`; ids, "" for the parties put together as others."""

    debtor: str
    creditor: str
    duties: tuple[Duty, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The table: rows and columns are party ids in declared order, "" last where others are put together.

    others: ids of the parties behind "". cells: only those with a duty.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[Cell, ...]
    others: tuple[str, ...] = ()

    def cell(self, debtor: str, creditor: str) -> Cell | None:
        """The cell, None where nothing is owed."""
        return next((c for c in self.cells if c.debtor == debtor and c.creditor == creditor), None)


def matrix(settlement: Settlement, all_duties: Iterable[Duty], most: int = MOST_PARTIES) -> Matrix:
    """Debtors against creditors. Declared parties have a row and a column each, at most `most`; the rest are "others"."""
    binding = [d for d in all_duties if d.binding]
    declared = dict.fromkeys(p.id for p in settlement.parties.values())
    counted = dict.fromkeys(declared, 0)
    everyone: set[str] = set()
    for d in binding:
        everyone |= {*d.debtors, *d.creditors}
        for p in {*d.debtors, *d.creditors} & counted.keys():
            counted[p] += 1
    kept = set(sorted((p for p in counted if counted[p]), key=lambda p: -counted[p])[:most])
    shown = [p for p in declared if p in kept]
    table: dict[tuple[str, str], dict[int, Duty]] = {}
    for k, d in enumerate(binding):
        for a in {p if p in kept else "" for p in d.debtors}:
            for b in {p if p in kept else "" for p in d.creditors}:
                if a != b or not a:
                    table.setdefault((a, b), {})[k] = d
    order = [*shown, ""]
    cells = tuple(Cell(a, b, tuple(found.values())) for a in order for b in order if (found := table.get((a, b))))
    rows = tuple(p for p in order if any(c.debtor == p for c in cells))
    columns = tuple(p for p in order if any(c.creditor == p for c in cells))
    return Matrix(rows, columns, cells, tuple(words.ordered(settlement, everyone - kept)))
