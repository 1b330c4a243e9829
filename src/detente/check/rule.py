"""What a rule is: a function over `Facts`, its kind of diagnostic, the law it rests on, and its page.

A rule lives in a file of its own in `detente.check.rules`. The docstring of that module is its documentation page: what it
finds, why that matters, a specimen, the source. `@rule` enters it in the register.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from detente.diagnostic import Diagnostic, Kind, Severity, Tier, register

if TYPE_CHECKING:
    from detente.check.facts import Facts

Run = Callable[["Facts"], Iterator[Diagnostic]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its kind, what it rests on, the function, and the page (the docstring of its module).

    also: further kinds of finding that the same function yields.
    """

    kind: Kind
    source: str
    run: Run
    page: str
    also: tuple[Kind, ...] = ()

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """All kinds of finding it yields."""
        return (self.kind, *self.also)


_RULES: dict[str, Rule] = {}


def rule(
    code: str, name: str, severity: Severity, tier: Tier, summary: str, source: str = "", also: tuple[Kind, ...] = ()
) -> Callable[[Run], Run]:
    """Register the decorated function as the rule with this code.

    The function takes `Facts` and yields diagnostics made with `Facts.find`. source: the law or definition it rests on.
    also: kinds registered in the module that the function yields too.
    """
    kind = register(code, name, severity, tier, summary)

    def enter(function: Run) -> Run:
        module = importlib.import_module(function.__module__)
        _RULES[code] = Rule(kind, source, function, (module.__doc__ or "").strip(), also)
        return function

    return enter


@cache
def all_rules() -> tuple[Rule, ...]:
    """All rules in order of code; loads the modules of `detente.check.rules`."""
    package = importlib.import_module("detente.check.rules")
    for module in sorted(m.name for m in pkgutil.iter_modules(package.__path__)):
        importlib.import_module(f"detente.check.rules.{module}")
    return tuple(_RULES[code] for code in sorted(_RULES))


def find_rule(word: str) -> Rule | None:
    """The rule that yields findings with this code or name, None where there is none."""
    word = word.strip().lower()
    return next((r for r in all_rules() if any(word in (k.code.lower(), k.name) for k in r.kinds)), None)
