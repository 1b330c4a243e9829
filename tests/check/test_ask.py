"""Would this act cross a line? The five verdicts, and what they hang on."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.check.ask import Answer, ask
from detente.check.facts import Facts
from detente.files import Unreadable
from detente.load import Loaded, load, question_event

TEXT = """# Lines

## Article 1

The sides agree.

```treaty
settlement "Lines" dated 2000-01-01
party Norway
party Finland
instrument pact "Pact" between Norway, Finland
zone north = Sweden perhaps Denmark
issue aid
question meaning
  reading narrow
  reading wide
term fair "A fair"
clause out
  each of parties shall not station forces in north
clause leave
  Norway shall not establish bases in Iceland
clause visit
  Finland may exercise forces in Sweden
  notwithstanding out
clause pay
  under aid
  Norway shall give economic aid to Finland
  within 30 days of entry into force
clause quiet
  under meaning wide
  Norway shall not threaten Finland
clause help
  Norway shall defend Finland
  when Sweden attacks Finland
```
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    file = tmp_path_factory.mktemp("ask") / "lines.md"
    file.write_text(TEXT, encoding="utf-8")
    found = load(file)
    assert not found.diagnostics
    return found


def put(loaded: Loaded, question: str) -> Answer:
    event, text = question_event(loaded, question)
    return ask(Facts(loaded.settlement, loaded.corpus), event, text)


@pytest.mark.parametrize(
    ("question", "verdict", "through"),
    [
        ("may Norway station forces in Sweden?", "bars", "out"),
        ("may Norway establish bases in Sweden", "bars", "out"),
        ("may Norway station forces in Denmark", "leaves open", "out"),
        ("would Finland exercise forces in Sweden", "allows", "visit"),
        ("Norway gives economic aid to Finland", "ensures", "pay"),
        ("Norway withdraws forces from Sweden", "ensures", "out"),
        ("may Norway threaten Finland", "leaves open", "quiet"),
        ("Norway defends Finland", "leaves open", "help"),
        ("may Norway station forces in Iceland", "is silent on", ""),
        ("may Finland station forces in each of Sweden, Iceland", "leaves open", "out"),
    ],
)
def test_verdicts(loaded: Loaded, question: str, verdict: str, through: str) -> None:
    answer = put(loaded, question)
    assert answer.verdict == verdict
    assert not through or through in {g.norm.clause for g in answer.grounds}


def test_an_open_member_is_named(loaded: Loaded) -> None:
    assert put(loaded, "may Norway station forces in Denmark").depends == ("Denmark in north yes",)


def test_what_the_deed_involves_is_named(loaded: Loaded) -> None:
    assert [g.via for g in put(loaded, "may Norway establish bases in Sweden").grounds] == ["station forces in Sweden"]
    assert [g.via for g in put(loaded, "may Norway station forces in Sweden").grounds] == [""]


def test_treaties_in_force_stand_beside_the_verdict(loaded: Loaded) -> None:
    answer = put(loaded, "may Norway attack Sweden")
    assert answer.verdict == "is silent on"
    assert ("un-charter", "bars") in {(g.norm.instrument, g.effect) for g in answer.elsewhere}
    assert not put(loaded, "may Norway attack Antarctica").elsewhere


def test_the_nearest_act_is_named(loaded: Loaded) -> None:
    with pytest.raises(Unreadable) as error:
        question_event(loaded, "may Norway admit Sweden")
    assert "admit *party* to *organisation*" in error.value.diagnostic.help


def test_another_package_gives_another_answer(loaded: Loaded) -> None:
    event, text = question_event(loaded, "Norway gives economic aid to Finland")
    assert ask(Facts(loaded.settlement, loaded.corpus), event, text, {"aid": "no"}).verdict == "is silent on"


@pytest.mark.parametrize("question", ["may Norway waltz in Sweden", "may Atlantis station forces in Sweden", "station forces", ""])
def test_questions_that_cannot_be_read(loaded: Loaded, question: str) -> None:
    with pytest.raises(Unreadable):
        question_event(loaded, question)


def test_the_file_is_left_alone(loaded: Loaded) -> None:
    assert Path(loaded.path).read_text(encoding="utf-8") == TEXT
