"""Event files: tree to model."""

from __future__ import annotations

from collections.abc import Sequence

from detente.model.event import Record
from detente.resolve import kinds
from detente.resolve.choices import names_of, str_of
from detente.resolve.tools import Tools
from detente.syntax import tree

CONFIDENCES = ("alleged", "confirmed", "disputed")


def read(documents: Sequence[tree.Document], tools: Tools) -> tuple[Record, ...]:
    """The events recorded in these documents, in order of date; mistakes are reported, the rest is kept."""
    out = []
    for document in documents:
        for _, statement in document.statements("events"):
            head = statement.head
            phrase = head.values.get("phrase")
            if not isinstance(phrase, tree.Phrase):
                continue
            event = tools.phrases.event(phrase.text, phrase.span, {})
            if event is None:
                continue
            lines = {x.form: x for x in statement.lines}
            confidence = str_of(lines["confidence"], "name") if "confidence" in lines else "alleged"
            if confidence not in CONFIDENCES:
                tools.context.found.add(
                    kinds.BAD_VALUE, f"`{confidence}` is no confidence", lines["confidence"].span,
                    help=f"write one of: {', '.join(CONFIDENCES)}",
                )
            marks = {
                form: tools.moments.clause_names(lines[form], "clause") if form in lines else ()
                for form in ("performs", "breaches")
            }
            out.append(Record(
                str_of(head, "date"), event, phrase.text, confidence,
                tuple(str_of(x, "string") for x in statement.lines if x.form == "evidence"),
                names_of(lines["reported by"], "names") if "reported by" in lines else (),
                marks["performs"], marks["breaches"], head.span,
            ))
    return tuple(sorted(out, key=lambda r: r.on))
