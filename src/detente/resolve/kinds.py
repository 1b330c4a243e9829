"""The kinds of mistakes that resolving a document can meet."""

from __future__ import annotations

from detente.diagnostic import register

UNKNOWN_NAME = register("E201", "unknown-name", "error", "basic", "A name that nothing declares and the atlas does not know.")
DUPLICATE_NAME = register("E202", "duplicate-name", "error", "basic", "One name is declared twice.")
UNKNOWN_PHRASE = register(
    "E203", "unknown-phrase", "error", "basic", "A phrase that no act or fact of the vocabulary matches."
)
CIRCULAR = register("E204", "circular-definition", "error", "basic", "Groups, zones or classes are defined by each other.")
WRONG_KIND = register("E205", "wrong-kind", "error", "basic", "A name of the wrong kind for its place.")
BARE_LIST = register(
    "E206", "bare-list", "error", "basic", "A list or group as subject, without saying whether each or jointly."
)
ANY_SHALL_NOT = register("E207", "any-of-shall-not", "error", "basic", "`any of … shall not` can be read two ways.")
RUNAWAY = register("E208", "runaway-clause", "error", "basic", "A clause that multiplies into more norms than can be kept.")
UNKNOWN_CHOICE = register(
    "E209", "unknown-choice", "error", "basic", "`under` names no issue, question, option or reading."
)
NO_NORM = register("E211", "clause-without-norm", "error", "basic", "A clause says nobody shall, shall not or may do anything.")
NO_INSTRUMENT = register(
    "E212", "clause-without-instrument", "error", "basic", "A clause of a settlement with several instruments is in none."
)
STRAY_OPTION = register(
    "E213", "stray-option", "error", "basic", "An option without an issue above it, or a reading without a question."
)
NO_OTHER = register("E214", "no-other", "error", "basic", "`the other` where there is no other party, or more than one.")
NO_TITLE = register("E215", "no-settlement-line", "warning", "basic", "The document has no `settlement \"TITLE\"` line.")
BAD_VALUE = register("E216", "bad-value", "error", "basic", "A word that is not among those allowed there.")
CANNOT_READ = register("E110", "cannot-read", "error", "basic", "A file or folder cannot be read as a settlement.")
INCLUDE = register("E111", "bad-include", "error", "basic", "An included file is missing, outside the folder, or includes itself.")
TOO_LARGE = register("E112", "too-large", "error", "basic", "A file is larger than the tool reads.")
