"""A small settlement that has one of everything a report shows, and the same text made hostile."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.check import CheckResult, analyse
from detente.load import Loaded, load

TEXT = """# The river treaty

An invented treaty of Norway and Sweden that asks something of Finland.

## Part I — Who and where

### Parties

Norway and Sweden sign. Finland does not.

```treaty
settlement "The river treaty" dated 2030-01-01
  facts as of 2030-01-01
party Norway "Kingdom of Norway"
party Sweden "Kingdom of Sweden"
third party Finland

question north "Where does the north begin?"
  reading wide "With Denmark in it"
  reading narrow "Without Denmark"

zone north-zone "The north" = Norway, Sweden perhaps Finland
zone far-zone = Iceland, Denmark
  under north wide
zone far-zone = Iceland
  under north narrow
zone disputed-zone = Crimea
zones north-zone, far-zone do not overlap

issue patrol "Patrols on the river"
  proposes yes

instrument pact "The river pact" between Norway, Sweden
```

## Part II — Duties

### Article 1 — Forces

Norway withdraws its forces from the zone. Sweden does the same within ninety days.

```treaty
clause leave "Forces go home"
  Norway shall withdraw forces from far-zone
  within 90 days of entry into force
  in return for stay-out
  essential
clause stay-out
  Sweden shall not station forces in far-zone
  from entry into force
clause dated
  Sweden shall withdraw forces from far-zone
  by 2031-06-30
clause undated
  Norway shall close bases in far-zone
  under patrol yes
clause tell
  Finland shall close bases in far-zone
  with written consent of Finland
  within open days of entry into force
clause look
  Norway may station forces in north-zone
```
"""


def loaded(tmp_path: Path, text: str, name: str = "settlement.md") -> Loaded:
    """The text as read from a file."""
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return load(file)


@pytest.fixture(scope="session")
def river(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """The river treaty, as read."""
    return loaded(tmp_path_factory.mktemp("river"), TEXT)


@pytest.fixture(scope="session")
def river_check(river: Loaded) -> CheckResult:
    """Its check at the widest tier."""
    return analyse(river.settlement, river.corpus, river.diagnostics, "advisory")
