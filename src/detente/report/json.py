"""The check as JSON. The schema is `schemas/check.schema.json`, its page `docs/reference/json.md`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib import resources
from typing import Any

from detente import __version__
from detente.check import CheckResult
from detente.diagnostic import SEVERITIES, Diagnostic
from detente.model.settlement import Settlement
from detente.source import Span

FORMAT = 1


def check(settlement: Settlement, result: CheckResult) -> dict[str, Any]:
    """The result of a check as plain data that `check.schema.json` describes."""
    return {
        "format": FORMAT,
        "settlement": about(settlement),
        "diagnostics": [diagnostic(d) for d in result.diagnostics],
        "summary": {
            **counts(result.diagnostics),
            "silenced": len(result.silenced),
            "rules": list(result.rules),
            "method": result.method,
            "inputs": result.inputs,
            "facts_on": result.facts_on,
            "version": __version__,
        },
    }


def unusable(*found: Diagnostic) -> dict[str, Any]:
    """The same form for input that could not be read at all, or holds conflicts only: `settlement` is null."""
    return {
        "format": FORMAT, "settlement": None, "diagnostics": [diagnostic(d) for d in found],
        "summary": {**counts(found), "silenced": 0, "rules": [], "method": "", "inputs": "", "facts_on": "",
                    "version": __version__},
    }  # fmt: skip


def about(settlement: Settlement) -> dict[str, Any]:
    """Title, dates, files, parties and hash of a settlement."""
    return {
        "title": settlement.title,
        "dated": settlement.dated,
        "facts_on": settlement.facts_on,
        "digest": settlement.digest,
        "files": list(settlement.files),
        "parties": [{"id": p.id, "name": p.label, "third": p.third} for p in settlement.parties.values()],
        "clauses": sum("/" not in c.name and ":" not in c.name for c in settlement.clauses.values()),
    }


def counts(diagnostics: Iterable[Diagnostic]) -> dict[str, int]:
    """Findings by severity: `{"errors": …, "warnings": …, "notes": …}`."""
    found = [d.severity for d in diagnostics]
    return {f"{s}s": found.count(s) for s in SEVERITIES}


def diagnostic(d: Diagnostic) -> dict[str, Any]:
    """One finding. Lines and columns count from 1, in characters; the end is the place after the last character."""
    return {
        "code": d.code, "name": d.name, "severity": d.severity, "tier": d.kind.tier, "message": d.message,
        "grounds": d.grounds, "source": d.source, "article": list(d.span.article) if d.span else [],
        **(_place(d.span) if d.span else {"file": d.file, "line": 0, "column": 0, "end_line": 0, "end_column": 0}),
        "labels": [{**_place(x.span), "text": x.text} for x in d.labels],
        "help": d.help, "depends": list(d.depends), "notes": list(d.notes), "about": list(d.about),
    }  # fmt: skip


def _place(span: Span) -> dict[str, Any]:
    begin, end = span.begin, span.finish
    return {
        "file": span.source.name, "line": begin.line, "column": begin.column,
        "end_line": end.line, "end_column": end.column,
    }  # fmt: skip


def text(data: Any) -> str:
    """Plain data as JSON text: two spaces, UTF-8 letters as they are, keys in the order given, a final line end.

    Half of a surrogate pair, which no file can hold, becomes `?`.
    """
    made = json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    return made.encode("utf-8", "replace").decode("utf-8")


def schema(name: str = "check") -> dict[str, Any]:
    """A JSON Schema (draft 2020-12): "check", "assessment" or "stability"."""
    file = resources.files("detente.report").joinpath("schemas", f"{name}.schema.json")
    loaded: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return loaded
