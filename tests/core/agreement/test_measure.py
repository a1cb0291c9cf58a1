"""The whole measurement: authors, labels, missing layers, what is undefined, what was skipped."""

from __future__ import annotations

import csv
import gc
import io
import subprocess
import sys
import weakref
from collections.abc import Iterator

import msgspec
import pytest

from annotator.core.agreement import record, rows
from annotator.core.agreement.layers import Annotated
from annotator.core.agreement.measure import measure
from annotator.core.agreement.record import Agreement, Sampling
from annotator.core.model import Span
from tests.core.agreement.made import CLITICS, annotated, span
from tests.core.agreement.measured import FEW, agreed, figure, value

NEWS = "قالت [actor هيئة السهول] في [place الريان] إن [claim الطريق إلى [place السنديان] مغلق] منذ الفجر"


def test_two_authors_by_hand() -> None:
    agreement = agreed(
        annotated(a="قال [actor الجيش] و[place حلب] [place حمص]", b="قال [actor الجيش] [place وحلب] حمص")
    )
    assert value(agreement, "span.f1.exact", "actor") == 1
    assert value(agreement, "span.f1.exact", "place") == 0
    # «حلب» and «وحلب» are the same but for a proclitic; «حمص» only the first has.
    assert value(agreement, "span.f1.tolerant", "place") == pytest.approx(2 / 3)
    assert value(agreement, "span.f1.overlap", "place") == pytest.approx(2 / 3)
    assert value(agreement, "span.f1.exact") == pytest.approx(2 / 5)
    assert value(agreement, "span.f1.tolerant") == pytest.approx(4 / 5)
    # Of four words one is a place to both, one only to the first: by chance (2 * 1 + 2 * 3) / 16.
    assert value(agreement, "token.observed", "place") == 0.75
    assert value(agreement, "token.kappa", "place") == pytest.approx((0.75 - 0.5) / 0.5)
    # Over all labels: -, actor, place, place against -, actor, place, -.
    assert value(agreement, "token.observed") == 0.75
    assert value(agreement, "token.kappa") == pytest.approx((0.75 - 5 / 16) / (11 / 16))
    actor, place = agreement.counts
    assert (actor.label, actor.first, actor.second, actor.exact) == ("actor", 1, 1, 1)
    assert (place.first, place.second, place.exact, place.tolerant, place.overlap) == (2, 1, 0, 1, 1)


def test_layers_alike_agree_wholly() -> None:
    """Nested spans included; adding a nested label to both takes nothing away."""
    agreement = agreed(annotated("d", a=NEWS, b=NEWS), annotated("e", a=NEWS + ".", b=NEWS + "."))
    for found in agreement.figures:
        if not found.measure.startswith("attribution."):
            assert found.value == pytest.approx(1), found
            assert found.low == found.high == pytest.approx(1), found
    assert agreement.skipped == ()


def test_an_empty_layer_is_not_a_missing_one() -> None:
    nothing = NEWS.replace("[actor ", "").replace("[place ", "").replace("[claim ", "").replace("]", "")
    empty = agreed(annotated(a=NEWS, b=nothing))
    assert value(empty, "span.f1.exact", "place") == 0
    assert value(empty, "token.kappa", "place") == 0
    assert empty.compared == 1
    missing = agreed(annotated("d", a=NEWS), annotated("e", b=NEWS))
    assert missing.reason == "no-common-documents"
    assert missing.apart == (("a", "b"),)
    assert missing.figures == ()
    assert (missing.documents, missing.compared) == (2, 0)


def test_nothing_to_compare_is_said_to_be_so() -> None:
    assert agreed().reason == "no-documents"
    alone = agreed(annotated(a=NEWS))
    assert (alone.reason, alone.figures, alone.authors) == ("one-author", (), ("a",))


def test_a_label_neither_used_has_no_figure() -> None:
    agreement = agreed(annotated(a="في [place حلب]", b="في [place حلب]"), labels=["place", "actor"])
    assert agreement.labels == ("place", "actor")
    for name in ("span.f1.exact", "token.kappa", "token.alpha", "alpha_u"):
        assert figure(agreement, name, "actor").reason == "no-spans", name
        assert figure(agreement, name, "actor").value is None
        assert value(agreement, name, "place") == 1


def test_when_all_is_one_value_there_is_no_figure() -> None:
    agreement = agreed(annotated(a="[place حلب]", b="[place حلب]"))
    assert value(agreement, "token.observed", "place") == 1
    assert figure(agreement, "token.kappa", "place").reason == "no-variation"
    assert value(agreement, "token.s", "place") == 1  # two values are possible, whether used or not


def test_a_text_without_words_has_no_words_to_agree_on() -> None:
    agreement = agreed(annotated(a="🔴[cue :]", b="🔴[cue :]"))
    assert figure(agreement, "token.kappa", "cue").reason == "no-words"
    assert value(agreement, "span.f1.exact", "cue") == 1
    assert {(row.reason, row.author, row.what) for row in agreement.skipped} == {
        ("no-word", "a", "cue"),
        ("no-word", "b", "cue"),
    }


def test_labels_can_be_chosen() -> None:
    agreement = agreed(annotated(a=NEWS, b=NEWS.replace("[actor ", "[place ")), labels=["claim"])
    assert agreement.labels == ("claim",)
    assert {found.label for found in agreement.figures} == {"claim", None}
    assert value(agreement, "span.f1.exact") == 1
    assert value(agreement, "token.kappa") == 1


def test_authors_can_be_chosen() -> None:
    documents = annotated(a=NEWS, b=NEWS, c=NEWS, d=NEWS)
    assert agreed(documents, authors=["c", "a"]).authors == ("a", "c")


def three() -> list[Annotated]:
    return [
        annotated("1", a="في [place حلب] أمس", b="في [place حلب] أمس", c="في حلب [place أمس]"),
        annotated("2", a="[place حمص] اليوم", b="[place حمص] اليوم"),
        annotated("3", b="قرب [place إدلب]", c="قرب [place إدلب]"),
        annotated("4", c="[place الرقة]"),
    ]


def test_three_authors_with_missing_layers() -> None:
    agreement = agreed(*three())
    assert agreement.authors == ("a", "b", "c")
    assert agreement.compared == 3
    assert {found.authors for found in agreement.figures} == {
        ("a", "b"),
        ("a", "c"),
        ("b", "c"),
        ("a", "b", "c"),
    }
    assert figure(agreement, "token.alpha", "place", ("a", "b")).documents == 2
    everybody = figure(agreement, "token.alpha", "place", ("a", "b", "c"))
    assert everybody.documents == 3
    # Coincidences: the three words of the first text are 000, 110, 001; then 11 00 and 00 11.
    # Differing: 2 + 2 ordered pairs of 6, halved each, so 4 of 17 values; 7 ones and 10 zeros.
    assert everybody.value == pytest.approx(1 - (4 / 17) / (2 * 7 * 10 / (17 * 16)))
    # Units are compared where all three took part: the first text alone.
    units = figure(agreement, "alpha_u", "place", ("a", "b", "c"))
    assert units.documents == 1
    only = agreed(three()[0])
    assert units.value == pytest.approx(value(only, "alpha_u", "place", ("a", "b", "c")))
    assert (units.low, units.high) == (None, None)


def test_no_document_of_all_three() -> None:
    agreement = agreed(*three()[1:])
    everybody = ("a", "b", "c")
    assert figure(agreement, "alpha_u", "place", everybody).reason == "no-common-documents"
    assert value(agreement, "token.alpha", "place", everybody) == 1
    assert agreement.apart == (("a", "c"),)


def test_what_was_skipped_is_named() -> None:
    text = "في حلب"
    good, twin = span(text, "place", (3, 6), author="a"), span(text, "place", (3, 6), author="a")
    zero, far = span(text, "place", (2, 2), author="a"), span(text, "place", (3, 9), author="a")
    again = msgspec.structs.replace(twin, id="again")
    agreement = agreed(
        Annotated("d", text, {"a": ((good, again, zero, far), ()), "b": ((span(text, "place", (3, 6)),), ())})
    )
    assert [(row.reason, row.count, row.examples) for row in agreement.skipped] == [
        ("outside-text", 1, (("d", far.id),)),
        ("repeated", 1, (("d", "again"),)),
        ("zero-length", 1, (("d", zero.id),)),
    ]
    assert value(agreement, "span.f1.exact", "place") == 1


def test_skipped_spans_of_other_labels_are_not_named() -> None:
    zero = span("حلب", "place", (2, 2), author="a")
    layers = {"a": ((zero,), ()), "b": ((), ())}
    assert agreed(Annotated("d", "حلب", layers), labels=["actor"]).skipped == ()


def test_crossed_labels() -> None:
    agreement = agreed(
        annotated(
            a="[actor حلب] [source [actor الجيش]] [place حمص]", b="[place حلب] [source الجيش] [place حمص]"
        )
    )
    assert [(row.first, row.second, row.count) for row in agreement.confusion] == [("actor", "place", 1)]
    nested = annotated(a="قالت [actor [source يراع]]", b="قالت [actor [place يراع]]")
    assert [(row.first, row.second) for row in agreed(nested).confusion] == [("source", "place")]


def test_discontinuous_spans() -> None:
    text = "القصف، كما قيل، توقف"
    pieces = ((0, 5), (16, 20))
    ours, theirs = span(text, "claim", *pieces, author="a"), span(text, "claim", (0, 20), author="b")
    agreement = agreed(Annotated("d", text, {"a": ((ours,), ()), "b": ((theirs,), ())}))
    assert value(agreement, "span.f1.exact", "claim") == 0
    assert value(agreement, "span.f1.overlap", "claim") == 1
    assert value(agreement, "token.observed", "claim") == 0.5
    same = msgspec.structs.replace(ours, author="b")
    agreement = agreed(Annotated("d", text, {"a": ((ours,), ()), "b": ((same,), ())}))
    assert value(agreement, "span.f1.exact", "claim") == 1
    assert value(agreement, "alpha_u", "claim") == 1


def test_intervals_hold_the_value_and_repeat() -> None:
    documents = [
        annotated(str(n), a="في [place حلب] أمس", b="في [place حلب] أمس" if n % 3 else "في حلب [place أمس]")
        for n in range(30)
    ]
    first, second = agreed(*documents), agreed(*documents)
    assert first == second
    for name in ("span.f1.exact", "token.kappa", "alpha_u"):
        found = figure(first, name, "place")
        assert found.low is not None and found.high is not None and found.value is not None
        assert found.low < found.value < found.high
    assert value(first, "span.f1.exact") == pytest.approx(2 / 3)
    other = agreed(*documents, sampling=Sampling(resamples=20, seed=8))
    assert figure(other, "token.kappa").low != figure(first, "token.kappa").low


def test_resamples_without_a_value_are_counted() -> None:
    """Only one of two documents has spans: a resample may miss it."""
    agreement = agreed(annotated("1", a="[place حلب]", b="[place حلب]"), annotated("2", a="قال", b="قال"))
    assert 0 < figure(agreement, "span.f1.exact", "place").undefined < FEW.resamples
    assert (
        figure(agreement, "alpha_u", "place").undefined
        == figure(agreement, "span.f1.exact", "place").undefined
    )


def test_the_order_of_layers_and_spans_does_not_matter() -> None:
    one = annotated(a=NEWS, b=NEWS.replace("[place السنديان]", "السنديان"))
    turned = {author: (list(reversed(layer[0])), layer[1]) for author, layer in reversed(one.layers.items())}
    assert agreed(one) == agreed(Annotated("d", one.text, turned))


class Watched(list[Span]):
    """A list that can be watched."""


def test_documents_are_let_go() -> None:
    """While one document is read none of the others is held."""
    alive: list[weakref.ref[Watched]] = []

    def stream() -> Iterator[Annotated]:
        for number in range(5):
            made = annotated(str(number), a=NEWS, b=NEWS)
            layers = {author: (Watched(layer[0]), ()) for author, layer in made.layers.items()}
            alive.extend(weakref.ref(spans) for spans, _ in layers.values())
            yield Annotated(made.document_id, made.text, layers)  # type: ignore[arg-type]
            del made, layers
            gc.collect()
            # What the caller holds of this one goes when it asks for the next.
            assert not [held for held in alive[:-2] if held() is not None]

    assert measure(stream(), clitics=CLITICS, sampling=FEW).documents == 5


def test_it_can_be_stopped() -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    documents = [annotated(str(n), a=NEWS, b=NEWS) for n in range(2)]
    with pytest.raises(KeyboardInterrupt):
        agreed(*documents, checkpoint=stop)


def test_numpy_is_not_loaded_before_it_is_needed() -> None:
    """Else every start of the program would pay for it."""
    code = "import sys, annotator.core.agreement.measure; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_record_goes_through_json() -> None:
    agreement = agreed(*three())
    assert msgspec.json.decode(msgspec.json.encode(agreement), type=Agreement) == agreement


def test_every_measure_is_listed() -> None:
    agreement = agreed(*three())
    pair = {found.measure for found in agreement.figures if len(found.authors) == 2}
    group = {found.measure for found in agreement.figures if len(found.authors) == 3}
    values = {
        f"attribution.{name}.{what}" for name in ("category", "naming") for what in record.VALUE_MEASURES
    }
    assert pair == {
        *(f"span.f1.{what}" for what in ("exact", "tolerant", "overlap")),
        *(f"token.{what}" for what in ("observed", "kappa", "pi", "s", "ac1", "alpha")),
        record.UNITIZING_MEASURE,
        *record.ATTRIBUTION_MEASURES,
        *values,
    }
    assert group == {"token.observed", "token.pi", "token.alpha", record.UNITIZING_MEASURE}


def test_csv_of_figures() -> None:
    agreement = agreed(annotated(a="في [place حلب]", b="في [place حلب]"), labels=["place", "actor"])
    file = io.StringIO()
    csv.writer(file).writerows(rows.figure_rows(agreement))
    found = list(csv.DictReader(io.StringIO(file.getvalue())))
    exact = {row["label"]: row for row in found if row["measure"] == "span.f1.exact"}
    assert (exact["place"]["value"], exact["place"]["authors"]) == ("1.0", "a | b")
    assert (exact["actor"]["value"], exact["actor"]["reason"]) == ("", "no-spans")
    assert exact[""]["documents"] == "1"
