"""Diagnostics: what is wrong with, or remarkable about, a user's text.

A mistake in a document is a `Diagnostic`, collected and never raised. This module holds the record and the register of
kinds; it draws nothing (see `detente.report`) and decides nothing.

Codes: `E…` the text cannot be read as written (syntax, names, files); `C…` a finding about what it says. Every kind has
a number that never changes and a name that can be used in `allow NAME because "…"` and `--select`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from detente.source import Span

Severity = Literal["error", "warning", "note"]
Tier = Literal["basic", "strict", "advisory"]
Grounds = Literal["from the text", "default of treaty law", "needs legal judgement"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
TIERS: tuple[Tier, ...] = ("basic", "strict", "advisory")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of diagnostic.

    code: `E101`. name: `unknown-keyword`, kebab case. tier: the smallest tier in which it is shown. summary: one line
    for lists. severity: the usual one; a finding that depends on readings or options is lowered to a warning.
    """

    code: str
    name: str
    severity: Severity
    tier: Tier
    summary: str


@dataclass(frozen=True, slots=True)
class Label:
    """A span with a few words about its part in the finding."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: what, where, on what grounds, and what to do.

    kind: its entry in the register. message: one sentence, complete without the excerpt. span: the primary place, None
    only where a whole file could not be read (then `file` names it). labels: further places. notes: further sentences.
    depends: the readings, options and open members it hangs on, in words; empty where it is certain. about: names of
    the clauses, zones or parties concerned, for `allow … for` and for comparing runs. source: the law it rests on.
    help: what the drafter can do.
    """

    kind: Kind
    message: str
    span: Span | None
    severity: Severity
    grounds: Grounds = "from the text"
    labels: tuple[Label, ...] = ()
    notes: tuple[str, ...] = ()
    depends: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    source: str = ""
    help: str = ""
    file: str = ""

    @property
    def code(self) -> str:
        """The stable code of the kind."""
        return self.kind.code

    @property
    def name(self) -> str:
        """The name of the kind."""
        return self.kind.name


_REGISTER: dict[str, Kind] = {}


def register(code: str, name: str, severity: Severity, tier: Tier, summary: str) -> Kind:
    """Enter a kind in the register and return it.

    Raises ValueError where the code or the name is taken: two meanings for one code would be a programmer's mistake.
    """
    kind = Kind(code, name, severity, tier, summary)
    for known in _REGISTER.values():
        if known != kind and (known.code == code or known.name == name):
            raise ValueError(f"diagnostic {code} {name} clashes with {known.code} {known.name}")
    _REGISTER[code] = kind
    return kind


def kinds() -> tuple[Kind, ...]:
    """All registered kinds in order of code."""
    return tuple(_REGISTER[code] for code in sorted(_REGISTER))


def find_kind(word: str) -> Kind | None:
    """The kind with this code or name, whatever the case; None where there is none."""
    word = word.strip().lower()
    return next((k for k in _REGISTER.values() if word in (k.code.lower(), k.name)), None)


def make(kind: Kind, message: str, span: Span | None, **more: object) -> Diagnostic:
    """A diagnostic of this kind at its usual severity; `more` are further fields of `Diagnostic`."""
    more.setdefault("severity", kind.severity)
    return Diagnostic(kind=kind, message=message, span=span, **more)  # type: ignore[arg-type]


@dataclass
class Collector:
    """Gathers diagnostics while a text is read; each mistake is kept once."""

    found: list[Diagnostic] = field(default_factory=list)
    _said: set[tuple[str, str, str]] = field(default_factory=set)

    def add(self, kind: Kind, message: str, span: Span | None, **more: object) -> None:
        """Make a diagnostic and keep it, unless the same was said of the same place."""
        key = (kind.code, message, span.where if span else "")
        if key not in self._said:
            self._said.add(key)
            self.found.append(make(kind, message, span, **more))

    def extend(self, others: Iterable[Diagnostic]) -> None:
        """Keep several."""
        self.found.extend(others)
