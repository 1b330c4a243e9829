"""Acts and facts: the declared phrases, their slots, and how acts are tied to each other.

A declared phrase is a row of literal words and slots. The index is by first literal word (the verb, in the base form), so
that looking up a phrase costs a few comparisons however large the vocabulary is.
"""

from __future__ import annotations

import re
from dataclasses import replace

from detente.model.vocabulary import Act, Relation
from detente.resolve import kinds
from detente.resolve.choices import names_of, str_of
from detente.resolve.context import Context, Item, Pattern
from detente.syntax import tree

_SLOT = re.compile(r"\*(\w+)\*\Z")
SLOT_KINDS = (
    "party", "state", "zone", "treaty", "organisation", "alliance", "body", "weapon", "quantity", "amount", "limits",
    "clause", "thing", "people", "programme",
)


def split(phrase: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of a declared phrase (slots as `*name`), and its slot names made unique: zone, zone#2, …"""
    words: list[str] = []
    slots: list[str] = []
    for word in phrase.replace(",", " ,").split():
        match = _SLOT.match(word)
        if match:
            name = match[1]
            again = sum(s.split("#")[0] == name for s in slots)
            slots.append(name if not again else f"{name}#{again + 1}")
            words.append(f"*{slots[-1]}")
        else:
            words.append(word)
    return tuple(words), tuple(slots)


def base_forms(word: str) -> tuple[str, ...]:
    """The base forms a verb may have: `withdraws` → withdraw; irregular `has`, `is`."""
    irregular = {"has": "have", "is": "be", "are": "be", "does": "do", "goes": "go"}
    out = [word]
    if word in irregular:
        out.append(irregular[word])
    elif word.endswith("ies"):
        out.append(word[:-3] + "y")
    elif word.endswith("s") and not word.endswith("ss"):
        out.append(word[:-1])
        if word.endswith("es"):
            out.append(word[:-2])
    return tuple(out)


def declare(context: Context) -> None:
    """Enter all acts and facts, then tie them by their relations; what the document declares again replaces a shipped one."""
    items: list[Item] = []
    for item in context.of("act", "fact"):
        phrase = item.word("phrase")
        known = context.acts.get(phrase)
        if known is not None and not known.shipped:
            context.found.add(kinds.DUPLICATE_NAME, f"the phrase `{phrase}` is declared twice", item.span, help="keep one")
            continue
        words, slots = split(phrase)
        for slot in slots:
            if slot.split("#")[0] not in SLOT_KINDS:
                context.found.add(
                    kinds.BAD_VALUE, f"`*{slot}*` is no kind of slot", item.span,
                    help=f"the kinds are: {', '.join(SLOT_KINDS)}",
                )
        act = Act(phrase, slots, item.keyword == "fact", shipped=item.shipped, span=item.span)
        context.acts[phrase] = act
        if known is None:
            _index(context, Pattern(words, phrase), act.state)
        items.append(item)
    for item in items:
        _relate(context, item)


def _index(context: Context, pattern: Pattern, state: bool) -> None:
    key = "*fact" if state else pattern.words[0]
    context.phrase_index.setdefault(key, []).append(pattern)


def candidates(context: Context, verb: str) -> list[Pattern]:
    """The act patterns that may start with this verb, in base or third-person form, the most specific first."""
    found = [p for form in base_forms(verb) for p in context.phrase_index.get(form, [])]
    return sorted(found, key=lambda p: -p.weight)


def facts(context: Context) -> list[Pattern]:
    """The fact patterns, the most specific first."""
    found = context.phrase_index.get("*fact", [])
    return sorted(found, key=lambda p: -p.weight)


def match(pattern: Pattern, words: list[str], verb: bool = True) -> list[dict[str, tuple[int, int]]]:
    """All ways the pattern fits the words: for each slot the range of words it takes."""
    out: list[dict[str, tuple[int, int]]] = []
    _match(pattern.words, 0, words, 0, {}, out, verb)
    return out


def _match(
    pattern: tuple[str, ...],
    p: int,
    words: list[str],
    w: int,
    bound: dict[str, tuple[int, int]],
    out: list[dict[str, tuple[int, int]]],
    verb: bool,
) -> None:
    if len(out) >= 8:
        return
    if p == len(pattern):
        if w == len(words):
            out.append(dict(bound))
        return
    part = pattern[p]
    if not part.startswith("*"):
        same = w < len(words) and (part == words[w] or (verb and part in base_forms(words[w])))
        if same:
            _match(pattern, p + 1, words, w + 1, bound, out, verb)
        return
    last = len(words) if p + 1 == len(pattern) else None
    for end in [last] if last is not None else range(w + 1, len(words)):
        if end > w:
            bound[part[1:]] = (w, end)
            _match(pattern, p + 1, words, end, bound, out, verb)
            del bound[part[1:]]


_RELATIONS = {
    "lasts until": "lasts_until", "contrary to": "contrary", "kind of": "kind_of", "calls for": "calls_for",
    "starts": "starts", "ends": "ends", "begins with": "begins_with", "ends with": "ends_with",
}


def _relate(context: Context, item: Item) -> None:
    phrase = item.word("phrase")
    act = context.acts[phrase]
    found: dict[str, list[Relation]] = {}
    for line in item.statement.lines:
        target = _RELATIONS.get(line.form)
        if target:
            relation = _relation(context, act, line)
            if relation:
                found.setdefault(target, []).append(relation)
    context.acts[phrase] = replace(
        act,
        lasts_until=found.get("lasts_until", [None])[0],
        contrary=tuple(found.get("contrary", ())),
        kind_of=tuple(found.get("kind_of", ())),
        calls_for=tuple(found.get("calls_for", ())),
        starts=tuple(found.get("starts", ())),
        ends=tuple(found.get("ends", ())),
        begins_with=tuple(found.get("begins_with", ())),
        ends_with=tuple(found.get("ends_with", ())),
        decided_by=tuple(str_of(line, "phrase").strip("*") for line in item.lines("decided by")),
        touches=tuple(n for line in item.lines("touches") for n in names_of(line, "names")),
        burdens=_slots(item, act, "burdens"),
        reveals=_slots(item, act, "reveals"),
        irreversible=bool(item.lines("irreversible")),
        open=bool(item.lines("open to view")),
        atop=tuple(n for line in item.lines("atop") for n in names_of(line, "words")),
        cameo=tuple(n for line in item.lines("cameo") for n in names_of(line, "words")),
    )


def _slots(item: Item, act: Act, form: str) -> tuple[str, ...]:
    """The slots of the act that lines of this form name."""
    words = [w.strip(",") for line in item.lines(form) for w in str_of(line, "phrase").split()]
    named = (s for w in words for s in act.slots if w in (f"*{s}*", f"*{s.split('#')[0]}*"))
    return tuple(dict.fromkeys(named))


def _relation(context: Context, act: Act, line: tree.Line) -> Relation | None:
    """The act that a relation line names, with its slots bound to this act's slots (or to their owners)."""
    words = str_of(line, "phrase").replace(",", " ,").split()
    patterns = [*candidates(context, words[0]), *facts(context)] if words else []
    for pattern in patterns:
        for bound in match(pattern, words, verb=False):
            binding = []
            for slot, (a, b) in bound.items():
                text = words[a:b]
                name = text[-1].strip("*")
                if len(text) == 1 and _SLOT.match(text[0]) and name in act.slots + _plain(act):
                    binding.append((slot, "slot", _full(act, name, slot)))
                elif text[:3] == ["the", "owner", "of"] and _SLOT.match(text[-1]) and name in act.slots:
                    binding.append((slot, "owner", name))
                elif len(text) == 1 and _SLOT.match(text[0]):
                    binding.append((slot, "actor" if name == "party" else "free", name))
                else:
                    break
            else:
                return Relation(pattern.act, tuple(binding))
    near = nearest_phrase(context, str_of(line, "phrase"))
    context.found.add(
        kinds.UNKNOWN_PHRASE, f"`{line.form}` names no declared act or fact", line.span,
        help=f"did you mean `{near}`?" if near else "declare the act it speaks of",
    )
    return None


def _plain(act: Act) -> tuple[str, ...]:
    return tuple(s.split("#")[0] for s in act.slots)


def _full(act: Act, name: str, slot: str) -> str:
    """With `*zone*` standing twice, the first mention means the first slot, the second the second."""
    number = slot.partition("#")[2]
    numbered = f"{name}#{number}" if number else name
    return numbered if numbered in act.slots else name


def nearest_phrase(context: Context, text: str) -> str:
    """The declared phrase most like these words, "" where none is near.

    The words may begin with a subject: what follows each of the first five words is compared too, and a phrase that begins
    with the same verb is nearer than one that does not.
    """
    import difflib

    words = text.split()
    tails = [(base_forms(words[k])[-1], words[k + 1 :]) for k in range(min(5, len(words)))]
    best, score = "", 0.5
    for phrase in context.acts:
        for verb, rest in tails:
            same = 0.3 if phrase.split()[0] == verb else 0.0
            ratio = difflib.SequenceMatcher(None, " ".join((verb, *rest)), phrase).ratio() + same
            if ratio > score:
                best, score = phrase, ratio
    return best
