"""Names in phrases: what a subject or a slot refers to.

`Referents` turns words such as `each of Cuba, Venezuela`, `sphere of the other`, `300 kg` or `parties` into a `Referent`
of the kind the slot asks for. Pronouns and `for each` variables come from the environment of the norm being built.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from detente import atlas
from detente.model.choice import CERTAIN, Cases, disjoin
from detente.model.vocabulary import UNSTATED, Referent
from detente.resolve import kinds
from detente.resolve.context import Context
from detente.resolve.sets import Members, Sets
from detente.source import Span
from detente.syntax import tree

Env = Mapping[str, Referent]
_AMOUNT = re.compile(r"(open|unstated|\d+(\.\d+)?)( \S.*)?\Z")

_ACCEPTS = {
    "party": ("party", "organisation", "group", "body", "people", "place"),
    "zone": ("zone", "place", "party", "group"),
    "treaty": ("instrument", "treaty", "thing", "organisation", "group"),
    "organisation": ("organisation", "party", "body", "instrument", "treaty", "thing", "group"),
    "body": ("body", "party", "organisation", "group", "thing", "people"),
    "weapon": ("class", "thing"),
    "quantity": ("quantity", "thing", "amount"),
    "amount": ("amount",),
    "limits": ("limits", "thing"),
    "clause": ("clause", "milestone", "instrument", "treaty", "thing"),
    "people": ("people", "group", "party", "body"),
    "programme": ("thing", "organisation"),
}
_ACCEPTS["state"], _ACCEPTS["alliance"] = _ACCEPTS["party"], _ACCEPTS["organisation"]


class Referents:
    """Looks names up for one document."""

    def __init__(self, context: Context, sets: Sets) -> None:
        self.context, self.sets = context, sets
        self.cache: dict[tuple[str, str], Referent | None] = {}

    def subject(self, subject: tree.Subject, env: Env) -> Referent | None:
        """Who a subject is; reports a bare list and unknown names."""
        texts = [w.text for w in subject.items]
        mode = {"plain": "one", "at least": "at least"}.get(subject.quantifier, subject.quantifier)
        found = [self.name(w.text, "party", env) for w in subject.items]
        for word, referent in zip(subject.items, found, strict=True):
            if referent is None:
                self.complain(word.text, "party", word.span)
        good = [r for r in found if r is not None]
        if not good:
            return None
        whole = merge(good, subject.span.text, mode)
        if mode == "one" and (len(texts) > 1 or self.is_group(texts[0])):
            self.context.found.add(
                kinds.BARE_LIST, f"`{subject.span.text}`: each of them, or all together?", subject.span,
                about=tuple(texts), help="write `each of …` (a duty for each) or `… jointly` (one duty of all)",
            )
        elif mode == "one" and good[0].mode != "one":
            whole = good[0]
        return Referent(
            whole.text, whole.kind, whole.names, whole.mode, whole.parties, whole.extent, subject.count
        )

    def is_group(self, text: str) -> bool:
        """Whether these words name several parties."""
        return text.lower() == "parties" or self.context.kind_of(text) == "group"

    def slot(self, text: str, kind: str, env: Env) -> Referent | None:
        """What words in a slot refer to; None (silently) where they do not fit the kind."""
        if kind == "amount" or (kind in ("quantity", "thing") and _AMOUNT.match(text)):
            return Referent(text, "amount", (text,)) if _AMOUNT.match(text) else None
        mode = "one"
        for quantifier in ("each", "any"):
            if text.startswith(f"{quantifier} of "):
                mode, text = quantifier, text[len(quantifier) + 4 :]
        if text.startswith("any state in "):
            mode, text = "any", text[len("any state in ") :]
        if text.startswith('"') and text.endswith('"') and kind in ("thing", "programme", "people", "body"):
            return Referent(text.strip('"'), "thing", (text.strip('"'),))
        parts = [self.name(p.strip(), kind, env) for p in text.split(" ,")]
        if any(p is None for p in parts):
            return None
        good = [p for p in parts if p is not None]
        if len(good) == 1 and mode == "one":
            return good[0]
        return merge(good, text.replace(" ,", ","), mode)

    def name(self, text: str, kind: str, env: Env) -> Referent | None:
        """One name, pronoun, variable or family (`sphere of RU`) as a referent of this kind."""
        if text == tree.UNSTATED:
            return UNSTATED
        if text.lower() in env:
            return self.coerce(env[text.lower()], kind)
        if " of " in text:
            family, _, member = text.partition(" of ")
            whole = self.lookup(text, kind)
            if whole is not None:
                return whole
            inner = env.get(member.lower()) or self.lookup(member, "party")
            return self.family(family, inner, kind) if inner is not None else None
        return self.lookup(text, kind)

    def family(self, family: str, member: Referent, kind: str) -> Referent | None:
        """`sphere of X` or `line-X` for the party or parties that `member` refers to."""
        names = dict.fromkeys([*member.names, *sorted(member.parties)])
        aliases = [p.name for p in self.context.parties.values() if p.id in member.parties]
        found: list[Referent] = []
        for name in [*names, *aliases]:
            for spelling in (f"{family} of {name}", f"{family}-{name}"):
                made = self.lookup(spelling, kind)
                if made is not None and made.names not in [f.names for f in found]:
                    found.append(made)
        return merge(found, f"{family} of {member.text}", "one") if found else None

    def coerce(self, referent: Referent, kind: str) -> Referent | None:
        """A referent of the environment used in a slot of another kind: a party for its territory."""
        if kind == "zone" and referent.extent is None:
            extent: Members = {}
            for party in sorted(referent.parties):
                for leaf in atlas.extent(party) or ():
                    extent[leaf] = CERTAIN
            return Referent(
                referent.text, "zone", referent.names, referent.mode, referent.parties, extent or None
            )
        return referent

    def lookup(self, text: str, kind: str) -> Referent | None:
        """A name as a referent of this kind; None where there is no such name or it is of another kind."""
        key = (text.lower(), kind)
        if key not in self.cache:
            self.cache[key] = self._lookup(text, kind)
        return self.cache[key]

    def _lookup(self, text: str, kind: str) -> Referent | None:
        declared = self.context.kind_of(text)
        accepts = _ACCEPTS.get(kind)
        key = text.lower()
        if declared == "zone":
            zone = self.sets.zone(key)
            if zone is not None and kind in ("party", "state"):
                owners = frozenset(atlas.owner(leaf) for leaf in zone.extent) - {""}
                return Referent(text, "party", (zone.name,), "group", owners) if owners else None
            if zone is None or (accepts and "zone" not in accepts):
                return None
            return Referent(text, "zone", (zone.name,), "one", frozenset(), zone.extent)
        if declared == "group":
            if accepts and "group" not in accepts:
                return None
            group = self.sets.group(key)
            if group is None:
                return None
            return Referent(text, "party", (group.name,), "group", group.ids, self._extent(group.ids, kind))
        if kind == "treaty" and not declared and (known := self.context.instrument(text)) is not None:
            return Referent(text, "treaty", (known.name,), "one", frozenset())
        if declared in ("party", ""):
            party = self.context.party_id(text)
            if party is not None and (accepts is None or {"party", "organisation", "place"} & set(accepts)):
                return self._party(text, party, kind)
        if declared == "class":
            made = self.sets.weapon(key)
            fits = made is not None and (accepts is None or "class" in accepts)
            return Referent(text, "class", (made.name,), "one", frozenset(), made.kinds) if fits and made else None
        if declared:
            return self._other(text, declared, accepts)
        if accepts is None or "place" in accepts or "zone" in accepts:
            leaves = atlas.extent(text) or (atlas.everywhere() if key == "everywhere" else None)
            if leaves:
                place = atlas.find(text)
                name = place.name if place else text
                return Referent(text, "zone", (name,), "one", frozenset(), self.sets.with_described(leaves))
        treaty = self.context.instrument(text)
        if treaty is not None and (accepts is None or "treaty" in accepts):
            return Referent(text, "treaty", (treaty.name,), "one", frozenset())
        return None

    def _other(self, text: str, declared: str, accepts: tuple[str, ...] | None) -> Referent | None:
        simple = {"term": "thing", "issue": "thing", "side issue": "thing", "question": "thing"}.get(declared, declared)
        if accepts is not None and simple not in accepts:
            return None
        kind = {"instrument": "treaty"}.get(simple, simple)
        parties = frozenset({text}) if simple in ("people", "body", "organisation") else frozenset()
        name = self.context.spelling(text.lower())
        return Referent(text, kind, (name,), "one", frozenset({name}) if parties else frozenset())

    def _party(self, text: str, party: str, kind: str) -> Referent:
        wanted = "organisation" if kind in ("organisation", "alliance") else "party"
        if kind == "zone":
            leaves = atlas.extent(party)
            extent = self.sets.with_described(leaves) if leaves else None
            return Referent(text, "zone", (text,), "one", frozenset({party}), extent)
        return Referent(text, wanted, (party,), "one", frozenset({party}))

    def _extent(self, ids: frozenset[str], kind: str) -> Members | None:
        if kind != "zone":
            return None
        out: Members = {}
        for party in sorted(ids):
            for leaf in atlas.extent(party) or ():
                out[leaf] = CERTAIN
        return out or None

    def complain(self, text: str, kind: str, span: Span) -> None:
        """Report a name that is unknown, or of the wrong kind for its place."""
        bare = text.removeprefix("each of ").removeprefix("any of ").removeprefix("any state in ")
        for part in (p.strip() for p in bare.split(" ,")):
            declared = self.context.kind_of(part)
            if declared and self.lookup(part, kind) is None:
                self.context.found.add(
                    kinds.WRONG_KIND, f"`{part}` is a {declared}; a {kind} is wanted here", span, about=(part,)
                )
                return
            if part in ("the other", "it") or part.endswith(" of the other"):
                self.context.found.add(
                    kinds.NO_OTHER, f"`{part}` has nothing to refer to here", span,
                    help="use it in clauses between two parties, or name the party",
                )
                return
            if self.lookup(part, kind) is None:
                self.context.unknown(part, span, {"weapon": "class of weapons"}.get(kind, kind))
                return


def merge(parts: list[Referent], text: str, mode: str) -> Referent:
    """Several referents as one: names, parties and places put together."""
    extent: dict[str, Cases] | None = None
    for part in parts:
        if part.extent is not None:
            extent = extent if extent is not None else {}
            for leaf, cases in part.extent.items():
                extent[leaf] = disjoin(extent.get(leaf, ()), cases)
    names = tuple(dict.fromkeys(n for p in parts for n in p.names))
    parties = frozenset().union(*(p.parties for p in parts))
    kind = next((p.kind for p in parts if p.kind != "unstated"), "unstated")
    return Referent(text, kind, names, mode, parties, extent)
