"""What every rule may ask: the settlement, the corpus, and what follows from them, worked out once.

`Facts.find` makes a diagnostic: where the cases it holds in are not certain it is lowered to a warning and says what it
depends on, and `allow` lines can silence it by code or name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from detente import atlas
from detente.check.cases import Logic
from detente.diagnostic import TIERS, Diagnostic, Grounds, Label, Severity, Tier, find_kind, make
from detente.model.choice import ALWAYS, CERTAIN, Cases, Guard, conjoin
from detente.model.instrument import Instrument
from detente.model.norm import Clause, Norm
from detente.model.settlement import Allow, Settlement
from detente.source import Span

if TYPE_CHECKING:
    from detente.check.clash import Clash
    from detente.check.deeds import Deeds


class Facts:
    """The settlement under check and what can be derived from it.

    settlement: as resolved. corpus: shipped instruments by name (lower case). logic: certainty over choices.
    """

    def __init__(self, settlement: Settlement, corpus: Mapping[str, Settlement]) -> None:
        self.settlement = settlement
        self.corpus = corpus
        self.logic = Logic(settlement.choices)

    # ---- making findings ----------------------------------------------------------------------------------------

    def find(
        self,
        code: str,
        message: str,
        span: Span | None,
        *,
        cases: Cases = CERTAIN,
        labels: Iterable[tuple[Span | None, str]] = (),
        notes: Iterable[str] = (),
        about: Iterable[str] = (),
        grounds: Grounds = "from the text",
        source: str = "",
        help: str = "",
        severity: Severity | None = None,
    ) -> Iterator[Diagnostic]:
        """Yield the finding unless its cases cannot hold; lowered to a warning where they are not certain.

        code: of a registered rule. labels: further spans (None is left out) with words. about: names concerned.
        """
        kind = find_kind(code)
        assert kind is not None, code
        if not self.logic.possible(cases):
            return
        depends = self.logic.depends(cases)
        level: Severity = severity or kind.severity
        if depends and level == "error":
            level = "warning"
        kept = tuple(dict.fromkeys(Label(s, text) for s, text in labels if s is not None))
        yield make(
            kind, message, span, severity=level, grounds=grounds, labels=kept, notes=tuple(notes), depends=depends,
            about=tuple(dict.fromkeys(about)), source=source or self._source(code), help=help,
        )

    def _source(self, code: str) -> str:
        from detente.check.rule import find_rule

        known = find_rule(code)
        return known.source if known else ""

    def silence(self, found: Iterable[Diagnostic]) -> tuple[list[Diagnostic], list[Diagnostic]]:
        """Findings kept, and findings that an `allow` line silences (mistakes in the text cannot be silenced)."""
        kept: list[Diagnostic] = []
        silenced: list[Diagnostic] = []
        for finding in found:
            hit = finding.code.startswith("C") and any(_silences(a, finding) for a in self.settlement.allows)
            (silenced if hit else kept).append(finding)
        return kept, silenced

    def idle_allows(self, silenced: Iterable[Diagnostic], tier: Tier) -> list[Diagnostic]:
        """Findings about `allow` lines of kinds shown in this tier that silence nothing."""
        hidden = list(silenced)
        out: list[Diagnostic] = []
        for allow in self.settlement.allows:
            kind = find_kind(allow.code)
            shown = kind is not None and kind.code.startswith("C") and TIERS.index(kind.tier) <= TIERS.index(tier)
            if shown and not any(_silences(allow, d) for d in hidden):
                whom = f" for {', '.join(allow.names)}" if allow.names else ""
                out += self.find(
                    "C130", f"`allow {allow.code}`{whom} silences nothing", allow.span, about=(allow.code, *allow.names),
                    help="take the line out; the finding is gone",
                )
        return out

    @staticmethod
    def origin(norm: Norm) -> list[tuple[Span | None, str]]:
        """For a norm of an adopted text, a label with the words that were adopted."""
        return [(norm.line("adopted"), f"{norm.adopted_from}")] if norm.adopted_from else []

    @cached_property
    def proposed(self) -> dict[str, str]:
        """The author's package: for every issue that proposes an option, that option."""
        return {c.name: c.proposes for c in self.settlement.choices.values() if c.proposes}

    # ---- the settlement -----------------------------------------------------------------------------------------

    @cached_property
    def norms(self) -> tuple[Norm, ...]:
        """Norms of the settlement's own instruments (adopted texts included), without lost ones."""
        own = {name.lower() for name in (i.name for i in self.settlement.instruments.values())}
        return tuple(
            n for n in self.settlement.norms if not n.lost and (not n.instrument or n.instrument.lower() in own)
        )

    @cached_property
    def written(self) -> tuple[Norm, ...]:
        """Norms written in the document itself: `norms` without what was adopted from another text."""
        return tuple(n for n in self.norms if not n.adopted_from)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """Clauses written in the document itself, without `provides` lines and adopted texts."""
        return tuple(c for k, c in self.settlement.clauses.items() if "/" not in c.name and ":" not in c.name)

    def clause_cases(self, clause: Clause) -> Cases:
        """The cases under which a clause stands, its instruments' included."""
        out: Cases = ()
        for norm in clause.norms:
            out = (*out, *self.norm_cases(norm))
        return tuple(dict.fromkeys(out)) or CERTAIN

    def norm_cases(self, norm: Norm) -> Cases:
        """The cases under which a norm stands: its own guard and its instrument's."""
        instrument = self.settlement.instruments.get(norm.instrument.lower())
        return conjoin((norm.guard,), (instrument.guard if instrument else ALWAYS,))

    def guard_cases(self, *guards: Guard) -> Cases:
        """The conjunction of guards as cases."""
        out: Cases = CERTAIN
        for guard in guards:
            out = conjoin(out, (guard,))
        return out

    @cached_property
    def deeds(self) -> Deeds:
        """What deeds imply, end and exclude."""
        from detente.check.deeds import Deeds

        return Deeds(self.settlement.acts)

    @cached_property
    def clashes(self) -> tuple[Clash, ...]:
        """All pairs of norms of the settlement that cannot both be kept."""
        from detente.check.clash import pairs

        return tuple(pairs(self))

    @cached_property
    def third(self) -> frozenset[str]:
        """Canonical ids of declared third parties."""
        return frozenset(p.id for p in self.settlement.parties.values() if p.third)

    def label(self, party: str) -> str:
        """The name of a party or place id for people."""
        declared = next((p for p in self.settlement.parties.values() if p.id == party), None)
        return declared.label if declared else atlas.label(party).replace("-", " ")

    def verb(self, parties: Iterable[str], one: str, many: str) -> str:
        """The form of a verb that agrees with `labels(parties)`."""
        return one if len({self.label(p) for p in _whole(frozenset(parties))}) == 1 else many

    def labels(self, parties: Iterable[str], most: int = 8) -> str:
        """Several names joined, the rest counted; all places of one state are named by the state."""
        names = sorted({self.label(p) for p in _whole(frozenset(parties))})
        shown = names[:most]
        more = len(names) - len(shown)
        if more > 0:
            return ", ".join(shown) + f" and {more} more"
        return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " and " + shown[-1] if shown else "nobody"

    # ---- treaties outside ---------------------------------------------------------------------------------------

    @cached_property
    def treaties(self) -> tuple[tuple[Instrument, tuple[Norm, ...]], ...]:
        """Treaties mentioned in the settlement and those of the corpus (the mention wins), each with its norms."""
        out: list[tuple[Instrument, tuple[Norm, ...]]] = []
        own = self.settlement
        for treaty in own.treaties.values():
            out.append((treaty, self._standing(treaty, own.norms)))
        for key, document in self.corpus.items():
            if key not in own.treaties and key in document.treaties:
                treaty = document.treaties[key]
                out.append((treaty, self._standing(treaty, document.norms)))
        return tuple(out)

    def _standing(self, treaty: Instrument, norms: Iterable[Norm]) -> tuple[Norm, ...]:
        """The norms of a treaty that have not run out by the fact date, without parties that have suspended it."""
        on = self.settlement.facts_on
        gone = frozenset(p for p, since in treaty.suspended if since <= on)
        out = []
        for norm in norms:
            end = norm.timing.end
            over = end is not None and end.anchor.date is not None and end.period is None and end.anchor.date.isoformat() <= on
            bearers = norm.bearers - gone
            if norm.instrument.lower() == treaty.name.lower() and not norm.lost and not over and bearers:
                out.append(norm if bearers == norm.bearers else replace(norm, bearers=bearers))
        return tuple(out)

    def treaty(self, name: str) -> Instrument | None:
        """A treaty outside the settlement by name."""
        return next((t for t, _ in self.treaties if t.name.lower() == name.lower()), None)


def _whole(places: frozenset[str]) -> frozenset[str]:
    """Leaf places with every complete state put in place of its parts."""
    out = set(places)
    for state in {atlas.owner(p) for p in places} - {""}:
        parts = atlas.extent(state) or frozenset()
        if len(parts) > 1 and parts <= places:
            out -= parts
            out.add(state)
    return frozenset(out)


def _silences(allow: Allow, finding: Diagnostic) -> bool:
    """Whether an `allow` line speaks of a finding: its code or name, and one of the names it concerns."""
    named = not allow.names or {n.lower() for n in allow.names} & {x.lower() for x in finding.about}
    return allow.code.lower() in (finding.name, finding.code.lower()) and bool(named)
