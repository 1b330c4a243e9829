"""Detail lines that several statements share: choice, provenance, time, condition, breach."""

from __future__ import annotations

from detente.syntax.forms import forms

UNDER = forms(
    ("under {choices}", "The statement holds only under this option of an issue or this reading of a question.",
     "under baltic-status corridor", True),
)
PROVENANCE = forms(
    ("source {string}", "Words of the article's prose that this reads; they must stand there word for word.",
     'source "no party stations forces"', True),
    ("basis {string}", "Where a figure or a reading comes from, in the drafter's words.", 'basis "Pyne 6"', True),
)
NOTES = {**UNDER, **PROVENANCE}

TIME = forms(
    ("within {period} of {moment}", "Performance is due within this period of a moment.",
     "within 90 days of entry into force"),
    ("by {moment}", "Performance is due by this moment.", "by 2023-12-31"),
    ("on {moment}", "Performance is due on this very day.", "on 1998-05-22"),
    ("from {moment}", "The norm begins to bind at this moment.", "from entry into force"),
    ("until {moment}", "The norm ceases to bind at this moment.", "until 15 years after adoption-day"),
    ("start by {moment}", "Performance must have begun by this moment.", "start by 2 days after ceasefire"),
    ("start within {period} of {moment}", "Performance must have begun within this period of a moment.",
     "start within 2 years of entry into force for it"),
    ("start on {moment}", "Performance must begin on this day.", "start on 1 day after elections"),
    ("every {period}", "The act is owed again in every such period.", "every 6 months"),
    ("at all times", "The act is owed throughout, not once.", "at all times"),
    ("at least {amount} within {period} of {moment}", "A stage: this share is due within this period.",
     "at least 20 % within 5 years of entry into force", True),
    ("extendable by {name} until {moment}", "This body may put the last day off, at most until this moment.",
     "extendable by conference until 15 years after entry into force"),
    ("extendable by {name}", "This body may put the last day off.", "extendable by joint-commission"),
    ("provisionally from {moment}", "The norm is applied provisionally from this moment.",
     "provisionally from signature"),
    ("survives [{period}]", "The norm outlives the instrument, for this period or without end.", "survives 5 years"),
)
CONDITIONS = forms(
    ("provided {phrase}", "A condition precedent; all such lines must hold.",
     "provided the neutrality of B is fixed by treaty", True),
    ("when {phrase}", "The trigger; a second one is written `or when`.", "when any of parties requests review"),
    ("or when {phrase}", "A further trigger; any of them suffices.", "or when snap-back", True),
    ("while {phrase}", "The norm binds only as long as this holds.", "while assembly is functioning", True),
    ("unless {phrase}", "An exception; any such line suffices.", "unless council blocks challenge", True),
    ("after {names}", "Due only once these are performed or have come about.", "after guarantee", True),
    ("with written consent of {subject}", "Pending until these third states consent in writing (VCLT 35).",
     "with written consent of Ukraine", True),
)
LINKS = forms(
    ("in return for {names}", "A mutual exchange: breach of one side lets the other withhold.",
     "in return for stay", True),
    ("together with {names}", "Due on the same last day, nobody first.", "together with sco-exit", True),
    ("reciprocal", "Each debtor may withhold while the other does.", "reciprocal"),
    ("failing {names}", "Owed only if these are not performed.", "failing go", True),
    ("notwithstanding {names}", "Prevails over these.", "notwithstanding restraint", True),
    ("subject to {names}", "Yields to these.", "subject to poll-gap", True),
    ("without prejudice to {names}", "Leaves these as they are.", "without prejudice to geneva-1925", True),
    ("pursuant to {names}", "Performed under these.", "pursuant to res-2231", True),
)
MARKS = forms(
    ("essential", "Essential to the object and purpose: its violation is a material breach (VCLT 60(3)(b)).",
     "essential"),
    ("humanitarian", "Protects persons: never suspended in answer to a breach (VCLT 60(5)).", "humanitarian"),
    ("radical", "Its breach changes everybody's position (VCLT 60(2)(c)).", "radical"),
    ("owed to {subject}", "To whom performance is owed.", "owed to RU"),
    ("owed to the other", "Owed to the other party.", "owed to the other"),
    ("verified by {names}", "Who inspects performance.", "verified by OSCE", True),
    ("red line of {names}", "Crossing it is declared a red line of this party.", "red line of CN"),
    ("red line of the other", "Crossing it is a red line of the other party.", "red line of the other"),
    ("needs {rule}", "How the body that decides must vote.", "needs 60 % of those voting"),
    ("or needs {rule}", "A further way of deciding.", "or needs 5 of members", True),
)
