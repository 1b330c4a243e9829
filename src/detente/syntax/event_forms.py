"""The statements of an `events` fence: dated acts, with their evidence."""

from __future__ import annotations

from detente.syntax.details import PROVENANCE
from detente.syntax.forms import Head, forms
from detente.syntax.treaty_forms import head

HEADS: dict[str, Head] = {
    h.id: h
    for h in (
        head("Events", "event {date} {phrase}", "Somebody did something on a day.",
             "event 2015-02-18 UA withdraws forces from districts", PROVENANCE,
             forms(("confidence {name}", "`alleged`, `confirmed` or `disputed`.", "confidence disputed"),
                   ("evidence {string}", "What shows it.", 'evidence "OSCE daily report"', True),
                   ("reported by {names}", "Who says so.", "reported by OSCE"),
                   ("performs {names}", "The clauses it performs.", "performs ceasefire", True),
                   ("breaches {names}", "The clauses it breaches.", "breaches ceasefire", True))),
    )
}
