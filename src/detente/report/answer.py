"""The answer to "would this act cross a line?" for terminal and machines."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from detente.check.ask import Answer
from detente.check.facts import Facts

WORDS = {
    "bars": ("No. The text bars it.", "bold red"),
    "ensures": ("Yes, and it must be done: the text obliges to it.", "bold green"),
    "allows": ("Yes. The text permits it.", "bold green"),
    "leaves open": ("That is open.", "bold yellow"),
    "is silent on": ("No clause speaks of it; nothing here forbids it.", "bold cyan"),
}


def show(answer: Answer, facts: Facts, console: Console) -> None:
    """Print the verdict, the clauses that decide it, and what it depends on."""
    words, style = WORDS[answer.verdict]
    console.print(Text(answer.text, "dim"))
    console.print(Text(words, style))
    for ground in answer.grounds[:12]:
        norm = ground.norm
        path = " › ".join(norm.span.article) if norm.span else ""
        line = Text("  ")
        line.append(f"{norm.clause}", "bold")
        line.append(f" {ground.effect} it: {facts.labels(norm.bearers)} {_modality(norm.modality)} {norm.deed.text}")
        console.print(line, soft_wrap=True)
        if norm.span:
            console.print(Text(f"    {norm.span.where}  {path}", "dim"), soft_wrap=True)
        held = facts.logic.depends(ground.cases)
        if held:
            console.print(Text(f"    if {'; or '.join(held)}"), soft_wrap=True)
        for condition in ground.conditions:
            console.print(Text(f"    {condition}"), soft_wrap=True)
    for text in answer.depends:
        console.print(Text(f"  depends on: {text}"), soft_wrap=True)
    if answer.package:
        fixed = ", ".join(f"{c} {o}" for c, o in sorted(answer.package.items()))
        console.print(Text(f"  taken as the author proposes: {fixed}", "dim"), soft_wrap=True)


def _modality(modality: str) -> str:
    return {
        "obligation": "shall", "prohibition": "shall not", "permission": "may", "power": "has power to",
        "endeavour": "shall endeavour to",
    }[modality]


def to_json(answer: Answer) -> dict[str, Any]:
    """The answer as plain data."""
    return {
        "question": answer.text,
        "verdict": answer.verdict,
        "depends": list(answer.depends),
        "conditions": list(answer.conditions),
        "package": dict(sorted(answer.package.items())),
        "grounds": [
            {
                "clause": g.norm.clause, "instrument": g.norm.instrument, "effect": g.effect,
                "file": g.norm.span.source.name if g.norm.span else "",
                "line": g.norm.span.begin.line if g.norm.span else 0,
                "article": list(g.norm.span.article) if g.norm.span else [],
                "cases": [list(c.words()) for c in g.cases], "conditions": list(g.conditions),
            }
            for g in answer.grounds
        ],
    }
