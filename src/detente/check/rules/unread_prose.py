"""An article has no reading, or a sentence of duty that no clause reads.

## What it finds

Articles whose prose has no formal block at all; and, in articles that have one, sentences that sound like a duty, a ban or a
right (`shall`, `must`, `undertakes`, `may not`, …) of which no `source` line quotes a word.

## Why it matters

What is not read is not checked: a clean verdict says nothing about it.

## Specimen

```
## Article 3
Each side shall release all prisoners.
```

## Source

Principle 1 of the language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detente.check.facts import Facts
from detente.check.rule import rule
from detente.check.rules.drift import fold
from detente.diagnostic import Diagnostic
from detente.model.settlement import Article

DUTY = re.compile(
    r"\b(shall|must|undertakes?|agrees? (to|not)|commits?|may not|is (obliged|bound|forbidden)|are (obliged|bound|forbidden)|"
    r"refrains?|is entitled|has the right|prohibited)\b", re.IGNORECASE,
)


@rule("C102", "unread-prose", "warning", "strict", "An article without a reading, or a sentence of duty that no clause reads.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield one finding for each article with unread prose."""
    quoted: dict[tuple[str, ...], list[str]] = {}
    for quote in facts.settlement.quotes:
        quoted.setdefault(quote.span.article, []).append(fold(quote.words))
    for article in facts.settlement.articles:
        title = article.span is not None and article.span.text.startswith("# ")
        if not article.prose or not article.path or title:
            continue
        sentences = [s for s in _sentences(article) if DUTY.search(s)]
        unread = [s for s in sentences if not any(q in s or s in q for q in quoted.get(article.path, ()))]
        if not article.fences and sentences:
            yield from facts.find(
                "C102", f'"{article.path[-1]}" speaks of duties and has no formal reading', article.prose[0],
                about=(article.path[-1],), help="add a `treaty` block under it, or move the words to a preamble",
            )
        elif article.fences and unread:
            notes = [f'unread: "{s[:160]}"' for s in unread[:5]]
            yield from facts.find(
                "C102", f"{len(unread)} sentence{'s' if len(unread) > 1 else ''} of duty in this article that no clause quotes",
                article.prose[0], notes=notes, about=(article.path[-1],), severity="note",
                help='quote them with `source "…"` in the clause that reads them, or write the clause',
            )


def _sentences(article: Article) -> list[str]:
    text = fold(" ".join(s.text for s in article.prose))
    return [s.strip() for s in re.split(r"(?<=[.;])\s", text) if s.strip()]
