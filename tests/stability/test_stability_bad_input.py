"""Conflicts that cannot be used: each is told in a sentence with what to do, in bounded time, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_text import read_text
from typer.testing import CliRunner

from detente.cli import app
from detente.model.conflict import Conflict
from detente.resolve.formulas import Undecided, feasible_state
from detente.stability import TooLarge, analyse

TWO = "conflict c\n\ndecision maker A\n{}\n\ndecision maker B\n{}\n\n"


def moves(count: int, owners: str = "AB") -> str:
    return "\n".join(f"move m{k} of {owners[k % len(owners)]}\n" for k in range(count))


def codes(text: str) -> list[str]:
    return [d.code for d in read_text(f"```conflict\n{text}\n```\n")[1].found]


def conflict(text: str) -> Conflict:
    found, mistakes = read_text(f"```conflict\n{text}\n```\n")
    assert not mistakes.found, mistakes.found[0].message
    return found[0]


@pytest.mark.parametrize(("text", "code"), [
    ("conflict c\ndecision maker A\nmove go of B\n", "E401"),
    ("conflict c\ndecision maker A\n  prefers go\n  prefers not go\nmove go of A\n", "E402"),
    ("conflict c\ndecision maker A\n  prefers go and not go if go\n  prefers go and not go if go\nmove go of A\n", "E402"),
    ("conflict c\ndecision maker A\nmove go of A\ninfeasible go\ninfeasible not go\n", "E403"),
    ("conflict c\ndecision maker A\nmove go of A\ninfeasible anything\n", "E403"),
    ("conflict c\n  now go\ndecision maker A\nmove go of A\ninfeasible go\n", "E403"),
    ("conflict c\n  agreed run\ndecision maker A\nmove go of A\n", "E404"),
    ("conflict c\ndecision maker A\n", "E407"), ("conflict c\nmove go of A\n", "E407"), ("conflict c\n", "E407"),
    ("decision maker A\n", "E408"),
    ("conflict c\ndecision maker A\nmove go of A\nstate s\n  payoffs A 1\n", "E409"),
    ("conflict c\ndecision maker A\nstate s\n", "E409"),
    ("conflict c\ndecision maker A\nstate s\n  payoffs A 1\n  from A to t\n", "E404"),
    ("conflict c\ndecision maker A\ndecision maker a\nmove go of A\n", "E410"),
    ("conflict c\ndecision maker A\nmove go of A\nmove GO of A\n", "E410"),
    ("conflict c\ndecision maker A\nmove go of A\ncoalition A, B\n", "E404"),
    ("conflict c\ndecision maker A\n  prefers (go\nmove go of A\n", "E404"),
    ("conflict c\ndecision maker A\n  prefers " + "(" * 900 + "go" + ")" * 900 + "\nmove go of A\n", "E404"),
    ("conflict c\ndecision maker A\n" + moves(1_001, "A"), "E411"),
    ("conflict c\ndecision maker A\n  ranks 1, 2\n" + moves(17, "A"), "E411"),
])  # fmt: skip
def test_mistakes_have_a_code_a_place_and_advice(text: str, code: str) -> None:
    found = read_text(f"```conflict\n{text}\n```\n")[1].found
    assert [d.code for d in found] == [code]
    assert found[0].span is not None and found[0].message


@pytest.mark.parametrize("text", [
    TWO.format("\n".join(f"  prefers m{k % 40} and not m{(k // 40 + k) % 40 if (k // 40) % 40 else 39 - k % 40}" for k in range(10_000)), "")
    + moves(40),
    TWO.format("", "") + moves(30) + "".join(f"\ninfeasible m{k % 30} and not m{(7 * k + k // 30) % 30} and m{k // 90 % 30}\n" for k in range(10_000)),
    TWO.format("  ranks " + "\n  ranks ".join(f"{k}" for k in range(1, 5_001)), "") + moves(16),
    TWO.format("", "") + moves(40) + "infeasible " + " or ".join(f"m{k % 40} and not m{(k + 1) % 40}" for k in range(100)) + "\n",
], ids=["10,000 statements", "10,000 infeasible lines", "half a ranking", "an exact cover"])  # fmt: skip
def test_much_text_takes_bounded_time(text: str) -> None:
    """It ends: the parts that could grow without end count their steps (see the next test)."""
    assert set(codes(text)) <= {"E402", "E405", "E403"}


def test_the_search_for_a_feasible_state_counts_its_steps() -> None:
    text = TWO.format("", "") + moves(30) + "".join(f"\ninfeasible m{a} and not m{b}\n" for a in range(30) for b in range(30))
    found = conflict(text)
    assert feasible_state(found) == 0
    with pytest.raises(Undecided):
        feasible_state(found, most=50)


def test_ten_thousand_statements_are_analysed() -> None:
    lines = dict.fromkeys(
        f"  prefers m{a} and not m{b} or m{c} and m{d}"
        for a in range(10) for b in range(10) for c in range(10) for d in range(10) if len({a, b, c, d}) == 4
    )  # fmt: skip
    assert len(lines) > 5_000
    found = read_text("```conflict\n" + TWO.format("\n".join(lines), "  prefers m1") + moves(10) + "```\n")[0][0]
    assert len(found.makers[0].preference.statements) > 5_000
    assert analyse(found, engine="transform", concepts=("nash",)).feasible == 1_024


def test_more_states_than_memory_says_how_much_and_offers_one_state() -> None:
    large = conflict(TWO.format("  prefers m1", "  prefers not m1") + moves(26))
    with pytest.raises(TooLarge) as caught:
        analyse(large, memory=1_000_000_000)
    text = str(caught.value)
    assert "GB" in text and "--state" in text and "2^26" in text
    huge = conflict(TWO.format("  prefers m1", "  prefers not m1") + moves(60))
    with pytest.raises(TooLarge, match="--state"):
        analyse(huge)
    with pytest.raises(TooLarge):
        analyse(huge, engine="graph")


def test_the_command_says_so_too(tmp_path: Path) -> None:
    (tmp_path / "huge.md").write_text("```conflict\n" + TWO.format("  prefers m1", "  prefers not m1") + moves(60) + "```\n")
    done = CliRunner().invoke(app, ["stability", str(tmp_path / "huge.md")])
    assert done.exit_code == 2 and "--state" in done.output and "`c`:" in done.output
