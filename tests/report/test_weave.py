"""The text as HTML: safe whatever it holds, bounded, and every span finds its passage."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.report import weave
from detente.report.weave import Fence, Index, excerpt, passages
from detente.source import Source, Span


def html(text: str) -> str:
    woven, _ = passages([Source("a.md", text)])
    return "".join(str(p) for passage in woven for p in passage.parts if not isinstance(p, Fence))


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("a <b onclick=x>b</b>", "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>\n"),
        ("[a](https://example.org)", '<p><span class="link" title="https://example.org">a</span></p>\n'),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>\n"),
        ("![a&b](x.png)", "<p><i>[image: a&amp;b]</i></p>\n"),
        ("*a* **b** `c`", "<p><em>a</em> <strong>b</strong> <code>c</code></p>\n"),
        ('```py "><script>\nx<y\n```', '<pre><code class="language-py">x&lt;y\n</code></pre>\n'),
    ],
)
def test_markup_is_shown_and_never_live(text: str, safe: str) -> None:
    assert safe in html(text)


@given(st.text(alphabet="<>&\"'`[]()!*_#|-~ \nabjs:/=", max_size=120))
def test_no_text_makes_a_tag_that_is_not_ours(text: str) -> None:
    ours = r"</?(p|em|strong|code|pre|ul|ol|li|blockquote|hr|br|span|i|table|thead|tbody|tr|th|td)\b[^<>]*>"
    left = re.sub(ours, "", html(text))
    assert "<" not in left
    assert not re.search(r"<[^>]*\s(on\w+|href|src)=", html(text))


TEXT = "Before.\n\n# One\n\nProse.\n\n```treaty\nparty NO\n```\n\n## Two\n\n- a\n- b\n"


def test_a_text_falls_into_passages_with_their_lines() -> None:
    woven, dropped = passages([Source("a.md", TEXT)])
    assert dropped == 0
    assert [(p.title, p.level, p.first, p.last) for p in woven] == [("", 0, 1, 3), ("One", 1, 3, 11), ("Two", 2, 11, 16)]
    fence = woven[1].parts[1]
    assert isinstance(fence, Fence) and (fence.kind, fence.line, fence.lines) == ("treaty", 8, ("party NO",))


def test_every_span_finds_the_passage_it_begins_in() -> None:
    source = Source("a.md", TEXT)
    index = Index(passages([source])[0])
    for word, title in (("Before", ""), ("Prose", "One"), ("party", "One"), ("- b", "Two")):
        at = TEXT.index(word)
        found = index.find(Span(source, at, at + 1))
        assert found is not None and found.title == title
    assert index.find(Span(Source("b.md", TEXT), 0, 1)) is None
    assert index.find(None) is None


def test_a_long_text_is_cut_at_a_line_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weave, "MOST_CHARACTERS", len(TEXT) + 12)
    woven, dropped = passages([Source("a.md", TEXT), Source("b.md", "first line\nsecond line\n")])
    assert [p.source.name for p in woven] == ["a.md", "a.md", "a.md", "b.md"]
    assert "first line" in str(woven[-1].parts[0]) and "second" not in str(woven[-1].parts[0])
    assert dropped == len("second line\n")
    monkeypatch.setattr(weave, "MOST_PASSAGES", 1)
    assert len(passages([Source("a.md", TEXT)])[0]) == 1


def test_an_excerpt_marks_its_words_and_stays_short() -> None:
    source = Source("a.md", "x" * 1000 + " here " + "y" * 1000 + "\nnext\nand next\nlast\nmore\n")
    (line,) = excerpt(Span(source, 1001, 1005))
    assert line.number == 1
    assert [m for t, m in line.pieces if t == "here"] == [True]
    assert sum(len(t) for t, _ in line.pieces) <= weave.WIDEST + 2
    whole = excerpt(Span(source, 0, len(source.text)))
    assert [x.number for x in whole] == [1, 2, 3, 4]
