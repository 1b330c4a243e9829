"""The statements of a `conflict` fence: decision makers, options, what cannot be, and what each prefers."""

from __future__ import annotations

from detente.syntax.details import PROVENANCE
from detente.syntax.forms import Head, forms
from detente.syntax.treaty_forms import head

_DUTY = (
    ("under instrument {name}", "The instrument that asks for it.", "under instrument security"),
    ("owed to {names}", "Its creditors.", "owed to US", True),
    ("essential", "Its breach is a material breach.", "essential"),
    ("humanitarian", "It is never suspended for another's breach.", "humanitarian"),
    ("survives", "It binds after the end of its instrument.", "survives"),
    ("continuing", "It is owed throughout, not once.", "continuing"),
    ("open to view", "Everybody sees whether it is kept.", "open to view"),
    ("verified by {names}", "Who see whether it is kept.", "verified by OSCE", True),
    ("partly unseen", "Some of it could be broken unseen.", "partly unseen"),
    ("consent", "A condition kept up of one's own will; giving it up is no breach.", "consent"),
    ("instead of {names}", "Due only while one of these is not performed.", "instead of RU-troops-home", True),
    ("in return for {names}", "May be withheld while one of these is, being given in return.", "in return for US-forces-out", True),
    ("waits for {names}", "May be withheld while one of these is, being due after it.", "waits for UA-elections", True),
    ("suspended for {names}", "May be withheld for breach of one of these.", "suspended for UA-ceasefire", True),
    ("ends {names}", "Leaving, which ends these.", "ends RU-belt, US-belt", True),
    ("ends everything", "Nothing of the settlement is left but what survives.", "ends everything"),
    ("only after breach", "Leaving is allowed only where it may be suspended for a breach.", "only after breach"),
)
"""What a move of a compliance conflict says besides; a conflict read as a plain graph model passes over these lines."""

HEADS: dict[str, Head] = {
    h.id: h
    for h in (
        head("Conflicts", "conflict {name} [{title:string}]", "A conflict as a graph model.",
             'conflict cuba-1962 "Cuban missile crisis"', PROVENANCE,
             forms(("dated {date}", "When it stood so.", "dated 1962-10-22"),
                   ("now {phrase}", "The status quo: the options that are taken, a pattern, or a state by name.",
                    "now nothing"),
                   ("agreed {phrase}", "The state that was or would be agreed on, said as for `now`.",
                    "agreed withdraw"),
                   ("package {string}", "The package whose keeping is asked about.", 'package "forces yes, nuclear yes"'),
                   ("readings {string}", "The readings of its questions.", 'readings "guarantor Russia"'),
                   ("stage {string}", "When it is asked.", 'stage "entry into force"'))),
        head("Conflicts", "decision maker {name} [{title:string}]", "One who can move, and what it prefers.",
             'decision maker US "United States"', PROVENANCE,
             forms(("prefers {phrase}", "A statement; the first counts more than all below it together.",
                    "prefers withdraw and not strike", True),
                   ("unsure about {phrase}", "A statement of which it is not known whether it counts for or against.",
                    "unsure about blockade", True),
                   ("ranks {phrase}", "Patterns or states from best to worst; `=` joins what is equal, `>>` in place of a "
                    "comma marks a strong preference; lines follow on.", "ranks NNYN, NYYN >> YNYN = YYYN", True),
                   ("misperceives {phrase}", "States that it wrongly takes to be impossible.",
                    "misperceives withdraw and not strike", True),
                   ("base {range}", "What it is worth that nothing is taken; several lines add up.", "base 20..30", True),
                   ("worth of {option:name} {range}", "What it is worth that an option is taken.",
                    "worth of withdraw 12", True),
                   ("together {options:names} adds {range}", "What options taken together add.",
                    "together strike, escalate adds -20", True),
                   ("strong statements {number}", "The first so many statements part states strongly.",
                    "strong statements 2"),
                   ("no agreement {range}", "What it has once everything is ended.", "no agreement -5..5"),
                   ("reputation of {option:name} {range}", "What breaking a duty of its own costs it.",
                    "reputation of US-forces-out 2..5", True),
                   ("not known {names}", "What is worth to it what, is not known.", "not known RU-belt, US-belt", True),
                   ("no position", "Nothing of what it values is known.", "no position"))),
        head("Conflicts", "move {name} [{title:string}] of {owner:name}", "Something a decision maker can do or leave.",
             'move blockade "Blockade" of US', PROVENANCE,
             forms(("irreversible", "Once taken it stays taken.", "irreversible"),
                   ("only given up", "It can be given up, not taken up again.", "only given up"),
                   ("keeps {names}", "The clauses that taking it performs.", "keeps forces-out", True), *_DUTY)),
        head("Conflicts", "infeasible {phrase}", "Cannot be true together.", "infeasible withdraw and escalate"),
        head("Conflicts", "state {name} [{title:string}]", "A state of a conflict given as a graph.", "state s1",
             forms(("from {owner:name} to {names}", "The states this decision maker can move to.",
                    "from US to s2, s3", True),
                   ("payoffs {worths}", "What the state is worth to each.", "payoffs US 4, USSR 2"))),
        head("Conflicts", "coalition {names}", "Decision makers who may move together.", "coalition MoE, Uniroyal"),
    )
}
