"""The answer to "would this act cross a line?" for terminal and machines."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from detente.check.ask import Answer, Ground
from detente.check.facts import Facts

MOST = 12
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
    console.print(Text(words, style))
    for ground in answer.grounds[:MOST]:
        _show(ground, facts, console)
    if len(answer.grounds) > MOST:
        console.print(f"  and {len(answer.grounds) - MOST} clauses more")
    for text in answer.depends:
        console.print(Text(f"  depends on: {text}"), soft_wrap=True)
    if answer.elsewhere:
        console.print(Text("Treaties in force besides", "bold"))
    for ground in answer.elsewhere[:MOST]:
        _show(ground, facts, console, outside=True)
    if answer.package:
        fixed = ", ".join(f"{c} {o}" for c, o in sorted(answer.package.items()))
        console.print(Text(f"  taken as the author proposes: {fixed}", "dim"), soft_wrap=True)


def _show(ground: Ground, facts: Facts, console: Console, outside: bool = False) -> None:
    norm = ground.norm
    line = Text("  ")
    line.append(norm.clause, "bold")
    if outside:
        treaty = facts.treaty(norm.instrument)
        line.append(f" of the {treaty.title}" if treaty is not None and treaty.title else f" of {norm.instrument}")
    who = facts.labels(norm.bearers, 3)
    line.append(f" {ground.effect} it: {who} {_modality(norm.modality)} {norm.deed.text}")
    if ground.via:
        line.append(f"; it involves `{ground.via}`")
    console.print(line, soft_wrap=True)
    if norm.span:
        path = " › ".join(norm.span.article)
        console.print(Text(f"    {norm.span.where}  {path}", "dim"), soft_wrap=True)
    held = facts.logic.depends(ground.cases)
    if held:
        console.print(Text(f"    if {'; or '.join(held)}"), soft_wrap=True)
    for condition in ground.conditions:
        console.print(Text(f"    {condition}"), soft_wrap=True)


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
        "grounds": [_ground(g) for g in answer.grounds],
        "treaties_in_force": [_ground(g) for g in answer.elsewhere],
    }


def _ground(ground: Ground) -> dict[str, Any]:
    norm = ground.norm
    return {
        "clause": norm.clause, "instrument": norm.instrument, "effect": ground.effect, "via": ground.via,
        "file": norm.span.source.name if norm.span else "",
        "line": norm.span.begin.line if norm.span else 0,
        "article": list(norm.span.article) if norm.span else [],
        "cases": [list(c.words()) for c in ground.cases], "conditions": list(ground.conditions),
    }
