"""A scheme is checked field by field, and nothing a span refers to ever leaves it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.colors import LEAST_CONTRAST, PALETTE, PAPERS, contrast, is_color
from annotator.core.errors import AnnotatorError
from annotator.core.name_attributes import with_name_attributes
from annotator.core.scheme import (
    SCHEME,
    Attribute,
    Fault,
    Label,
    Place,
    Scheme,
    Term,
    Vocabulary,
    check_scheme,
    faint_colors,
    faults,
    lost,
    merged,
    named,
    newly_retired,
    placed_rows,
)
from annotator.core.scheme_edits import (
    Part,
    added,
    changed,
    fresh_id,
    id_from_name,
    is_made_up,
    moved,
    renamed,
    row_at,
    value_at,
    with_labels,
    with_value,
)
from annotator.formats import scheme_toml
from annotator.words.i18n import LANGUAGES, error_sentence

NEWS = scheme_toml.load()
NAME = {"ar": "اسم", "en": "Name"}
replace = msgspec.structs.replace


def with_label(**values: Any) -> Scheme:
    """The default scheme with other values in the label `actor`."""
    return changed(NEWS, ("labels", "actor"), **values)


BAD: list[tuple[Scheme, Fault]] = [
    (replace(NEWS, name={"ar": "س"}), Fault("scheme-no-name", SCHEME, "name.en")),
    (with_label(name={"ar": " ", "en": "Actor"}), Fault("scheme-no-name", ("labels", "actor"), "name.ar")),
    (with_label(key="12"), Fault("scheme-bad-key", ("labels", "actor"), "key", "12")),
    (with_label(key=" "), Fault("scheme-bad-key", ("labels", "actor"), "key", " ")),
    (with_label(key="\t"), Fault("scheme-bad-key", ("labels", "actor"), "key", "\t")),
    (with_label(key="2"), Fault("scheme-repeated-key", ("labels", "place"), "key", "2")),
    (with_label(light="blue"), Fault("scheme-bad-color", ("labels", "actor"), "light", "blue")),
    (with_label(dark="#12345"), Fault("scheme-bad-color", ("labels", "actor"), "dark", "#12345")),
    (with_label(attributes=("x",)), Fault("scheme-unknown-id", ("labels", "actor"), "attributes", "x")),
    (replace(NEWS, attribution=("x",)), Fault("scheme-unknown-id", SCHEME, "attribution", "x")),
    (
        changed(NEWS, ("attributes", "sector"), vocabulary="x"),
        Fault("scheme-unknown-id", ("attributes", "sector"), "vocabulary", "x"),
    ),
    (
        replace(NEWS, labels=(*NEWS.labels, Label(id="Actor 2", name=NAME))),
        Fault("scheme-bad-id", ("labels", "Actor 2"), "id", "Actor 2"),
    ),
    (
        replace(NEWS, labels=(*NEWS.labels, Label(id="actor", name=NAME))),
        Fault("scheme-repeated-id", ("labels", "actor"), "id", "actor"),
    ),
    (
        changed(NEWS, ("vocabularies", "act"), terms=(Term(id="a b", name=NAME),)),
        Fault("scheme-bad-id", ("terms", "act", "a b"), "id", "a b"),
    ),
    (
        changed(NEWS, ("vocabularies", "act"), terms=(Term(id="a", name=NAME), Term(id="a", name=NAME))),
        Fault("scheme-repeated-id", ("terms", "act", "a"), "id", "a"),
    ),
]


class TestCheck:
    def test_the_default_scheme_is_sound_and_readable(self) -> None:
        assert list(faults(NEWS)) == []
        assert list(faint_colors(NEWS)) == []

    @pytest.mark.parametrize(("scheme", "fault"), BAD, ids=lambda row: getattr(row, "code", ""))
    def test_each_fault_is_named_with_its_place(self, scheme: Scheme, fault: Fault) -> None:
        assert fault in list(faults(scheme))
        with pytest.raises(AnnotatorError) as caught:
            check_scheme(scheme)
        assert caught.value.code == fault.code
        for language in LANGUAGES:
            assert ".".join((*fault.place, fault.field)) in error_sentence(language, caught.value)

    def test_a_key_of_a_retired_label_is_free(self) -> None:
        assert list(faults(changed(with_label(key="2"), ("labels", "place"), retired=True))) == []

    def test_a_key_is_the_same_in_both_cases(self) -> None:
        scheme = changed(with_label(key="x"), ("labels", "place"), key="X")
        assert [fault.code for fault in faults(scheme)] == ["scheme-repeated-key"]

    def test_a_faint_color_is_a_warning(self) -> None:
        scheme = with_label(light="#ffee99", dark="#222222")
        assert list(faults(scheme)) == []
        assert [(fault.place, fault.field) for fault in faint_colors(scheme)] == [
            (("labels", "actor"), "light"),
            (("labels", "actor"), "dark"),
        ]
        assert list(faint_colors(with_label(light="nothing"))) == []
        assert list(faint_colors(changed(scheme, ("labels", "actor"), retired=True))) == []

    def test_contrast(self) -> None:
        assert contrast("#000000", "#ffffff") == pytest.approx(21)
        assert contrast("#777777", "#777777") == 1
        assert all(is_color(paper) for paper in PAPERS.values())
        assert contrast("#767676", "#ffffff") >= LEAST_CONTRAST > contrast("#777777", "#ffffff")


class TestMerge:
    def test_with_itself_nothing_changes(self) -> None:
        assert merged(NEWS, NEWS) == NEWS

    def test_id_and_version_stay(self) -> None:
        other = replace(NEWS, id="other", version=9, guidelines="x")
        assert merged(NEWS, other) == replace(NEWS, guidelines="x")

    def test_what_is_lacking_is_kept_retired(self) -> None:
        other = Scheme(
            id="other",
            name=NAME,
            labels=(Label(id="actor", name=NAME, key="5", attributes=("sector",)),),
            attributes=(Attribute(id="sector", name=NAME, vocabulary="sector"),),
            attribution=("sector",),
            vocabularies=(Vocabulary(id="sector", name=NAME, terms=(Term(id="NEW", name=NAME),)),),
        )
        check_scheme(other)
        result = merged(NEWS, other)
        check_scheme(result)
        assert lost(NEWS, result) == set()
        assert [label.id for label in result.active_labels()] == ["actor"]
        assert result.label("cue").retired and result.label("cue").key == "5"
        assert result.label("actor").attributes == ("sector", "actor_kind", "country")
        assert result.attribution == ("sector", *NEWS.attribution)
        sector = result.vocabulary("sector")
        assert [term.id for term in sector.terms if not term.retired] == ["NEW"]
        kept = sector.term("GOV")
        assert kept is not None and kept.retired
        assert result.vocabulary("act").retired
        # Terms of a kept vocabulary are as they were, so bringing it back brings them back.
        assert not any(term.retired for term in result.vocabulary("act").terms)
        assert ("labels", "cue") in newly_retired(NEWS, result)
        assert ("labels", "actor") not in newly_retired(NEWS, result)


PARTS: tuple[Part, ...] = ("labels", "attributes", "vocabularies", "terms")
SEEN = {place for place, _ in placed_rows(NEWS)}


@st.composite
def edited(draw: st.DrawFn) -> Scheme:
    """The default scheme after some edits of all kinds, as the editor makes them."""
    scheme = NEWS
    for _ in range(draw(st.integers(1, 8))):
        places: list[Place] = [place for place, _ in placed_rows(scheme)]
        place = draw(st.sampled_from(places))
        match draw(st.sampled_from(["name", "retire", "move", "add", "rename", "attribution", "type"])):
            case "name":
                name = draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=8))
                scheme = with_value(scheme, place, "name.ar", name)
            case "retire":
                scheme = with_value(scheme, place, "retired", not value_at(scheme, place, "retired"))
            case "move":
                scheme = moved(scheme, place, draw(st.integers(-3, 3)))
            case "add":
                within = draw(st.sampled_from([row.id for row in scheme.vocabularies]))
                scheme, _ = added(scheme, draw(st.sampled_from(PARTS)), within)
            case "rename" if place not in SEEN:
                scheme = renamed(scheme, place, f"fresh_{len(places)}")
            case "attribution" if place[0] == "attributes":
                scheme = with_value(scheme, place, "attribution", draw(st.booleans()))
            case "type" if place[0] == "attributes":
                scheme = with_value(scheme, place, "type", draw(st.sampled_from(["flag", "text"])))
    return scheme


@given(edited())
def test_edits_keep_every_id_that_a_span_can_refer_to(scheme: Scheme) -> None:
    assert lost(NEWS, scheme) == set()
    assert {fault.code for fault in faults(scheme)} <= {"scheme-no-name"}
    assert merged(NEWS, scheme) == scheme


@given(edited(), edited(), st.data())
def test_a_merge_loses_nothing_and_takes_all_that_comes(
    present: Scheme, incoming: Scheme, data: st.DataObject
) -> None:
    labels = tuple(label for label in incoming.labels if data.draw(st.booleans()))
    incoming = replace(incoming, labels=labels)
    result = merged(present, incoming)
    assert lost(present, result) == lost(incoming, result) == set()
    assert [label.id for label in result.active_labels()] == [label.id for label in incoming.active_labels()]
    assert merged(present, result) == result


@given(edited())
def test_toml_gives_back_the_same(scheme: Scheme) -> None:
    assert scheme_toml.parse(scheme_toml.dump(scheme)) == scheme


class TestEdits:
    def test_a_new_row_can_be_renamed_with_all_that_refers_to_it(self) -> None:
        scheme, attribute = added(NEWS, "attributes")
        scheme, vocabulary = added(scheme, "vocabularies")
        scheme = changed(scheme, attribute, type="choice", vocabulary=vocabulary[1])
        scheme = with_value(scheme, attribute, "attribution", True)
        scheme = with_value(scheme, ("labels", "cue"), "attributes", (attribute[1],))
        scheme = renamed(renamed(scheme, attribute, "weight"), vocabulary, "weights")
        assert scheme.label("cue").attributes == ("weight",)
        assert scheme.attribution[-1] == "weight"
        row = scheme.attribute("weight")
        assert row is not None and row.vocabulary == "weights"

    def test_attributes_are_listed_in_their_order(self) -> None:
        scheme = moved(NEWS, ("attributes", "country"), -2)
        assert scheme.label("actor").attributes == ("country", "actor_kind", "sector")
        assert scheme.attribution == NEWS.attribution
        assert moved(NEWS, ("labels", "actor"), -1) == NEWS

    def test_only_a_choice_has_a_vocabulary(self) -> None:
        scheme = with_value(NEWS, ("attributes", "sector"), "type", "text")
        assert value_at(scheme, ("attributes", "sector"), "vocabulary") == ""

    def test_ids_follow_from_names(self) -> None:
        assert id_from_name("Kind of weapon (2)") == "kind_of_weapon_2"
        assert id_from_name("سلاح") == ""
        assert fresh_id("term_2", ["term_2", "term_3"]) == "term_4"
        assert is_made_up("label_6") and not is_made_up("actor")
        assert row_at(NEWS, ("terms", "sector", "GOV")) is not None
        assert row_at(NEWS, ("labels", "none")) is None


def test_labels_by_their_role() -> None:
    scheme = Scheme(
        id="s",
        name={},
        labels=(
            Label(id="old", name={}, role="claim", retired=True),
            Label(id="new", name={}, role="claim"),
            Label(id="gone", name={}, role="cue", retired=True),
        ),
    )
    assert scheme.labels_as("claim") == ("old", "new")
    assert [scheme.label_as(role) for role in ("claim", "cue", "source")] == ["new", "", ""]


def test_a_row_without_a_name_is_called_by_its_id() -> None:
    label = Label(id="actor", name={"ar": "فاعل", "en": ""})
    assert [named(label, language) for language in ("ar", "en", "fr")] == ["فاعل", "actor", "actor"]


def test_labels_that_nobody_has_chosen_colours_for_can_be_read() -> None:
    for light, dark in PALETTE:
        assert contrast(light, PAPERS["light"]) >= LEAST_CONTRAST
        assert contrast(dark, PAPERS["dark"]) >= LEAST_CONTRAST


def test_ever_more_labels_keep_their_own_looks() -> None:
    more = with_labels(NEWS, {f"new_{n}": f"وسم {n}" for n in range(30)})
    check_scheme(more)
    assert len({(row.shape, row.light) for row in more.labels}) == len(more.labels)
    keys = [row.key for row in more.labels if row.key]
    assert len(set(keys)) == len(keys) < len(more.labels)


def test_attributes_of_names_are_declared_and_checked() -> None:
    scheme = scheme_toml.load()
    assert scheme_toml.parse(scheme_toml.dump(scheme)) == scheme
    assert {"latitude", "longitude"} <= set(scheme.label("place").name_attributes)
    latitude = scheme.attribute("latitude")
    assert latitude is not None and (latitude.type, latitude.least, latitude.most) == ("number", -90, 90)
    labels = tuple(msgspec.structs.replace(row, name_attributes=("nothing",)) for row in scheme.labels[:1])
    turned = msgspec.structs.replace(latitude, least=1.0, most=-1.0)
    faulty = msgspec.structs.replace(scheme, labels=labels, attributes=(turned,), attribution=())
    found = {(fault.code, fault.place, fault.field) for fault in faults(faulty)}
    assert ("scheme-unknown-id", ("labels", "actor"), "name_attributes") in found
    assert ("scheme-bad-range", ("attributes", "latitude"), "most") in found
    of_spans = msgspec.structs.replace(scheme, attribution=(*scheme.attribution, "owner"))
    assert [fault.code for fault in faults(of_spans)] == ["scheme-of-names-alone"]


def test_what_another_scheme_declares_for_names_is_taken_over_alone() -> None:
    scheme = scheme_toml.load()
    bare = msgspec.structs.replace(
        scheme,
        labels=tuple(msgspec.structs.replace(row, name_attributes=()) for row in scheme.labels[:2]),
        attributes=scheme.attributes[:2],
        vocabularies=scheme.vocabularies[:3],
    )
    with_them = with_name_attributes(bare, scheme)
    assert with_them.labels == scheme.labels[:2]
    assert [row.id for row in with_them.attributes] == [
        "actor_kind", "sector", "parent", "side", "latitude", "longitude", "accuracy", "accuracy_basis",
        "within",
    ]  # fmt: skip
    assert list(faults(msgspec.structs.replace(with_them, attribution=()))) == list(
        faults(msgspec.structs.replace(bare, attribution=()))
    )
    assert with_name_attributes(with_them, scheme) == with_them
