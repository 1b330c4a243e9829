"""Templates and the small pieces they share: code in messages, links to choices and to clauses. Everything escapes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from markupsafe import Markup, escape

from detente.model.settlement import Settlement
from detente.report import words
from detente.report.overview import Overview
from detente.report.questions import own

MOST_CARDS = 1500


@cache
def _environment() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("detente.report", "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=StrictUndefined,
    )  # fmt: skip
    made.globals.update(plural=words.plural, join=words.join)
    made.filters["path"] = lambda article: " › ".join(article)
    made.filters["ticks"] = _ticks
    made.filters["slug"] = slug
    return made


def slug(name: object) -> str:
    """A name as an anchor: lower case, no spaces."""
    return re.sub(r"\s+", "-", str(name).strip().lower())


def _ticks(text: str) -> Markup:
    """Escaped text in which `words` between backticks are set as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def render(template: str, **values: Any) -> Markup:
    """A template of the package filled in. Undefined names raise, so that a typing mistake is found."""
    return Markup(_environment().get_template(template).render(**values))


def depends_link(settlement: Settlement) -> Callable[..., Markup]:
    """A function that sets conditions such as `map M49 and annexation yes`, each linked to where its choice is explained."""
    known = sorted(settlement.choices.values(), key=lambda c: -len(c.name))

    def one(atom: str) -> Markup:
        choice = next((c for c in known if atom.startswith(c.name + " ")), None)
        if choice is None or not own(settlement, choice):
            return escape(atom)
        return Markup('<a href="#q-{}" title="{}">{}</a>').format(slug(choice.zone or choice.name), choice.title, atom)

    def many(words_: Sequence[str], between: str = " and ") -> Markup:
        return Markup(escape(between)).join(Markup(" and ").join(map(one, w.split(" and "))) for w in words_)

    return many


def clause_link(view: Overview) -> Callable[[str], Markup]:
    """A function that sets the name of a clause, linked to its card where the page has one."""
    carded = {c.lower() for c in list(dict.fromkeys(d.clause for d in view.own))[:MOST_CARDS]}

    def one(name: str) -> Markup:
        if name.lower() not in carded:
            return Markup('<span class="code">{}</span>').format(name)
        return Markup('<a class="code" href="#c-{}">{}</a>').format(slug(name), name)

    return one
