"""Dates in every form in use, each with the moment it tells."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.date_words import MONTHS, clock_24
from annotator.core.dates import parse_date

DAY, MOMENT = "2019-01-15", "2019-01-15T22:35"
NOW = "2019-01-15T22:35+02:00"

ABSOLUTE = {
    # ISO 8601
    "2019-01-15": DAY,
    "20190115": DAY,
    "2019-01": "2019-01",
    "2019/1": "2019-01",
    "01/2019": "2019-01",
    "١-٢٠١٩": "2019-01",
    "2019": "2019",
    "2019-01-15T22:35": MOMENT,
    "2019-01-15 22:35:00": MOMENT,
    "2019-01-15T22:35:07.250": "2019-01-15T22:35:07",
    "2019-01-15T22:35:00+02:00": MOMENT + "+02:00",
    "2019-01-15T22:35:00Z": MOMENT + "+00:00",
    "2019-01-15T223500": MOMENT,
    # mail, feeds, posts
    "Tue, 15 Jan 2019 20:35:00 GMT": "2019-01-15T20:35+00:00",
    "Tue, 15 Jan 19 20:35:00 -0430": "2019-01-15T20:35-04:30",
    "Tue, 15 Jan 2019 20:35:00 +0000 (UTC)": "2019-01-15T20:35+00:00",
    "15 Jan 2019 20:35 EST": "2019-01-15T20:35-05:00",
    "Tue Jan 15 20:35:07 +0000 2019": "2019-01-15T20:35:07+00:00",
    # numbers
    "15/01/2019": DAY,
    "15-1-2019": DAY,
    "15.01.2019": DAY,
    "15 / 1 / 2019 م": DAY,
    "2019/1/15": DAY,
    "١٥/٠١/٢٠١٩": DAY,
    "۱۵/۰۱/۲۰۱۹": DAY,
    "02/03/2019": "2019-03-02",
    "01/15/2019": DAY,
    # names of months
    "15 كانون الثاني 2019": DAY,
    "15 كانون ثاني، 2019": DAY,
    "15 ك2 2019": DAY,
    "15 كانون2 2019": DAY,
    "15 جانفي 2019": DAY,
    "15 يناير 2019م": DAY,
    "15 كانون الثاني/ يناير 2019": DAY,
    "15 يناير (كانون الثاني) 2019": DAY,
    "15 من شهر يناير عام 2019": DAY,
    "يناير 15, 2019": DAY,
    "2019 يناير 15": DAY,
    "January 15th, 2019": DAY,
    "15-Jan-2019": DAY,
    "15 فيفري 2019": "2019-02-15",
    "15 ماي 2019": "2019-05-15",
    "15 جوان 2019": "2019-06-15",
    "15 جويلية 2019": "2019-07-15",
    "15 يوليوز 2019": "2019-07-15",
    "15 أوت 2019": "2019-08-15",
    "السبت 15 غشت 2020 - 20:30": "2020-08-15T20:30",
    "15 شتنبر 2019": "2019-09-15",
    "15 نونبر 2019": "2019-11-15",
    "15 دجنبر 2019": "2019-12-15",
    "15 آب 2019": "2019-08-15",
    "15 تشرين الأول 2019": "2019-10-15",
    "كانون الثاني 2019": "2019-01",
    # the Islamic calendar
    "9 جمادى الأولى 1440هـ": DAY,
    "1440/05/09هـ": DAY,
    "٩ جُمادى الأولى ١٤٤٠": DAY,
    "9 جمادى الأولى 1440هـ الموافق 15 يناير 2019م": DAY,
    "الثلاثاء 15 يناير 2019 الموافق 9 جمادى الأولى 1440": DAY,
    # times
    "15 يناير 2019 10:35 م": MOMENT,
    "15 يناير 2019، الساعة 10:35 مساءً": MOMENT,
    "10:35 م - 15 يناير 2019": MOMENT,
    "15 يناير 2019 10.35 PM": MOMENT,
    "15 يناير 2019 12:05 ص": "2019-01-15T00:05",
    "15 يناير 2019 12:05 ظهرا": "2019-01-15T12:05",
    "15 يناير 2019 2:05 بعد الظهر": "2019-01-15T14:05",
    "15 يناير 2019 4:20 فجرا": "2019-01-15T04:20",
    "15 يناير 2019 الساعة 9 صباحا": "2019-01-15T09:00",
    "15 يناير 2019 22:35 بتوقيت غرينتش": MOMENT + "+00:00",
    "15 يناير 2019 22:35 (GMT+3)": MOMENT + "+03:00",
    "15 يناير 2019 22:35 بتوقيت القدس المحتلة": MOMENT,
    "15 يناير 2019 22:35 بتوقيت دمشق (+٢ توقيت غرينتش)": MOMENT + "+02:00",
    # words around
    "نُشر في: الثلاثاء 15 كانون الثاني 2019 - 10:35 م": MOMENT,
    "تاريخ النشر: 2019/01/15 22:35": MOMENT,
    "آخر تحديث: 2019/01/15 22:35": MOMENT,
    "Last updated on 15 January 2019 at 22:35": MOMENT,
    "نشر: 15/1/2019 22:35 - آخر تحديث: 16/1/2019 09:10": MOMENT,
    "آخر تحديث: 16/1/2019 09:10، نشر: 15/1/2019 22:35": MOMENT,
    "\u200f15\u200f/1\u200f/2019\u200f": DAY,
}

NO_DATE = (
    "", "10:35", "13/25/2019", "31/02/2019", "2019-13-45", "15/1/19", "2019-01-15T25:00", "15 قتيلا في 2019",
    "15 كتاب 2019", "كتاب 2019", "15/1/2019 - 16/1/2019", "15 يناير 1440", "9 رجب 2019", "15/1/2019 هـ",
    "13/2019", "0/2019", "2019-00",
    "30 صفر 1440 وما بعد", "15 يناير/ آذار 2019", "قبل 3 ساعات", "أمس", "1547591710", "15 يناير 2019 " * 20,
)  # fmt: skip

RELATIVE = {
    "قبل 3 ساعات": "2019-01-15T19:35+02:00",
    "منذ ٣ ساعات": "2019-01-15T19:35+02:00",
    "منذ ساعتين": "2019-01-15T20:35+02:00",
    "قبل دقيقة": "2019-01-15T22:34+02:00",
    "3 hours ago": "2019-01-15T19:35+02:00",
    "قبل يومين": "2019-01-13",
    "منذ أسبوع": "2019-01-08",
    "أمس": "2019-01-14",
    "أول من أمس": "2019-01-13",
    "أمس الساعة 10:30 م": "2019-01-14T22:30",
    "اليوم": DAY,
    "yesterday": "2019-01-14",
    "قبل الانفجار": "",
}


@pytest.mark.parametrize(("text", "moment"), ABSOLUTE.items())
def test_a_form_in_use_tells_its_moment(text: str, moment: str) -> None:
    assert parse_date(text) == moment


@pytest.mark.parametrize("text", NO_DATE)
def test_what_is_no_date_is_not_guessed(text: str) -> None:
    assert parse_date(text) == ""


@pytest.mark.parametrize(("text", "moment"), RELATIVE.items())
def test_a_relative_date_is_counted_back_from_a_reference(text: str, moment: str) -> None:
    assert parse_date(text, reference=NOW) == moment
    assert parse_date(text) == ""


def test_hours_before_a_day_without_a_time_are_not_known() -> None:
    assert parse_date("قبل 3 ساعات", reference=DAY) == ""


_DIGITS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹")
_FORMS = (
    "{y}-{m:02}-{d:02}", "{y}/{m}/{d}", "{d}/{m}/{y}", "{d} {name} {y}", "{name} {d}، {y}",
    "نُشر: {d} {name} {y}",
)  # fmt: skip
_TIMES = ("", " {h:02}:{min:02}", " - {h12}:{min:02} {half}", "، الساعة {h12}:{min:02} {half}")
_HALVES = (("ص", "م"), ("صباحًا", "مساءً"), ("AM", "PM"))
_NAMES = {number: [name for name, told in MONTHS.items() if told == number] for number in range(1, 13)}


@given(
    st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)),
    st.sampled_from(_FORMS),
    st.sampled_from(_TIMES),
    st.sampled_from(_HALVES),
    st.sampled_from(_DIGITS),
    st.data(),
)
def test_what_is_written_in_a_form_is_read_back(
    moment: datetime, form: str, time: str, halves: tuple[str, str], digits: str, data: st.DataObject
) -> None:
    written = (form + time).format(
        y=moment.year, m=moment.month, d=moment.day, name=data.draw(st.sampled_from(_NAMES[moment.month])),
        h=moment.hour, h12=moment.hour % 12 or 12, min=moment.minute, half=halves[moment.hour >= 12],
    )  # fmt: skip
    written = written.translate(str.maketrans("0123456789", digits))
    assert parse_date(written) == moment.isoformat(timespec="minutes")[: 16 if time else 10]


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)), st.integers(-12 * 60, 14 * 60))
def test_an_iso_moment_is_read_as_it_is(moment: datetime, offset: int) -> None:
    moment = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=offset)))
    told = parse_date(moment.isoformat())
    assert datetime.fromisoformat(told) == moment
    assert parse_date(told) == told


@given(st.text(max_size=60) | st.text("0123456789/-:. صم+Tzكانون", max_size=30), st.sampled_from(["", NOW]))
def test_any_text_is_a_date_that_stays_or_none(text: str, reference: str) -> None:
    told = parse_date(text, reference=reference)
    assert parse_date(told) == told


def test_a_word_for_the_half_of_the_day_is_part_of_the_time() -> None:
    assert [clock_24(9, 33, "صباحاً"), clock_24(11, 20, "مساءً"), clock_24(2, 5, "ظهرا")] == [
        "09:33",
        "23:20",
        "14:05",
    ]
    assert [clock_24(11, 30, "ظهرا"), clock_24(1, 15, "ليلا"), clock_24(24, 0)] == ["11:30", "01:15", ""]
