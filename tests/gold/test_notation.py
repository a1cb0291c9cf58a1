"""The notation of the gold set: what each mark becomes, and what is refused with its file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.core.model import Attribution, Bundle, Span
from annotator.core.offsets import check_span
from tests.gold.marks import NotationError
from tests.gold.notation import bundles

FEED = 'مقتل قائد في "قحس "غرب تل المرجان(مصدر عسكري من "قحس" ) - 21:20'


def written(folder: Path, *lines: str) -> Path:
    path = folder / "items.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def read(folder: Path, *lines: str) -> Bundle:
    """The one bundle of these lines, each span checked against the text."""
    (bundle,) = bundles(written(folder, *lines))
    for span in bundle.spans:
        check_span(span, bundle.text)
        assert span.document_id == bundle.document.id
    return bundle


def roles(bundle: Bundle, row: Attribution) -> tuple[list[str], list[str], str | None]:
    """The quotes of an attribution: claims, sources, cue."""
    spans = {span.id: span for span in bundle.spans}
    cue = spans[row.cue].quote if row.cue else None
    return [spans[key].quote for key in row.claims], [spans[key].quote for key in row.sources], cue


def span(bundle: Bundle, label: str) -> Span:
    (found,) = [span for span in bundle.spans if span.label == label]
    return found


class TestMarks:
    def test_source_cue_and_claim(self, tmp_path: Path) -> None:
        text = "وقال الوزير إن الطريق سيفتح غدا."
        one = read(
            tmp_path,
            text,
            "  # a remark",
            "  1: claim={إن … غدا} source={الوزير} cue={قال} category=official naming=role act=intention",
        )
        assert (one.document.kind, one.text) == ("text", text)
        (row,) = one.attributions
        assert roles(one, row) == (["إن الطريق سيفتح غدا"], ["الوزير"], "قال")
        assert (row.category, row.affiliation, row.author) == ("official", "", "gold")
        assert row.attributes == {"naming": "role", "act": "intention"}
        assert span(one, "cue").ranges == ((1, 4),)

    def test_the_bracket_of_an_item_voices_its_body(self, tmp_path: Path) -> None:
        one = read(
            tmp_path,
            "== run-on",
            FEED,
            '  1: bracket={مصدر … "قحس"} category=military naming=unnamed affiliation={قحس}',
        )
        (row,) = one.attributions
        assert roles(one, row) == (['مقتل قائد في "قحس "غرب تل المرجان'], ['مصدر عسكري من "قحس"'], None)
        assert row.affiliation == "قحس"

    def test_relayed_speech_names_its_outer_attribution(self, tmp_path: Path) -> None:
        one = read(
            tmp_path,
            "== lines",
            '"قحس" تنفي الخبر (مصدر أمني) - 10:00',
            "  1: bracket={مصدر أمني} category=security naming=unnamed",
            "  2: in=1 claim={الخبر} source={قحس} cue={تنفي} category=armed_group naming=named",
        )
        outer, inner = one.attributions
        assert outer.parent is None
        assert inner.parent == outer.id
        assert roles(one, outer)[0] == ['"قحس" تنفي الخبر']

    def test_a_claim_in_two_pieces_and_a_source_that_is_nowhere(self, tmp_path: Path) -> None:
        one = read(
            tmp_path,
            '"نعم"، قال، "سنعود".',
            '  1: claim={"نعم"}+{"سنعود"} cue={قال} category=author naming=implicit',
        )
        assert roles(one, one.attributions[0]) == (['"نعم" "سنعود"'], [], "قال")
        assert len(span(one, "claim").ranges) == 2

    def test_several_claims_and_several_sources(self, tmp_path: Path) -> None:
        one = read(
            tmp_path,
            "أكد زيد خروجه ووصوله، ومثله تيم.",
            "  1: claim={خروجه}&{وصوله} source={زيد}&{تيم} cue={أكد} category=individual naming=named",
        )
        assert roles(one, one.attributions[0]) == (["خروجه", "وصوله"], ["زيد", "تيم"], "أكد")

    def test_the_same_words_are_one_span_in_one_role_and_two_in_two_roles(self, tmp_path: Path) -> None:
        one = read(
            tmp_path,
            "قال زيد إنه تعب وأضاف أنه راحل.",
            "  1: claim={إنه تعب} source={زيد} cue={قال} category=individual naming=named",
            "  2: claim={أنه راحل} source={زيد} cue={أضاف} category=individual naming=implicit",
            "  actor: {زيد}",
        )
        first, second = one.attributions
        assert first.sources == second.sources
        assert span(one, "actor").ranges == span(one, "source").ranges

    def test_a_cue_may_be_cut_from_a_word(self, tmp_path: Path) -> None:
        one = read(
            tmp_path,
            "وصل الوفد، وفقا لوكالة الرافد.",
            "  1: claim={وصل الوفد} source={وكالة الرافد} cue={وفقا ل|} category=agency naming=named",
        )
        assert roles(one, one.attributions[0])[1:] == (["وكالة الرافد"], "وفقا ل")

    def test_words_stand_whole_with_proclitics_outside(self, tmp_path: Path) -> None:
        one = read(
            tmp_path,
            "قالت وقال: والقائل قال",
            "  cue: {قال}#2",
            "  source: {القائل}",
        )
        assert span(one, "cue").start == 19
        assert span(one, "source").start == 12

    def test_nothing_to_mark_is_said_so(self, tmp_path: Path) -> None:
        one = read(tmp_path, "تابع الأهالي المباراة.", "  none: follow")
        assert (one.spans, one.attributions) == ((), ())


class TestDocuments:
    @pytest.mark.parametrize(("layout", "between"), [("run-on", " "), ("lines", "\n")])
    def test_a_page_of_a_ticker_is_one_document(self, tmp_path: Path, layout: str, between: str) -> None:
        first, second = "خبر أول - ٩:٠٥ ص", "خبر ثان (...) – 21.10"
        one = read(tmp_path, f"== {layout}", "", first, "  claim: body", "", second, "  claim: body")
        assert (one.document.kind, one.document.title) == ("ticker", "الأخبار العاجلة")
        assert one.text == f"الأخبار العاجلة\n{first}{between}{second}"
        assert [
            (segment.kind, one.text[segment.start : segment.end]) for segment in one.document.segments
        ] == [
            ("furniture", "الأخبار العاجلة"),
            ("item", "خبر أول"),
            ("time", "٩:٠٥ ص"),
            ("item", "خبر ثان (...)"),
            ("time", "21.10"),
        ]
        assert [span.quote for span in one.spans] == ["خبر أول", "خبر ثان (...)"]

    def test_each_page_and_each_sentence_is_a_document(self, tmp_path: Path) -> None:
        pages = ("== lines", "خبر - 10:00", "  claim: body", "== lines", "نبأ - 11:00", "  claim: body")
        assert len(bundles(written(tmp_path, *pages))) == 2
        assert len(bundles(written(tmp_path, "جملة.", "  none", "أخرى.", "  none"))) == 2


SENTENCE = "وقال الوزير إن الوزير غاب."
WHOLE = "category=official naming=role"


@pytest.mark.parametrize(
    ("lines", "line", "says"),
    [
        (["  none"], 1, "marks before any text"),
        ([SENTENCE, " none"], 2, "indented by two spaces"),
        ([SENTENCE, "  none "], 2, "spaces at the end"),
        ([SENTENCE], 1, "nothing is marked"),
        ([SENTENCE, "", "  cue: {قال}", "", "أخرى."], 5, "nothing is marked"),
        ([SENTENCE, "  none", "  cue: {قال}"], 3, "stands alone"),
        ([SENTENCE, "  cue: {قال}", "  none"], 3, "stands alone"),
        ([SENTENCE, "  verb: {قال}"], 2, "neither an attribution"),
        ([SENTENCE, "  cue: قال"], 2, "neither an attribution"),
        ([SENTENCE, "  cue: {قال}", "  cue: {قال}"], 3, "already marked"),
        ([SENTENCE, "  cue: {صرح}"], 2, "does not have «صرح»"),
        ([SENTENCE, "  cue: {وزير}"], 2, "does not have «وزير»"),
        ([SENTENCE, "  source: {الوزير}"], 2, "stands 2 times"),
        ([SENTENCE, "  source: {الوزير}#3"], 2, "#3 cannot be"),
        ([SENTENCE, "  cue: {قال}#1"], 2, "#1 cannot be"),
        ([SENTENCE, "  claim: {قال … الوزير}"], 2, "stands 2 times after"),
        ([SENTENCE, "  claim: {غاب … إن}"], 2, "stands 0 times after"),
        ([SENTENCE, "  cue: { قال}"], 2, "spaces around"),
        ([SENTENCE, "  claim: {غاب}+{إن}"], 2, "stand apart, in order"),
        ([SENTENCE, "  claim: {غاب}+{.}"], 2, "touch"),
        ([SENTENCE, f"  2: claim={{غاب}} {WHOLE}"], 2, "numbered from 1"),
        ([SENTENCE, f"  1: in=1 claim={{غاب}} {WHOLE}"], 2, "no attribution before"),
        ([SENTENCE, f"  1: claim={{غاب}} claim={{إن}} {WHOLE}"], 2, "claim stands twice"),
        ([SENTENCE, f"  1: claim={{غاب}} verb={{قال}} {WHOLE}"], 2, "unknown key verb"),
        ([SENTENCE, f"  1: claim={{غاب}} cue=قال {WHOLE}"], 2, "words in braces"),
        ([SENTENCE, f"  1: claim={{غاب {WHOLE}"], 2, "cannot read"),
        ([SENTENCE, f"  1: source={{قال}} {WHOLE}"], 2, "either a bracket or a claim"),
        ([SENTENCE, "  1: claim={غاب} naming=role"], 2, "category is missing"),
        ([SENTENCE, "  1: claim={غاب} category=official"], 2, "naming is missing"),
        ([SENTENCE, "  none", "== lines", "خبر - 10:00", "  claim: body"], 3, "a page after items"),
        (["== columns"], 1, "a page opens with"),
        (["== lines", SENTENCE, "  none"], 2, "ends with a dash and a time"),
        (["== lines", FEED, "  cue: {21:20}"], 3, "does not have «21:20»"),
        (["== lines", FEED, f"  1: bracket={{مصدر عسكري}} {WHOLE}"], 3, "do not fill a bracket"),
        (["== lines", FEED, f"  1: bracket={{عسكري من}} {WHOLE}"], 3, "do not fill a bracket"),
        (
            ["== lines", "خبر (مصدر) - 1:00", f"  1: bracket={{مصدر}} cue={{خبر}} {WHOLE}"],
            3,
            "a bracket is the source",
        ),
    ],
)
def test_bad_lines_are_refused_with_their_place(
    tmp_path: Path, lines: list[str], line: int, says: str
) -> None:
    with pytest.raises(NotationError) as caught:
        bundles(written(tmp_path, *lines))
    assert str(caught.value).startswith(f"items.txt:{line}: ")
    assert says in str(caught.value)


def test_a_page_without_items_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotationError, match="page 1 has no items"):
        bundles(written(tmp_path, "== lines", "== lines", "خبر - 10:00", "  claim: body"))
