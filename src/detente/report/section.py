"""What an analysis hands to the report: one section of the page, one entry of the JSON, a line on the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from detente.diagnostic import Diagnostic


@dataclass(frozen=True)
class Section:
    """One part of an assessment.

    name: of the analysis, also its id in the page. title: the heading. summary: one sentence, complete on its own.
    findings: diagnostics of this analysis; those of all sections are listed together. html: the body of the section,
    safe HTML (made by templates that escape); "" where it has none. json: plain data. method: how it was computed, with
    `exact` and the seed where they apply. rank: its place on the page (burdens on outsiders 10, findings 20, analyses 30 to
    59, what the text says 60 to 79, the text 95). Headings inside html start at h3; the k-th finding has the id `NAME-k`.
    """

    name: str
    title: str
    summary: str
    html: str = field(default="", repr=False)
    json: Mapping[str, Any] = field(default_factory=dict, repr=False)
    findings: tuple[Diagnostic, ...] = ()
    method: str = ""
    rank: int = 40


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where a result comes from: input hash, command, date of the facts, version."""

    inputs: str
    command: str
    facts_on: str
    version: str

    def to_json(self) -> dict[str, str]:
        """As plain data."""
        return {"inputs": self.inputs, "command": self.command, "facts_on": self.facts_on, "version": self.version}
