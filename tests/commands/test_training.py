"""A model trained in the project: learned in another process, measured, kept, used, carried as a file."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from msgspec import structs

from annotator.commands import suggestions, training
from annotator.core.errors import AnnotatorError
from annotator.core.learned import Model, decode_model, encode_model, sealed
from annotator.core.suggestions import Suggestion
from annotator.store import Project, models
from annotator.suggest.clitics import clitics
from annotator.suggest.labelling import FEATURES, UNTOLD
from annotator.suggest.names import NameMatcher
from annotator.suggest.trained import SUGGESTER, Trained
from tests.store.conftest import make_document, project
from tests.trained import ME, UNSEEN, annotate

__all__ = ["project"]

ENOUGH = 12


@pytest.fixture
def labelled(project: Project) -> Project:
    for number in range(ENOUGH):
        annotate(project, number)
    return project


def found(project: Project, document: str) -> list[Suggestion]:
    rows = suggestions.suggest_document(project, document, author=ME)
    return [row for row in rows if row.suggester == SUGGESTER]


def refused(project: Project, **asked: str) -> AnnotatorError:
    with pytest.raises(AnnotatorError) as error:
        training.train(project, author=ME, **asked)
    return error.value


def test_names_that_nobody_listed_are_proposed_once_it_is_used(labelled: Project) -> None:
    page = make_document(labelled, UNSEEN)
    made = training.train(labelled, author=ME)
    assert (made.number, made.used, made.before_number) == (1, False, None)
    assert not found(labelled, page.id)

    training.use_version(labelled, 1)
    proposed = {(row.spans[0].label, row.spans[0].quote) for row in found(labelled, page.id)}
    assert proposed == {("actor", "لواء البحيرة"), ("place", "عين السنديان")}
    assert all(0 < row.confidence < 1 for row in found(labelled, page.id))

    training.use_version(labelled, None)
    assert not found(labelled, page.id)


def test_a_model_tells_what_it_has_learned_from(labelled: Project) -> None:
    told: list[int] = []
    made = training.train(labelled, author=ME, progress=lambda done, _: told.append(done))
    learned = made.model.training
    assert (learned.labels, learned.layer, learned.author) == (("actor", "place"), ME, ME)
    assert learned.head == labelled.head() and learned.project == labelled.project_id
    assert len(learned.documents) == ENOUGH and 0 < len(learned.held) < ENOUGH
    assert learned.spans == ENOUGH * 6
    assert training.f1(learned.figures[""]) == 1
    assert told == sorted(told) and told[-1] == 100


def test_the_same_layer_gives_the_same_model(labelled: Project) -> None:
    first, again = (training.train(labelled, author=ME).model for _ in range(2))
    assert first.payload == again.payload


def test_one_that_is_better_takes_the_place_of_the_one_before(
    labelled: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    training.train(labelled, author=ME, use=True)
    annotate(labelled, ENOUGH)
    same = training.train(labelled, author=ME)
    assert not same.used and same.before_number == 1
    annotate(labelled, ENOUGH + 1)
    monkeypatch.setattr(training, "_compared", _better)
    assert training.train(labelled, author=ME).used


def _better(model: Model, _: object) -> tuple[object, object]:
    right = model.training.figures[""]
    return right, type(right)(0, 1, 1)


@pytest.mark.parametrize("number", [0, 1, 3])
def test_too_little_is_not_learned_from(project: Project, number: int) -> None:
    for place in range(number):
        annotate(project, place)
    error = refused(project)
    assert error.code == "too-little-to-learn" and error.details["spans"] == 6 * number
    assert not models.folder(project).exists()


def test_a_label_of_a_few_spans_is_left_out(labelled: Project) -> None:
    annotate(labelled, 0, author="رنا")
    assert refused(labelled, layer="رنا").code == "too-little-to-learn"
    with pytest.raises(AnnotatorError, match="unknown-label"):
        training.train(labelled, author=ME, labels=["odd"])


def test_training_can_be_stopped(labelled: Project) -> None:
    asked: list[int] = []

    def wanted() -> bool:
        asked.append(1)
        return len(asked) > 2

    with pytest.raises(AnnotatorError, match="cancelled"):
        training.train(labelled, author=ME, cancelled=wanted)
    assert not models.versions(labelled)


def test_a_model_travels_as_a_file(labelled: Project, tmp_path: Path) -> None:
    training.train(labelled, author=ME, use=True)
    out = tmp_path / "out.model"
    training.export_model(labelled, 1, out)
    training.remove_version(labelled, 1)
    assert not models.versions(labelled) and not models.used(labelled)
    page = make_document(labelled, UNSEEN)
    assert not found(labelled, page.id)

    assert training.import_model(labelled, out) == 1
    assert training.import_model(labelled, out) == 1
    assert not models.used(labelled)
    training.use_version(labelled, 1)
    assert len(found(labelled, page.id)) == 2


def test_files_that_are_no_models_are_told_apart(labelled: Project, tmp_path: Path) -> None:
    whole = encode_model(training.train(labelled, author=ME).model)
    path = tmp_path / "x.model"
    model = decode_model(whole)
    lying = sealed(model.training, b"lCRF" + bytes(400))
    for data, code in (
        (b"", "not-a-model"),
        (b"PK\x03\x04 something else", "not-a-model"),
        (b"annotator-model 2\n{}\nlCRF", "newer-model"),
        (b"annotator-model 1\n[]\nlCRF", "model-damaged"),
        (b"annotator-model 1\n" + b"[" * 100_000, "model-damaged"),
        (whole[: len(whole) // 2], "model-damaged"),
        (whole[:-1] + bytes([whole[-1] ^ 1]), "model-damaged"),
        (encode_model(lying), "model-damaged"),
    ):
        path.write_bytes(data)
        with pytest.raises(AnnotatorError) as error:
            training.import_model(labelled, path)
        assert error.value.code == code, data[:40]
    assert [row.number for row in models.versions(labelled)] == [1]
    with pytest.raises(AnnotatorError, match="no-such-model"):
        training.use_version(labelled, 9)


def test_a_model_that_was_damaged_since_is_not_used(labelled: Project) -> None:
    training.train(labelled, author=ME, use=True)
    (row,) = models.versions(labelled)
    row.path.write_bytes(row.path.read_bytes()[:-9])
    (row,) = models.versions(labelled)
    assert row.problem is not None and row.problem.code == "model-damaged"
    assert models.used_version(labelled) is None
    with pytest.raises(AnnotatorError, match="model-damaged"):
        training.use_version(labelled, 1)


def test_spans_behind_proclitics_are_learned_so(project: Project) -> None:
    """What is labelled without its proclitic is proposed without it."""
    from annotator.commands import spans

    for number in range(ENOUGH):
        text = f"خبر {number}: وصلت التعزيزات لقنطرة الجنوب وبقنطرة الشمال معا."
        page = make_document(project, text)
        for words in ("قنطرة الجنوب", "قنطرة الشمال"):
            start = text.index(words)
            ranges = [(start, start + len(words))]
            spans.add_span(project, author=ME, document_id=page.id, label="place", ranges=ranges)
    assert training.train(project, author=ME, use=True).model.training.inside


def test_what_was_learned_from_is_not_measured(labelled: Project) -> None:
    training.train(labelled, author=ME, use=True)
    assert not suggestions.evaluate_suggester(labelled, SUGGESTER, layer=ME).documents
    annotate(labelled, ENOUGH + 1)
    counts = suggestions.evaluate_suggester(labelled, SUGGESTER, layer=ME)
    assert counts.documents == 1 and counts.exact["actor"].matched == 3


def test_one_sentence_of_many_words_is_no_trouble(labelled: Project) -> None:
    training.train(labelled, author=ME, use=True)
    page = make_document(labelled, " ".join([UNSEEN.rstrip(".")] * 2_000))
    assert len(found(labelled, page.id)) > 1_900


def test_without_the_extra_training_says_so_and_nothing_is_proposed(
    labelled: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = training.train(labelled, author=ME)
    page = make_document(labelled, UNSEEN)
    monkeypatch.setitem(sys.modules, "pycrfsuite", None)
    monkeypatch.setattr(training.cores, "apart", lambda work, **_: work(lambda done, total: None))
    with pytest.raises(AnnotatorError, match="learn-missing"):
        training.train(labelled, author=ME)
    assert list(Trained(made.model).find(page, UNSEEN, NameMatcher((), clitics()))) == []
    with pytest.raises(AnnotatorError, match="model-not-usable"):
        training.use_version(labelled, 1)


def test_a_model_of_the_features_of_before_is_still_used(labelled: Project) -> None:
    model = training.train(labelled, author=ME).model
    none = NameMatcher((), clitics())

    def finds(features: int) -> int:
        changed = structs.replace(model.training, features=features)
        page = make_document(labelled, f"{UNSEEN} {features}")
        return len(list(Trained(sealed(changed, model.payload)).find(page, UNSEEN, none)))

    assert finds(FEATURES) and finds(UNTOLD)
    assert not finds(FEATURES + 1)
