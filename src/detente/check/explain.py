"""The page of a rule or of a kind of mistake, for `--explain` and the reference."""

from __future__ import annotations

from detente.check.rule import all_rules, find_rule
from detente.diagnostic import find_kind, kinds

GROUPS = {"E1": "Reading the text", "E2": "Names and phrases", "E3": "Positions", "E4": "Conflicts", "C": "What the text says"}


def page(word: str) -> str:
    """The page of a code or name as Markdown. Raises KeyError where there is none."""
    rules = all_rules()
    rule = find_rule(word)
    if rule is not None:
        kind = next((k for k in rule.kinds if word.lower() in (k.code.lower(), k.name)), rule.kind)
        title, _, body = rule.page.partition("\n")
        title = title if kind == rule.kind else kind.summary
        head = f"# {kind.code} {kind.name}\n\n{title}\n\n*Severity {kind.severity}, tier {kind.tier}.*\n"
        return head + body.rstrip() + "\n"
    found = find_kind(word)
    if found is None:
        names = ", ".join(r.kind.name for r in rules)
        raise KeyError(f"there is no `{word}`; the rules are: {names}")
    return f"# {found.code} {found.name}\n\n{found.summary}\n\n*Severity {found.severity}, tier {found.tier}.*\n"


def mistakes() -> tuple[tuple[str, str, str], ...]:
    """Code, name and summary of every mistake in the text (codes with E)."""
    return tuple((k.code, k.name, k.summary) for k in kinds() if k.code.startswith("E"))
