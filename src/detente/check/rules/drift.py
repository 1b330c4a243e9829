"""A reading quotes words that its article does not contain.

## What it finds

A `source "…"` line whose words do not stand in the prose of the same article. White space, quotation marks and Markdown
emphasis are folded; everything else must be the same, letter for letter.

## Why it matters

The prose is the treaty. Once prose and reading drift apart, every verdict is about a text that nobody signed.

## Specimen

```
clause out
  A shall withdraw forces from Norway
  source "brings its soldiers home"
```

## Source

Principle 1 of the language: the prose is the treaty, the block is one reading of it.
"""

from __future__ import annotations

import difflib
import heapq
import re
from collections.abc import Iterator

from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic

# How many sentences are compared letter by letter, and how much of each: a long text must not take long.
LIKELY, LENGTH = 8, 400


@rule("C101", "drift", "error", "basic", "A reading quotes words that its article does not contain.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each quoted source that does not stand in its article."""
    prose = {a.path: fold(" ".join(s.text for s in a.prose)) for a in facts.settlement.articles}
    for quote in facts.settlement.quotes:
        text = prose.get(quote.span.article, "")
        if fold(quote.words) not in text:
            near = nearest(fold(quote.words), text)
            yield from facts.find(
                "C101", f"`{quote.name}` reads words that do not stand in this article", quote.span, about=(quote.name,),
                help=f'the nearest sentence is: "{near}"' if near else "quote the words of this article's prose",
            )


def fold(text: str) -> str:
    """Text for comparison: emphasis dropped, quotation marks made alike, white space folded."""
    text = re.sub(r"[*_`]", "", text).translate(str.maketrans("“”„’‘", "\"\"\"''"))
    return " ".join(text.replace('"', "").split())


def nearest(words: str, text: str) -> str:
    """The sentence of a text that is most like these words; empty where none is."""
    sentences = [s.strip() for s in re.split(r"(?<=[.;:])\s", text) if s.strip()]
    wanted = set(words.lower().split())
    likely = heapq.nlargest(LIKELY, sentences, key=lambda s: len(wanted & set(s.lower().split())))
    close = difflib.get_close_matches(words[:LENGTH], [s[:LENGTH] for s in likely], 1, 0.3)
    return close[0][:200] if close else ""
