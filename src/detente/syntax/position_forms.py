"""The statements of a `position` fence: what one party values, in a confidential file of its own."""

from __future__ import annotations

from detente.syntax.details import PROVENANCE
from detente.syntax.forms import Head, forms
from detente.syntax.treaty_forms import head

_VALUES = {
    **PROVENANCE,
    **forms(
        ("no agreement {range}", "The value of walking away, on this party's own scale.", "no agreement 20..30"),
        ("core {range}", "The value of the clauses that stand in every package.", "core 15..20"),
        ("values {issue:ref} : {worths}", "What each option of an issue is worth.",
         "values baltic-status: neutral 30..40, corridor 10..20", True),
        ("values the rest about {range}", "What every option without a line of its own is worth.",
         "values the rest about 0"),
        ("worth of {clause:name} [by {bearer:name}] [in {instrument:name}] {range}",
         "What the performance of a clause is worth, by whoever owes it or by one debtor, in one instrument.",
         "worth of restraint by RU in spheres-ru 3..6", True),
        ("reputation of {clause:name} [in {instrument:name}] {range}", "What breaking a clause of one's own costs.",
         "reputation of cfe-return 1..2", True),
        ("together {choices} adds {range}", "Options that are worth more, or less, together.",
         "together spheres yes, forces yes adds 3..6", True),
        ("insists on {choices}", "Holds out for this option.", "insists on baltic-status neutral", True),
        ("never {choices}", "Refuses every package with this option.", "never price exit", True),
    ),
}
_PARTY = forms(
    ("scale {string}", "What a unit of the figures means.", 'scale "the treaty with nothing else is 20"'),
    ("comparable", "The figures may be compared with those of other parties that say the same.", "comparable"),
    ("set {name}", "The rival set of positions this file belongs to.", "set deterrence"),
)

HEADS: dict[str, Head] = {
    h.id: h
    for h in (
        head("Positions", "position {name} [{title:string}]", "What this party values.",
             'position RU "Russian Federation"', _VALUES, _PARTY),
        head("Positions", "bloc {name} of {party:name} {votes:number} of {body:name}",
             "Votes in a ratifying body, with values of their own.", "bloc Republicans of US 50 of senate-us", _VALUES),
        head("Positions", "scenario {name} [{title:string}]",
             "Values that replace those of the position or bloc above.", 'scenario crisis "After a second 1962"', _VALUES),
    )
}
