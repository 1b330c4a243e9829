"""The check as SARIF 2.1.0 (OASIS standard of 27 March 2020), the form that code hosts and editors read.

Each kind of diagnostic is a reporting descriptor with its page as help text; each finding a result with its region and the
other places as related locations. Levels: error, warning, note. Columns count Unicode characters. Paths are given as they
were named, relative to the working directory where they are relative.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from detente import __version__
from detente.check import CheckResult
from detente.check.rule import find_rule
from detente.diagnostic import Diagnostic, Kind
from detente.model.settlement import Settlement
from detente.report.json import diagnostic as plain
from detente.source import Span

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def check(settlement: Settlement, result: CheckResult) -> dict[str, Any]:
    """The result of a check as a SARIF log with one run; silenced findings are results with a suppression."""
    reasons = {a.code.lower(): a.reason for a in settlement.allows}
    found = [(d, "") for d in result.diagnostics]
    found += [(d, reasons.get(d.name) or reasons.get(d.code.lower()) or "allowed") for d in result.silenced]
    return _log(found, {"inputs": result.inputs, "facts_on": result.facts_on, "method": result.method})


def unusable(*found: Diagnostic) -> dict[str, Any]:
    """A SARIF log for input that could not be read at all, or holds conflicts only."""
    return _log([(d, "") for d in found], {})


def _log(found: list[tuple[Diagnostic, str]], properties: dict[str, str]) -> dict[str, Any]:
    kinds = {d.code: d.kind for d, _ in found}
    codes = sorted(kinds)
    run = {
        "tool": {
            "driver": {"name": "detente", "semanticVersion": __version__, "rules": [_rule(kinds[c]) for c in codes]}
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(d, codes.index(d.code), reason) for d, reason in found],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run | ({"properties": properties} if properties else {})]}


def _rule(kind: Kind) -> dict[str, Any]:
    known = find_rule(kind.code)
    page = known.page if known else kind.summary
    return {
        "id": kind.code,
        "name": "".join(part.capitalize() for part in kind.name.split("-")),
        "shortDescription": {"text": kind.summary},
        "fullDescription": {"text": page.split("\n\n## ")[0].strip() or kind.summary},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": kind.severity},
        "properties": {"tags": [kind.tier, kind.name]},
    }


def _result(d: Diagnostic, index: int, reason: str) -> dict[str, Any]:
    notes = [*d.notes, *([f"depends on {'; '.join(d.depends)}"] if d.depends else []), d.help]
    out: dict[str, Any] = {
        "ruleId": d.code,
        "ruleIndex": index,
        "level": d.severity,
        "message": {"text": ". ".join(x.rstrip(".") for x in (d.message, *notes) if x)},
        "locations": [_location(d.span, d.file)],
        "properties": {k: v for k, v in plain(d).items() if k in ("tier", "grounds", "source", "depends", "about")},
    }
    if d.labels:
        out["relatedLocations"] = [
            {"id": k, **_location(x.span, ""), "message": {"text": x.text or "see here"}}
            for k, x in enumerate(d.labels, start=1)
        ]
    if reason:
        out["suppressions"] = [{"kind": "inSource", "justification": reason}]
    return out


def _location(span: Span | None, file: str) -> dict[str, Any]:
    uri = quote((span.source.name if span else file).replace("\\", "/").encode("utf-8", "replace"))
    where: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    if span is not None:
        begin, end = span.begin, span.finish
        where["region"] = {
            "startLine": begin.line, "startColumn": begin.column, "endLine": end.line, "endColumn": end.column,
            "snippet": {"text": span.text[:400]},
        }  # fmt: skip
    out: dict[str, Any] = {"physicalLocation": where}
    if span is not None and span.article:
        out["logicalLocations"] = [{"fullyQualifiedName": " › ".join(span.article), "kind": "declaration"}]
    return out
