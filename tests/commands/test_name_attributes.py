"""What is known of names: set, checked, merged, listed in a table, taken from a gazetteer; each one act."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from annotator.commands import gazetteer
from annotator.commands.keeping import edit_document
from annotator.commands.name_attributes import set_attribute, set_values, table_of
from annotator.commands.names import add_name, import_names, merge_names, split_name
from annotator.commands.scheme import change_scheme, declare_name_attributes
from annotator.commands.spans import add_span, set_span_attribute
from annotator.core.errors import StaleChange
from annotator.core.name_attributes import undeclared
from annotator.core.names import Name
from annotator.formats.csv_table import csv_bytes
from annotator.store import Project
from annotator.store.names import all_names_of, name_record, names_of
from annotator.store.verify import rebuild, verify
from tests.reviewed import refused
from tests.store.conftest import make_document, project

__all__ = ["project"]

ME, OTHER = "سلمى", "يزن"


def live(project: Project, name: Name) -> Name:
    found = name_record(project, name.id)
    assert found is not None
    return found


def published(project: Project, text: str, source: str) -> None:
    edit_document(project, make_document(project, text), author=ME, source=source)


@pytest.fixture
def town(project: Project) -> Name:
    return add_name(project, author=ME, label="place", name="بيت اليراع", variants=["اليراع"])


@pytest.fixture
def outlet(project: Project) -> Name:
    return add_name(project, author=ME, label="source", name="وكالة الصنوبر")


class TestSetting:
    def test_values_are_of_their_types(self, project: Project, town: Name, outlet: Name) -> None:
        region = add_name(project, author=ME, label="place", name="ريف السنديان")
        for field, typed in (
            ("latitude", "٣٥٫٣٣٦١°"),
            ("خط الطول", "-40"),
            ("accuracy", "2 الجوار القريب"),
            ("within", "ريف السنديان"),
            ("accuracy_basis", " صورة جوية "),
        ):
            town = set_attribute(project, town, field, typed, author=ME)
        assert live(project, town).attributes == {
            "latitude": 35.3361,
            "longitude": -40.0,
            "accuracy": "2",
            "within": region.id,
            "accuracy_basis": "صورة جوية",
        }
        for field, typed in (("standing", "b"), ("standing_since", "15 آذار 2019"), ("side", "طرف ثالث")):
            outlet = set_attribute(project, outlet, field, typed, author=ME)
        assert outlet.attributes == {
            "standing": "B", "standing_since": "2019-03-15", "side": "طرف ثالث"
        }  # fmt: skip
        assert verify(project) == []
        while project.undo(ME):
            pass
        assert verify(project) == []

    @pytest.mark.parametrize(
        ("field", "typed", "code"),
        [
            ("latitude", "شمال", "value-no-number"),
            ("latitude", "nan", "value-no-number"),
            ("latitude", "1e400", "value-no-number"),
            ("latitude", "90.5", "value-out-of-range"),
            ("longitude", "-180.01", "value-out-of-range"),
            ("accuracy", "4", "value-no-term"),
            ("within", "مدينة لا يعرفها أحد", "value-unknown-name"),
            ("within", "اليراع", "value-itself"),
            ("standing", "A", "name-attribute-unknown"),
            ("accuracy_basis", "a\x00b", "nul-character"),
        ],
    )
    def test_what_is_no_value_is_refused(
        self, project: Project, town: Name, field: str, typed: str, code: str
    ) -> None:
        head = project.head()
        refused(code, set_attribute, project, town, field, typed, author=ME)
        assert project.head() == head

    def test_a_date_that_is_none(self, project: Project, outlet: Name) -> None:
        refused("value-no-date", set_attribute, project, outlet, "standing_since", "قبل الحرب", author=ME)

    def test_an_empty_text_takes_a_value_away(self, project: Project, outlet: Name) -> None:
        outlet = set_attribute(project, outlet, "standing", "C", author=ME)
        assert set_attribute(project, outlet, "standing", " ", author=ME).attributes == {}
        project.undo(ME)
        assert live(project, outlet).attributes == {"standing": "C"}

    def test_a_name_of_two_labels_needs_its_label(self, project: Project, outlet: Name) -> None:
        for label in ("actor", "source"):
            add_name(project, author=ME, label=label, name="لواء الدفلى")
        refused("value-several-names", set_attribute, project, outlet, "owner", "لواء الدفلى", author=ME)
        outlet = set_attribute(project, outlet, "owner", "actor:لواء الدفلى", author=ME)
        (owner,) = [row for row in names_of(project, ME) if row.name.id == outlet.attributes["owner"]]
        assert owner.name.label == "actor"

    def test_of_two_who_set_it_the_second_is_told(self, project: Project, outlet: Name) -> None:
        set_attribute(project, outlet, "standing", "B", author=ME)
        with pytest.raises(StaleChange):
            set_attribute(project, outlet, "standing", "E", author=OTHER)

    def test_a_row_without_values_is_logged_as_before(self, project: Project, town: Name) -> None:
        (row,) = project.rows("SELECT after FROM changes WHERE entity = 'name'")
        assert "attributes" not in row[0]
        set_attribute(project, town, "latitude", "35", author=ME)
        (row,) = project.rows("SELECT after FROM changes WHERE entity = 'name' ORDER BY event DESC LIMIT 1")
        assert row[0].endswith('"attributes":{"latitude":35.0}}')


class TestUndeclared:
    def test_what_the_scheme_declares_no_more_is_kept_and_can_be_taken_away(
        self, project: Project, outlet: Name
    ) -> None:
        outlet = set_attribute(project, outlet, "area", "شمال الوادي", author=ME)
        scheme = project.scheme
        labels = tuple(msgspec.structs.replace(row, name_attributes=()) for row in scheme.labels)
        change_scheme(project, scheme, msgspec.structs.replace(scheme, labels=labels), author=ME)
        assert live(project, outlet) == outlet
        assert undeclared(project.scheme, outlet) == ["area"]
        refused("name-attributes-none", set_attribute, project, outlet, "area", "جنوبه", author=ME)
        (row,) = table_of(project, names_of(project, ME), "ar")[1:]
        assert "شمال الوادي" in row
        assert set_attribute(project, outlet, "area", "", author=ME).attributes == {}
        project.undo(ME)
        assert declare_name_attributes(project, author=ME).label("source").name_attributes
        assert undeclared(project.scheme, live(project, outlet)) == []
        assert declare_name_attributes(project, author=ME).version == project.scheme.version
        assert verify(project) == []

    def test_undoing_the_declaration_of_what_is_borne_is_refused(
        self, project: Project, outlet: Name
    ) -> None:
        from annotator.core.scheme import Attribute

        scheme = project.scheme
        motto = Attribute(id="motto", name={"ar": "شعار", "en": "Motto"}, type="text")
        labels = tuple(
            msgspec.structs.replace(row, name_attributes=("motto",)) if row.id == "source" else row
            for row in scheme.labels
        )
        after = msgspec.structs.replace(scheme, labels=labels, attributes=(*scheme.attributes, motto))
        change_scheme(project, scheme, after, author=OTHER)
        set_attribute(project, outlet, "motto", "نرى كل شيء", author=ME)
        refused("scheme-in-use", project.undo, OTHER)


class TestMerging:
    def test_the_kept_name_gets_what_it_lacks(self, project: Project, outlet: Name) -> None:
        other = add_name(project, author=ME, label="source", name="الصنوبر برس")
        outlet = set_attribute(project, outlet, "standing", "B", author=ME)
        for field, typed in (("standing", "D"), ("area", "الساحل"), ("parent", "وكالة الصنوبر")):
            other = set_attribute(project, other, field, typed, author=ME)
        kept = merge_names(project, outlet, [other], author=ME)
        assert live(project, outlet) == kept
        assert kept.attributes == {"standing": "B", "area": "الساحل"}, "no name points to itself"
        merged = live(project, other)
        assert (merged.merged_into, merged.attributes["standing"]) == (kept.id, "D")
        refused("name-merged-already", set_attribute, project, merged, "area", "الجبل", author=ME)
        split_name(project, merged, author=ME)
        assert live(project, other).attributes == other.attributes
        project.undo(ME)
        project.undo(ME)
        assert live(project, outlet) == outlet
        rebuild(project)
        assert verify(project) == []


class TestOutlets:
    def test_outlets_are_names_of_sources(self, project: Project) -> None:
        for number, source in enumerate(("وكالة الصنوبر", "وكالةُ الصّنوبر", "قناة الريحان", "")):
            published(project, f"خبر رقم {number} من هنا.", source)
        found = {row.name.name: row for row in all_names_of(project, OTHER)}
        assert {name: row.documents for name, row in found.items()} == {"وكالة الصنوبر": 2, "قناة الريحان": 1}
        assert names_of(project, OTHER) == [], "none is suggested for it"
        set_attribute(project, found["قناة الريحان"].name, "standing", "C", author=OTHER)
        again = {row.name.name: row for row in all_names_of(project, ME)}
        assert again["قناة الريحان"].name.attributes == {"standing": "C"}
        assert not again["قناة الريحان"].name.listed

    def test_a_variant_or_a_merged_name_is_the_outlet_too(self, project: Project, outlet: Name) -> None:
        for number, source in enumerate(("الصنوبر", "الصنوبر برس")):
            published(project, f"خبر رقم {number} من هنا.", source)
        add_name(project, author=ME, label="source", name="وكالة الصنوبر", variants=["الصنوبر"])
        merged = next(row.name for row in all_names_of(project, ME) if row.name.name == "الصنوبر برس")
        merge_names(project, live(project, outlet), [merged], author=ME)
        (row,) = all_names_of(project, OTHER)
        assert (row.name.id, row.documents) == (outlet.id, 2)


class TestTables:
    def test_a_table_is_taken_in_again(
        self, project: Project, tmp_path: Path, town: Name, outlet: Name
    ) -> None:
        add_name(project, author=ME, label="place", name="ريف السنديان")
        for field, typed in (("latitude", "-35.5"), ("within", "ريف السنديان"), ("accuracy", "1")):
            town = set_attribute(project, town, field, typed, author=ME)
        outlet = set_attribute(project, outlet, "standing_why", "=HYPERLINK(1)", author=ME)
        for language in ("ar", "en"):
            out = tmp_path / f"{language}.csv"
            out.write_bytes(csv_bytes(table_of(project, names_of(project, ME), language)))
            text = out.read_text(encoding="utf-8-sig")
            assert ",-35.5," in text and "'=HYPERLINK" in text
            assert ("خط العرض" if language == "ar" else "Latitude") in text
            with Project.create(tmp_path / f"{language}.db", project.scheme, actor=ME) as other:
                report = import_names(other, out, author=ME)
                assert (report.problems, report.added) == ([], 3)
                assert live(other, town).attributes == town.attributes
                assert live(other, outlet).attributes == outlet.attributes
            report = import_names(project, out, author=ME)
            assert (report.known, report.changed, report.differing) == (3, 0, [])

    def test_what_is_known_otherwise_stays_and_is_told(
        self, project: Project, tmp_path: Path, town: Name
    ) -> None:
        town = set_attribute(project, town, "latitude", "35", author=ME)
        path = tmp_path / "list.csv"
        path.write_text("وسم,اسم,خط العرض,خط الطول\nمكان,بيت اليراع,36,40\n", encoding="utf-8")
        report = import_names(project, path, author=ME)
        assert live(project, town).attributes == {"latitude": 35.0, "longitude": 40.0}
        ((change),) = report.differing
        assert (change.attribute, change.before, change.after) == ("latitude", 35.0, 36.0)
        assert set_values(project, report.differing, author=ME) == 1
        assert live(project, town).attributes["latitude"] == 36.0
        project.undo(ME)
        import_names(project, path, author=ME, replace=True)
        assert live(project, town).attributes["latitude"] == 36.0
        assert verify(project) == []

    def test_what_cannot_be_used_is_told_with_its_row_and_the_rest_is_used(
        self, project: Project, tmp_path: Path
    ) -> None:
        path = tmp_path / "list.csv"
        path.write_text(
            "label,name,latitude,standing,within,colour\n"
            "place,بيت اليراع,95,,ريف السنديان,أزرق\n"
            "place,ريف السنديان,34,,لا أحد,أخضر\n"
            "source,وكالة الصنوبر,1,B,,\n"
            "place,بيت  اليراع,33,,,\n"
            "place,بيت اليراع,32,,,\n",
            encoding="utf-8",
        )
        report = import_names(project, path, author=ME)
        assert [(row.line, row.code) for row in report.problems] == [
            (2, "value-out-of-range"),
            (2, "name-column-unknown"),
            (3, "value-unknown-name"),
            (4, "name-attribute-unknown"),
            (6, "name-known-otherwise"),
        ]
        given = {row.name.name: row.name.attributes for row in names_of(project, ME)}
        region = next(row.name.id for row in names_of(project, ME) if row.name.name == "ريف السنديان")
        assert given == {
            "بيت اليراع": {"within": region, "latitude": 33.0},
            "ريف السنديان": {"latitude": 34.0},
            "وكالة الصنوبر": {"standing": "B"},
        }


class TestGazetteers:
    ENTRIES = (
        "id\tname\talternatenames\tlat\tlon\taccuracy\n"
        "11\tBayt al-Yara\tبَيت اليَراع,Yara\t35.1\t40.2\t2\n"
        "12\tBayt al-Yara\tبيت اليراع\t35.101\t40.2\t3\n"
        "13\tJabal\tجبل العرعر\t34\t39\t\n"
        "14\tJabal (south)\tجبل العرعر\t31\t38\t\n"
        "15\tNowhere\tلا مكان\t12\t13\t\n"
        "16\tBroken\tمكسور\t120\t13\t\n"
    )

    def test_what_it_would_change_is_shown_before_it_is_written(
        self, project: Project, tmp_path: Path, town: Name
    ) -> None:
        path = tmp_path / "places.tsv"
        path.write_text(self.ENTRIES, encoding="utf-8")
        hill = add_name(project, author=ME, label="place", name="جبل العرعر")
        head = project.head()
        preview = gazetteer.preview_gazetteer(project, path, author=ME)
        assert project.head() == head
        assert [(row.code, row.line) for row in preview.problems] == [("gazetteer-no-point", 7)]
        assert [(row.known.name.name, row.entry.identifier, row.is_clear) for row in preview.proposed] == [
            ("بيت اليراع", "11", True), ("جبل العرعر", "13", False), ("جبل العرعر", "14", False),
        ]  # fmt: skip
        assert gazetteer.take_places(project, preview.clear, author=ME) == 1
        assert live(project, town).attributes == {
            "latitude": 35.1, "longitude": 40.2, "accuracy": "2", "accuracy_basis": "places.tsv: 11"
        }  # fmt: skip
        assert live(project, hill).attributes == {}
        again = gazetteer.preview_gazetteer(project, path, author=ME)
        assert (again.same, again.clear) == (1, [])
        project.undo(ME)
        assert live(project, town).attributes == {}

    def test_the_identifier_tells_which_is_meant(self, project: Project, tmp_path: Path) -> None:
        path = tmp_path / "places.tsv"
        path.write_text(self.ENTRIES, encoding="utf-8")
        add_name(project, author=ME, label="place", name="جبل العرعر", identifier="14")
        (row,) = gazetteer.preview_gazetteer(project, path, author=ME).clear
        assert row.entry.latitude == 31.0

    def test_another_position_is_not_taken_unseen(self, project: Project, tmp_path: Path, town: Name) -> None:
        path = tmp_path / "places.tsv"
        path.write_text(self.ENTRIES, encoding="utf-8")
        set_attribute(project, town, "latitude", "33", author=ME)
        preview = gazetteer.preview_gazetteer(project, path, author=ME)
        assert preview.clear == [] and [row.overwrites for row in preview.proposed] == [True]

    def test_a_scheme_without_coordinates(self, project: Project, tmp_path: Path) -> None:
        scheme = project.scheme
        labels = tuple(msgspec.structs.replace(row, name_attributes=()) for row in scheme.labels)
        change_scheme(project, scheme, msgspec.structs.replace(scheme, labels=labels), author=ME)
        missing = tmp_path / "none.tsv"
        refused("names-have-no-place", gazetteer.preview_gazetteer, project, missing, author=ME)


class TestSpansToo:
    def test_numbers_and_dates_are_checked_where_spans_bear_them(self, project: Project) -> None:
        scheme = project.scheme
        labels = tuple(
            msgspec.structs.replace(row, attributes=("latitude", "standing_since")) for row in scheme.labels
        )
        change_scheme(project, scheme, msgspec.structs.replace(scheme, labels=labels), author=ME)
        document = make_document(project)
        span = add_span(project, author=ME, document_id=document.id, label="place", ranges=[(4, 8)])
        span = set_span_attribute(project, span, "latitude", "٣٥٫٥", author=ME)
        span = set_span_attribute(project, span, "standing_since", "آذار 2019", author=ME)
        assert span.attributes == {"latitude": "35.5", "standing_since": "2019-03"}
        refused("value-no-number", set_span_attribute, project, span, "latitude", "شمال", author=ME)
        refused("value-no-date", set_span_attribute, project, span, "standing_since", "قديما", author=ME)
