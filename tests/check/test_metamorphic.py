"""Findings must not depend on names, and must go with what they rest on."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from detente.check import analyse
from detente.check.facts import Facts
from detente.check.rule import all_rules
from detente.diagnostic import Diagnostic
from detente.load import load
from detente.syntax.grammar import FENCES, HEAD_FORMS

ROOT = Path(__file__).resolve().parents[2]
BARGAIN = ROOT / "settlements" / "eurasian-grand-bargain"
CITING = ("C401", "C405", "C406", "C407", "C408")


def key(found: Diagnostic) -> tuple[str, str, int, tuple[str, ...]]:
    """A finding without its names."""
    return found.code, found.severity, found.span.begin.line if found.span else 0, ()


def renamed(text: str, names: list[str], seed: int) -> str:
    """The text with every one of these names replaced by another of the same length class, wherever it is a whole word."""
    rng = random.Random(seed)
    for name in sorted(names, key=len, reverse=True):
        fresh = "q" + "".join(rng.choice("abcdefghjkmnp") for _ in range(9))
        text = re.sub(rf"(?<![\w'’-]){re.escape(name)}(?![\w'’-])", fresh, text)
    return text


def declared(path: Path) -> list[str]:
    """Names of clauses, zones, terms, issues and questions that a document declares and nothing else means."""
    settlement = load(path).settlement
    names = [c.name for c in settlement.clauses.values() if ":" not in c.name and "/" not in c.name]
    names += [z.name for z in settlement.zones.values() if " " not in z.name]
    names += [m.name for m in settlement.milestones.values()]
    words = {w for act in settlement.acts for w in act.split()} | {w for table in HEAD_FORMS.values() for w in table}
    words |= {w for heads in FENCES.values() for h in heads.values() for f in h.lines.values() for w in f.pattern.split()}
    return sorted({n for n in names if n not in words and n not in path.read_text(encoding="utf-8").split("```")[0]})


@pytest.mark.parametrize("specimen", sorted(ROOT.glob("tests/cases/*/reject/*.md")), ids=lambda p: p.stem)
def test_renaming_changes_no_finding(specimen: Path, tmp_path: Path) -> None:
    if specimen.parent.parent.name == "input":
        pytest.skip("names are what these are about")
    text = specimen.read_text(encoding="utf-8")
    names = declared(specimen)
    other = tmp_path / "settlement.md"
    other.write_text(renamed(text, names, 7), encoding="utf-8")
    results = []
    for path in (specimen, other):
        loaded = load(path)
        results.append(sorted(key(d) for d in analyse(loaded.settlement, loaded.corpus, loaded.diagnostics, "advisory").diagnostics))
    assert results[0] == results[1]


def without(names: set[str]) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """Findings that cite treaties, with the whole corpus and without the instruments named."""
    loaded = load(BARGAIN)
    out = []
    for corpus in (loaded.corpus, {k: v for k, v in loaded.corpus.items() if k not in names}):
        facts = Facts(loaded.settlement, corpus)
        out.append([d for r in all_rules() if r.kind.code in CITING for d in r.run(facts)])
    return out[0], out[1]


@pytest.mark.parametrize("name", ["north-atlantic", "budapest", "taiwan-relations-act", "un-charter"])
def test_deleting_an_instrument_removes_just_its_findings(name: str) -> None:
    whole, rest = without({name})
    gone = [d for d in whole if d.message not in {r.message for r in rest}]
    fresh = [d for d in rest if d.message not in {w.message for w in whole}]
    assert gone, f"no finding rests on {name}"
    assert all(name in {a.lower() for a in d.about} or name in d.message for d in gone)
    assert not fresh


def test_the_same_text_gives_the_same_findings() -> None:
    loaded = load(BARGAIN)
    first, second = (analyse(loaded.settlement, loaded.corpus, loaded.diagnostics, "advisory") for _ in range(2))
    assert first.diagnostics == second.diagnostics


@pytest.mark.parametrize("path", sorted(p.parent for p in ROOT.glob("settlements/*/settlement.md")), ids=lambda p: p.name)
def test_shipped_settlements_have_no_mistakes(path: Path) -> None:
    loaded = load(path)
    assert not [f"{d.span and d.span.where} {d.message}" for d in loaded.diagnostics if d.severity == "error"]


EXPECTED = {
    "osce count": ("C111", "has 57"),
    "russian sphere and eastern europe": ("C301", "Belarus, Moldova and Ukraine"),
    "burden on lithuania": ("C117", "Lithuania"),
    "duty of ukraine": ("C116", "Ukraine"),
    "nato not ended by three": ("C312", "NATO"),
    "sco members without a seat": ("C311", "India, Pakistan"),
    "budapest over crimea": ("C401", "Memorandum on Security Assurances"),
    "charter over crimea": ("C401", "Charter of the United Nations"),
    "taiwan act": ("C401", "Taiwan Relations Act"),
    "philippines alliance": ("C401", "Philippines Mutual Defense"),
    "russia china 2001": ("C401", "`sco-exit`"),
    "allies in no zone": ("C304", "South Korea"),
    "allies in the chinese sphere": ("C307", "Philippines"),
    "day one russia": ("C204", "Cuba"),
    "day one america": ("C204", "Poland"),
    "no date": ("C103", "`corridor-agreed`"),
    "deadlock of entry into force": ("C205", "consent to `security`"),
    "crimea and peremptory norms": ("C402", "annexation"),
    "inf without three": ("C405", "Belarus, Kazakhstan and Ukraine"),
    "suspended cfe": ("C406", "suspended since 2007-12-12"),
    "empty friendship": ("C112", "`friendship`"),
    "shield has no place": ("C202", "`joint-shield`"),
    "own soil in the belt": ("C305", "Russia"),
    "standing of china": ("C127", "`two-seas`"),
    "split exchange": ("C125", "frees nobody"),
    "belt and road overrides nothing": ("C121", "`belt-and-road`"),
    "helped member of nato": ("C132", "may still be helped"),
    "left open ceilings": ("C105", "men"),
}


@pytest.fixture(scope="module")
def grand_bargain() -> list[Diagnostic]:
    loaded = load(BARGAIN)
    return list(analyse(loaded.settlement, loaded.corpus, loaded.diagnostics, "advisory").diagnostics)


@pytest.mark.parametrize("what", EXPECTED)
def test_what_the_grand_bargain_must_show(what: str, grand_bargain: list[Diagnostic]) -> None:
    code, words = EXPECTED[what]
    texts = [" ".join([d.message, *d.notes]) for d in grand_bargain if d.code == code]
    assert any(words in t for t in texts), "\n".join(texts)
