"""A line that cannot be read is answered with what was probably meant, or with what may stand there."""

from __future__ import annotations

import pytest

from detente.diagnostic import Collector
from detente.source import Source
from detente.syntax.parse import parse

TEXT = "# A\n\n```treaty\nsettlement \"A\"\nclause x\n  {line}\n```\n"


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ("Norway shalt attack Sweden", "did you mean `Norway shall attack Sweden`?"),
        ("each of parties must not attack the other", "did you mean `each of parties shall not attack the other`?"),
        ("Norway should consult Sweden", "did you mean `Norway shall endeavour to consult Sweden`?"),
        ("withn 30 days of signature", "did you mean `within`?"),
        ("Norway waltzes", "what can stand under `clause`: a norm such as `US shall …`, or `under`"),
    ],
)
def test_advice(line: str, advice: str) -> None:
    found = Collector()
    parse(Source("a.md", TEXT.format(line=line)), found)
    assert [d.code for d in found.found] == ["E101"]
    assert found.found[0].help.startswith(advice)


def test_a_colon_in_a_title_stays_where_it_is() -> None:
    from detente.syntax.format import canonical

    text = '# A\n\n```treaty\nsettlement "Peace : a plan"\n```\n\n```position\nposition X\n  values swap : yes 1..2, no 0\n```\n'
    assert canonical(Source("a.md", text)) == text.replace("swap : yes", "swap: yes")
