"""The statements of a `treaty` fence: every head and the lines it may carry."""

from __future__ import annotations

from detente.syntax.details import CONDITIONS, LINKS, MARKS, NOTES, PROVENANCE, TIME, UNDER
from detente.syntax.forms import Form, Head, forms, keyword_of


def head(topic: str, pattern: str, summary: str, example: str, *tables: dict[str, Form], norm: bool = False) -> Head:
    """A head form with the detail lines of these tables."""
    lines: dict[str, Form] = {}
    for table in tables:
        lines.update(table)
    keyword = keyword_of(pattern)
    name = "" if keyword == "zones" else keyword
    return Head(Form(keyword, pattern, summary, example, name=name), lines, norm, topic)


_WHO = "Who and where"
_WORDS = "Vocabulary"
_WORLD = "The world"
_PAPERS = "Instruments"
_NORMS = "Clauses"
_OPEN = "What is open"
_TESTS = "Tests of the text"

_NEEDS = {k: MARKS[k] for k in ("needs", "or needs")}
_WITHDRAWAL = forms(
    ("withdrawal by {subject} on {period} notice", "Who may leave, on what notice.",
     "withdrawal by any of parties on 6 months notice", True),
    ("withdrawal by {subject} provided {phrase}", "Who may leave, and when that is allowed.",
     "withdrawal by any of parties provided it judges its supreme interests to be in danger", True),
    ("no withdrawal", "The text rules withdrawal out.", "no withdrawal"),
)
_LIFE = forms(
    ("signed {date} [by {names}]", "When it was signed, and by whom.", "signed 2015-02-12 by OSCE, UA, RU, CADLR"),
    ("status {words}", "`treaty` or `political`: whether it is meant to bind in law.", "status political"),
    ("depositary {names}", "Who keeps the original and receives notices.", "depositary US"),
    ("duration {period}", "How long it runs.", "duration 5 years"),
    ("duration unlimited", "It runs without end.", "duration unlimited"),
)
_INSTRUMENT = forms(
    ("ratification by {names} needs {rule}", "The vote a party needs at home before it may ratify.",
     "ratification by US needs 2/3 of senate-us", True),
    ("ratification by {names} provided {phrase}", "A condition on a party's consent to be bound.",
     "ratification by US provided friendship is signed", True),
    ("entry into force on {moment}", "When it enters into force.", "entry into force on 30 days after last ratification"),
    ("entry into force together with {names}", "It enters into force on the same day as these.",
     "entry into force together with security"),
    ("entry into force after {names}", "It enters into force once these are performed or have come about.",
     "entry into force after endorsement", True),
    ("entry into force provided {phrase}", "A condition on entry into force.",
     "entry into force provided charter is in force", True),
    ("entry into force not before {moment}", "The earliest day of entry into force.",
     "entry into force not before 2 years after signature"),
    ("entry into force for it on {moment}", "When it enters into force for a later party.",
     "entry into force for it on 30 days after its ratification"),
    ("provisionally from {moment}", "The whole instrument is applied provisionally from this moment.",
     "provisionally from signature"),
    ("adopts {names}", "The text of these binds the parties of this instrument.", "adopts draft-us", True),
    ("modelled on {names}", "Content by analogy; nothing of it is adopted.", "modelled on neighbours-2001", True),
    ("replaces {names}", "These instruments or organisations end.", "replaces res-old", True),
    ("accession by {subject} [from {moment}]", "Who may join later.", "accession by any of states from signature", True),
    ("no reservations [to {names}]", "Reservations are excluded, to these clauses or at all.", "no reservations"),
    ("without prejudice to {names}", "It leaves these as they are.", "without prejudice to claims", True),
)
_MILESTONE = {
    **{k: CONDITIONS[k] for k in ("provided", "unless", "when", "or when", "after")},
    **forms(
        ("on {moment}", "The day itself.", "on 8 years after adoption-day"),
        ("or on {moment}", "Another day; the earliest counts.", "or on 2030-01-01", True),
        ("not before {moment}", "The earliest day.", "not before 2 years after signature"),
    ),
}
_OPTION = forms(
    ("only if {phrase}", "The option is on the table only if a party insists on it.", "only if RU insists"),
    ("requires {choices}", "Goes only with this option of another issue.", "requires swap yes", True),
    ("excludes {choices}", "Does not go with this option of another issue.", "excludes spheres no", True),
    ("rejected by {phrase} because {string}", "It was refused, and why; it stays in the space, flagged.",
     'rejected by "an institute near the government" because "a trap"', True),
    ("otherwise {name}", "The option that holds if this one falls through.", "otherwise corridor"),
)
_ACT = forms(
    ("lasts until {phrase}", "The act goes on until this other act ends it.", "lasts until withdraw forces from *zone*"),
    ("contrary to {phrase}", "Doing this is not doing that.", "contrary to respect the borders of *party*", True),
    ("kind of {phrase}", "Doing this is also doing that.", "kind of use force against *party*", True),
    ("calls for {phrase}", "Cannot be done without doing that.", "calls for station forces in *party*", True),
    ("touches {names}", "Matters a lawyer must look at, such as force or annexation.", "touches force", True),
    ("burdens {phrase}", "The slot whose owner bears the act.", "burdens *zone*", True),
    ("reveals {phrase}", "Where its doer sees what others do; `to *party*`: where that party sees it.", "reveals *zone*", True),
    ("starts {phrase}", "The fact that begins with this act.", "starts *party* is a member of *alliance*", True),
    ("ends {phrase}", "The fact that ends with this act.", "ends *party* is a member of *alliance*", True),
    ("irreversible", "Once done it cannot be undone.", "irreversible"),
    ("open to view", "Breach is seen by everybody without an inspector.", "open to view"),
    ("atop {words}", "Obligation types of the ATOP codebook.", "atop defense", True),
    ("cameo {words}", "Event codes of CAMEO.", "cameo 190", True),
)
_VERDICTS = forms(
    ("ensures {phrase}", "The text obliges the actor to do this.",
     "ensures RU withdraws forces from each of Cuba, Venezuela", True),
    ("bars {phrase}", "The text forbids this.", "bars US establishes bases in Georgia", True),
    ("allows {phrase}", "The text permits this, or forbids it nowhere.", "allows US stations forces in Poland", True),
    ("leaves open {phrase}", "It hangs on an issue, an open member or a reading.",
     "leaves open RU stations nuclear-weapons in Crimea", True),
    ("is silent on {phrase}", "No clause speaks of it.", "is silent on CN gives military aid to Kazakhstan", True),
    ("through {names}", "The clause that must decide it.", "through restraint"),
    ("on {date}", "The day for which it is asked.", "on 2024-05-01"),
)

HEADS: dict[str, Head] = {
    h.id: h
    for h in (
        head(_WHO, "settlement {title:string} [dated {date}]", "The title of the whole and its date.",
             'settlement "Package of measures" dated 2015-02-12', PROVENANCE,
             forms(("facts as of {date}", "The date at which memberships and forces are taken.",
                    "facts as of 2022-01-15"),
                   ("author {string}", "Who proposed it.", 'author "A. Writer"', True),
                   ("authentic in {words}", "The languages of the authentic text.", "authentic in English, French"))),
        head(_WHO, "include {path:string}", "Reads another file of the same folder at this place.", 'include "words.md"'),
        head(_WHO, "party {name} [{title:string}] [as {roles:words}]", "A party to the settlement.",
             'party US "United States of America"', NOTES),
        head(_WHO, "third party {name} [{title:string}] [as {roles:words}]",
             "A state or organisation that does not sign but is spoken of.", "third party Lithuania", NOTES),
        head(_WHO, "group {name} [of {count:number}] = {members:set}", "A named set of parties; a stated count is checked.",
             "group osce of 56 = members of OSCE on 2022-01-15", NOTES),
        head(_WHO, "people {name} {title:string}", "People described in words.", 'people captives "Persons held, all for all"',
             NOTES),
        head(_WHO, "body {name} [{title:string}] [of {size:number} members] [from {members:set}] [in {parent:name}]",
             "Those who vote: a senate, an electorate, a commission.", "body senate-us of 100 members", _NEEDS, NOTES),
        head(_WHO, "zone {name:ref} [{title:string}] [= {members:set}]",
             "Places; `perhaps` leaves members open, a title alone describes a place.",
             "zone sphere of RU = former-Soviet except Baltics perhaps Serbia, Iran", NOTES,
             forms(("lies in {members:set}", "Where a described place lies.", "lies in Ukraine"),
                   ("contested by {names}", "Who disputes the title to it.", "contested by Ukraine"))),
        head(_WHO, "zones {zones:names} do not overlap", "These zones are meant to be apart.",
             "zones sphere of US, sphere of RU do not overlap", NOTES),
        head(_WHO, "zones {zones:names} cover {whole:ref}", "These zones are meant to leave no gap in the whole.",
             "zones east, west cover land", NOTES),
        head(_WHO, "class {name} [{title:string}] [= {members:set}]", "A class of weapons.",
             "class nuclear-weapons = strategic-nuclear, tactical-nuclear", NOTES),
        head(_WHO, "quantity {name} in {unit:words} [{title:string}]", "Something that is measured.",
             "quantity uranium-stock in kg", NOTES,
             forms(("counts {phrase}", "What is counted.", "counts all enriched uranium in any form", True),
                   ("not counting {phrase}", "What is left out of the count.", "not counting fuel assemblies", True),
                   ("measured by {names}", "Who measures.", "measured by IAEA"))),
        head(_WHO, "limits {name} [{title:string}] [of {names}] [in {place:ref}]", "Ceilings on quantities.",
             "limits cfe-russia of RU in Atlantic-to-Urals", NOTES,
             forms(("at most {amount}", "One ceiling.", "at most 6400 battle-tanks", True))),
        head(_WHO, "term {name} [{title:string}]", "A thing spoken of, defined in words.",
             'term BRI "Belt and Road Initiative"', NOTES),
        head(_WORDS, "act {phrase}", "A kind of act; slots stand between asterisks.", "act station forces in *zone*",
             _ACT, PROVENANCE),
        head(_WORDS, "fact {phrase}", "A state of affairs; slots stand between asterisks.",
             "fact *party* is a member of *organisation*", PROVENANCE,
             forms(("begins with {phrase}", "The act with which it begins.", "begins with sign *treaty*", True),
                   ("ends with {phrase}", "The act with which it ends.", "ends with leave *organisation*", True),
                   ("decided by {phrase}", "Who controls whether it holds.", "decided by *party*", True))),
        head(_WORLD, "treaty {name} [{title:string}] [between {members:set}]", "A treaty outside the settlement.",
             'treaty budapest "Memorandum on Security Assurances" between US, United-Kingdom, RU, Ukraine',
             NOTES, _WITHDRAWAL, _LIFE,
             forms(("in force since {date}", "When it entered into force.", "in force since 1994-12-05"),
                   ("suspended by {names} since {date}", "Who suspended it, since when.",
                    "suspended by RU since 2007-12-12", True),
                   ("ended {date}", "When it ended.", "ended 2019-08-02"),
                   ("not binding", "It is not meant to bind in law.", "not binding"),
                   ("proposed by {names} on {date}", "A draft, by whom and when.", "proposed by RU on 2021-12-17"),
                   ("provides {norm}", "One norm of it, in short.", "provides each of parties shall defend the other",
                    True))),
        head(_WORLD, "given {phrase}", "A fact taken as given.", "given RU stations forces in Cuba", NOTES,
             forms(("on {date}", "The day on which it held.", "on 2022-01-15"),
                   ("since {date}", "Since when it holds.", "since 2014-03-18"),
                   ("uncertain", "Sources disagree on it.", "uncertain"))),
        head(_WORLD, "premise {phrase}", "What consent rests on (VCLT 62).", "premise NATO is at peace with RU", NOTES),
        head(_PAPERS, "instrument {name} [{title:string}] [between {members:set}]",
             "One text to be signed; said again, it gains lines.",
             'instrument friendship "Treaty of friendship" between US, RU', NOTES, _INSTRUMENT, _WITHDRAWAL, _LIFE),
        head(_PAPERS, "part of {names}", "The clauses below belong to these instruments.", "part of spheres-ru, spheres-cn"),
        head(_PAPERS, "organisation {name} [{title:string}] [of {count:number} members from {members:set}]",
             "An organisation that the settlement founds.", "organisation OSC of 56 members from osce", NOTES,
             forms(("replaces {names}", "These organisations end, this one follows.", "replaces NATO, CSTO, SCO", True),
                   ("exists when {phrase}", "When it comes into being.", "exists when charter is in force"))),
        head(_PAPERS, "milestone {name} [{title:string}]", "A named day that others count from.",
             'milestone transition-day "Transition Day"', NOTES, _MILESTONE),
        head(_NORMS, "clause {name} [{title:string}]", "A norm: who shall, shall not, may or has power to do what.",
             'clause restraint "No forces"', NOTES, TIME, CONDITIONS, LINKS, MARKS,
             forms(("also {phrase}", "A further act of the same norm.", "also establish bases in sphere of the other", True),
                   ("for each {name} in {names} [with {partner:phrase}]",
                    "Ties a name across the lines of the clause; `with the other as Q` names the partner.",
                    "for each B in Baltics")),
             norm=True),
        head(_OPEN, "issue {name} [{title:string}]", "Something that is bargained over; without options it is yes or no, and its author proposes yes.",
             'issue baltic-status "The Baltic states"', NOTES, _OPTION,
             forms(("proposes {name}", "The option the author proposes.", "proposes corridor"),
                   ("decided by {names}", "Who alone decides it.", "decided by US"))),
        head(_OPEN, "side issue {name} [{title:string}]", "An issue added to widen the deal: yes or no.",
             'side issue trade "A free-trade agreement"', NOTES, _OPTION,
             forms(("proposes {name}", "The option the author proposes.", "proposes yes"),
                   ("decided by {names}", "Who alone decides it.", "decided by US"))),
        head(_OPEN, "option {name} [{title:string}]", "One way of settling the issue above.",
             'option corridor "A corridor is built"', NOTES, _OPTION),
        head(_OPEN, "question {name} [{title:string}]", "Something that can be read in more than one way.",
             'question map "Where does Europe end?"', NOTES),
        head(_OPEN, "reading {name} [{title:string}]", "One way of reading the question above.",
             'reading M49 "The statisticians\' regions"', NOTES,
             forms(("held by {names}", "Who reads it so.", "held by UA"))),
        head(_OPEN, "agreed by {subject} [including {names}]", "Who must accept the package.",
             "agreed by at least 5 of participants including A, B", NOTES),
        head(_TESTS, "expect {title:string}", "What the text should say; tested at every check.",
             'expect "Russian forces leave"', NOTES, _VERDICTS),
        head(_TESTS, "allow {code:name} [for {names}] because {reason:string}", "Silences a finding, and says why.",
             'allow no-verification for belt-and-road because "a permission needs no inspector"', UNDER),
    )
}
