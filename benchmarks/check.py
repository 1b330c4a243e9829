"""Time and memory of reading and checking generated settlements, and of starting the tool.

How texts are generated (seeded, so the same on every machine): 24 states are parties of one instrument; 40 zones of three
to eight states each, and one described area for every eight clauses, so that a longer text is not a denser tangle of
clashes; clauses draw an act of the shipped vocabulary, one to three bearers, a zone or a partner, a modality
(6 in 10 duties, 3 bans, 1 permission), a deadline or a span of time for most, `after` an earlier clause for one in ten, an
exchange for one in ten, a verifier for half, an option of one of twelve issues for one in five. Every tenth clause stands
under a heading of its own with a sentence that it quotes. The whole corpus is loaded and checked against, as always.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

STATES = ["Norway", "Sweden", "Finland", "Denmark", "Iceland", "Poland", "Czechia", "Slovakia", "Hungary", "Romania", "Bulgaria", "Greece", "Italy", "Spain", "Portugal", "France", "Germany", "Austria", "Switzerland", "Ireland", "Belgium", "Netherlands", "Croatia", "Slovenia"]
OTHERS = ["Chile", "Peru", "Brazil", "Argentina", "Kenya", "Ghana", "Nepal", "Bhutan", "Laos", "Fiji", "Japan", "Mongolia", "Jordan", "Oman", "Qatar", "Tunisia", "Malta", "Cuba"]
PLACES = ("station forces in {z}", "establish bases in {z}", "give military aid to {z}", "withdraw forces from {z}",
          "close bases in {z}", "transit {z}", "inspect {z}", "exercise forces in {z}")
PARTNERS = ("defend {p}", "consult {p}", "exchange officers with {p}", "give economic aid to {p}", "trade freely with {p}",
            "attack {p}", "threaten {p}")


def text(clauses: int, seed: int = 1) -> str:
    """A settlement with this many clauses."""
    rng = random.Random(seed)
    out = ["# Generated\n\n## Words\n\nGenerated for measuring.\n\n```treaty", 'settlement "Generated" dated 2022-01-15']
    out += [f"party {s}" for s in STATES]
    out.append(f"instrument pact \"Pact\" between {', '.join(STATES)}")
    out.append("  entry into force on 30 days after last ratification")
    for k in range(40):
        out.append(f"zone z{k} = {', '.join(rng.sample(OTHERS + STATES, rng.randint(3, 8)))}")
    areas = 40 + clauses // 8
    out += [f'zone z{k} "Area {k}"' for k in range(40, areas)]
    out += [f"issue i{k}" for k in range(12)]
    out.append("```\n")
    for k in range(clauses):
        if k % 10 == 0:
            words = f"The parties agree on matter {k}."
            out.append(f"\n## Article {k // 10 + 1}\n\n{words} More is said in the clauses.\n\n```treaty")
        out += clause(rng, k, areas)
        if k % 10 == 0:
            out.append(f'  source "{words}"')
        if k % 10 == 9 or k == clauses - 1:
            out.append("```\n")
    return "\n".join(out)


def clause(rng: random.Random, k: int, areas: int) -> list[str]:
    """The lines of one clause."""
    bearers = rng.sample(STATES, rng.randint(1, 3))
    who = bearers[0] if len(bearers) == 1 else f"each of {', '.join(bearers)}"
    if rng.random() < 0.6:
        act = rng.choice(PLACES).format(z=f"z{rng.randrange(40 if rng.random() < 40 / max(40, k) else areas)}")
    else:
        act = rng.choice(PARTNERS).format(p=rng.choice([s for s in STATES if s not in bearers]))
    modality = rng.choices(("shall", "shall not", "may"), (6, 3, 1))[0]
    lines = [f'clause c{k} "Clause {k}"', f"  {who} {modality} {act}"]
    if modality == "shall" and rng.random() < 0.8:
        lines.append(f"  within {rng.randint(10, 900)} days of entry into force")
    elif rng.random() < 0.7:
        start = rng.randint(0, 3000)
        lines.append(f"  from {start} days after entry into force")
        lines.append(f"  until {start + rng.randint(100, 2000)} days after entry into force")
    if k > 10 and rng.random() < 0.1:
        lines.append(f"  after c{rng.randrange(k)}")
    if k > 10 and rng.random() < 0.1:
        lines.append(f"  in return for c{rng.randrange(k)}")
    if rng.random() < 0.5:
        lines.append(f"  verified by {rng.choice(STATES)}")
    if rng.random() < 0.2:
        lines.append(f"  under i{rng.randrange(12)}")
    return lines


def once(clauses: int) -> dict[str, Any]:
    """Read and check a generated settlement in a fresh process; seconds by stage, peak memory, findings."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "settlement.md"
        path.write_text(text(clauses), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.check", str(path)], capture_output=True, text=True, check=True
        )
    load, check, memory, findings = done.stdout.split()
    return {"case": f"{clauses:,} clauses", "load s": float(load), "check s": float(check),
            "total s": round(float(load) + float(check), 2), "peak MB": float(memory), "findings": int(findings)}


def measure(path: str) -> None:
    """In the measured process: print seconds of load, seconds of check, peak megabytes, findings."""
    from detente.check import analyse
    from detente.load import load

    start = time.perf_counter()
    loaded = load(path)
    middle = time.perf_counter()
    result = analyse(loaded.settlement, loaded.corpus, loaded.diagnostics)
    end = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(round(middle - start, 3), round(end - middle, 3), round(peak), len(result.diagnostics))


def start_up() -> list[dict[str, Any]]:
    """Seconds of `detente --help` and of `import detente`: the best of five."""
    rows = []
    for name, command in (("detente --help", ["-m", "detente", "--help"]), ("import detente", ["-c", "import detente"])):
        best = min(_timed([sys.executable, *command]) for _ in range(5))
        bare = min(_timed([sys.executable, "-c", ""]) for _ in range(5))
        rows.append({"case": name, "total s": round(best, 3), "without Python's own start s": round(best - bare, 3)})
    return rows


def _timed(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    return time.perf_counter() - start


def run() -> list[dict[str, Any]]:
    """All rows: 100, 1,000 and 10,000 clauses, then starting up."""
    return [*(once(n) for n in (100, 1_000, 10_000)), *start_up()]


if __name__ == "__main__":
    measure(sys.argv[1])
