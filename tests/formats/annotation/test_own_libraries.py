"""What is written is opened by the libraries it is for, and trained on as it is."""

from __future__ import annotations

import io
import json
import warnings
from pathlib import Path
from typing import Any

import pytest

from annotator.core.carrying import Loss, carried
from annotator.core.model import Bundle
from annotator.core.tokens import tokens
from annotator.formats import WriteOptions, by_id, scheme_toml, write
from tests.formats.annotation.test_round_trips import corpus, invented

SCHEME = scheme_toml.load()
LABELS = tuple(label.id for label in SCHEME.labels)


def file(folder: Path, format_id: str, bundles: list[Bundle]) -> Path:
    format, out = by_id(format_id), io.BytesIO()
    options = WriteOptions(scheme=SCHEME, labels=LABELS)
    write(format, bundles, out, options)
    path = folder / f"set{format.suffixes[0]}"
    path.write_bytes(out.getvalue())
    for ending, data in (format.companions(options) if format.companions else {}).items():
        path.with_name(path.name + ending).write_bytes(data)
    return path


def spans_of(bundles: list[Bundle], format_id: str) -> list[set[tuple[int, int, str]]]:
    left = [carried(bundle, by_id(format_id).carries, Loss()) for bundle in bundles]
    return [{(span.start, span.end, span.label) for span in bundle.spans} for bundle in left]


def test_spacy_reads_all_spans_and_trains_on_them(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import spacy
        from spacy.tokens import Doc, DocBin
        from spacy.training import Example

        def bare(doc: Any) -> Any:
            """The tokens of a document without what is known of them."""
            spaces = [bool(token.whitespace_) for token in doc]
            return Doc(doc.vocab, words=[token.text for token in doc], spaces=spaces)

        bundles = [*corpus()[:4], invented(1)]
        path = file(tmp_path, "spacy", bundles)
        nlp = spacy.blank("ar")
        docs = list(DocBin().from_disk(path).get_docs(nlp.vocab))
        assert [doc.text for doc in docs] == [bundle.text for bundle in bundles]
        found = [{(row.start_char, row.end_char, row.label_) for row in doc.spans["sc"]} for doc in docs]
        assert found == spans_of(bundles, "spacy")
        nlp.add_pipe("spancat", config={"spans_key": "sc"})
        examples = [Example(bare(doc), doc) for doc in docs]
        nlp.initialize(lambda: examples)
        losses = nlp.update(examples)
        assert losses["spancat"] > 0
        flat = spacy.blank("ar")
        ner = flat.add_pipe("ner")
        assert ner is not None
        only = file(tmp_path, "spacy", [_of(bundle, "place") for bundle in bundles])
        docs = list(DocBin().from_disk(only).get_docs(flat.vocab))
        assert any(doc.ents for doc in docs)
        examples = [Example(bare(doc), doc) for doc in docs]
        flat.initialize(lambda: examples)
        assert flat.update(examples)["ner"] > 0


def _of(bundle: Bundle, label: str) -> Bundle:
    import msgspec

    spans = tuple(span for span in bundle.spans if span.label == label)
    return msgspec.structs.replace(bundle, spans=spans, attributions=())


@pytest.mark.parametrize("format_id", ["hf-parquet", "hf-jsonl"])
def test_datasets_loads_the_rows_with_the_names_of_their_classes(
    tmp_path: Path, format_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import datasets
        import tqdm

        monkeypatch.setattr(tqdm.tqdm, "monitor_interval", 0)  # a thread that would stay
        bundles = corpus()[:5]
        path = file(tmp_path, format_id, bundles)
        cache = str(tmp_path / "cache")
        datasets.disable_progress_bars()
        if format_id == "hf-parquet":
            found = datasets.Dataset.from_parquet(str(path), cache_dir=cache)
        else:
            told = json.loads(path.with_name(path.name + ".features.json").read_text("utf-8"))
            features = datasets.Features.from_dict(told)
            found = datasets.Dataset.from_json(str(path), features=features, cache_dir=cache)
        names = found.features["ner_tags"].feature.names
        assert names == ["O", *(f"{part}-{label}" for label in LABELS for part in "BI")]
        assert found.features["tags_claim"].feature.names == ["O", "B-claim", "I-claim"]
        for row, bundle in zip(found, bundles, strict=True):
            assert row["text"] == bundle.text and len(row["tokens"]) == len(row["ner_tags"])
            assert row["tokens"] == [bundle.text[start:end] for start, end in tokens(bundle.text)]
        claims = [row["tags_claim"].count(1) for row in found]
        kept = spans_of(bundles, format_id)
        assert claims == [sum(label == "claim" for _, _, label in spans) for spans in kept]


def test_a_sequence_labeller_is_trained_and_loaded_back(tmp_path: Path) -> None:
    import pycrfsuite

    path = file(tmp_path, "conll", [_of(bundle, "place") for bundle in corpus()])
    sentences: list[list[list[str]]] = [[]]
    for line in path.read_text("utf-8").split("\n"):
        if line and not line.startswith("-DOCSTART-"):
            sentences[-1].append(line.split(" "))
        elif sentences[-1]:
            sentences.append([])
    trainer = pycrfsuite.Trainer(verbose=False)
    features: list[tuple[Any, list[str]]] = []
    for rows in filter(None, sentences):
        features.append(([[f"w={row[0]}", f"p={row[0][:2]}"] for row in rows], [row[-1] for row in rows]))
        trainer.append(*features[-1])
    trainer.set_params({"max_iterations": 30})
    trainer.train(str(tmp_path / "model"))
    tagger = pycrfsuite.Tagger()
    tagger.open(str(tmp_path / "model"))
    right = sum(tagger.tag(words) == tags for words, tags in features)
    assert right > len(features) / 2


def test_cassis_reads_the_spans_and_their_relations(tmp_path: Path) -> None:
    import zipfile

    import cassis

    bundles = corpus()[:3]
    left = [carried(bundle, by_id("uima-xmi").carries, Loss()) for bundle in bundles]
    with zipfile.ZipFile(file(tmp_path, "uima-xmi", bundles)) as archive:
        types = cassis.load_typesystem(io.BytesIO(archive.read("TypeSystem.xml")))
        names = sorted(name for name in archive.namelist() if name.endswith(".xmi"))
        for name, bundle in zip(names, left, strict=True):
            cas = cassis.load_cas_from_xmi(io.BytesIO(archive.read(name)), typesystem=types)
            rows = cas.select("webanno.custom.Marked")
            assert {(row.begin, row.end, row.label) for row in rows} == {
                (span.start, span.end, span.label) for span in bundle.spans
            }
            assert len(cas.select("webanno.custom.Belongs")) >= len(bundle.attributions)
