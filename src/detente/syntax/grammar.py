"""The whole language: which heads each kind of fence knows."""

from __future__ import annotations

from detente.syntax import conflict_forms, event_forms, position_forms, treaty_forms
from detente.syntax.forms import Form, Head, by_first_word

FENCES: dict[str, dict[str, Head]] = {
    "treaty": treaty_forms.HEADS,
    "position": position_forms.HEADS,
    "conflict": conflict_forms.HEADS,
    "events": event_forms.HEADS,
}

NORM = Form("", "{norm}", "Who is bound, permitted or empowered, and to what.", "each of parties shall not attack the other")

HEAD_FORMS: dict[str, dict[str, tuple[Form, ...]]] = {
    kind: by_first_word(head.form for head in heads.values()) for kind, heads in FENCES.items()
}


def form_of(kind: str, head: str, line: str) -> Form:
    """The form with id `line` of the head with id `head` in a fence of this kind; "norm" is the norm line.

    Raises KeyError where there is none.
    """
    if line == "norm":
        return NORM
    return FENCES[kind][head].lines[line]
