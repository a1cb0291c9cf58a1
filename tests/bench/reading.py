"""Reading raw material: how many web pages a second, and what it costs to find texts that came again.

`python -m tests.bench.reading ACT ARGUMENT...` does one piece of work in a process of its own.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Iterator
from random import Random
from typing import TYPE_CHECKING, Final

from annotator.core.likeness import sketch
from annotator.formats.material.web_page import page_bundles
from tests.bench.peak import peak_mib

if TYPE_CHECKING:
    from tests.bench.rows import Bench, Result

_PAGES_A_SECOND: Final = 100
_NEWS = (
    "قال مصدر في بلدية القنطرة إن أعمال الترميم عند جسر الرمان مستمرة، وإن الطريق يفتح أمام المسافرين صباحا.",
    "وذكرت لجنة الحي القديم أن السوق الشعبية تعود إلى العمل يوم الخميس بعد انقطاع دام ثلاثة أسابيع كاملة.",
    "وأوضح عامر الطيب، رئيس اتحاد المزارعين، أن موسم القمح تأخر هذا العام بسبب قلة المطر في ريف الصفا.",
    "ونفى مجلس المدينة ما يشاع عن رفع أجرة النقل، ودعا إلى أخذ الأخبار من صفحته وحدها لا من غيرها.",
)


def page(number: int) -> str:
    """A web page as news sites have them: 30 KB, of which a tenth is news."""
    draw = Random(number)
    title = f"مجلس القنطرة يعلن بدء المرحلة {number} من ترميم الجسر"
    menu = "".join(f'<li class="item"><a href="/section/{n}">قسم الأخبار {n}</a></li>' for n in range(60))
    text = "".join(f"<p>{draw.choice(_NEWS)} {draw.choice(_NEWS)}</p>" for _ in range(12))
    related = "".join(
        f'<li><a href="/news/{n}"><img src="/{n}.jpg" alt=""><span>خبر آخر من المدينة رقم {n}</span></a></li>'
        for n in range(30)
    )
    script = "<script>window.data = " + json.dumps({"items": [title] * 60}) + ";</script>"
    article = (
        f"<h1>{title}</h1><div>كتب: سليم نور</div><div>الثلاثاء 15 كانون الثاني 2019 - 10:35 م</div>{text}"
    )
    head = f'<title>{title} - نور برس</title><meta property="og:site_name" content="نور برس">{script}'
    return (
        f'<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8">{head}</head><body>'
        f"<nav><ul>{menu}</ul></nav><main><article>{article}</article></main>"
        f"<aside><h3>اقرأ أيضا</h3><ul>{related}</ul></aside><footer>حقوق محفوظة</footer></body></html>"
    )


def read_pages(number: str) -> dict[str, float]:
    """CPU seconds of one core for so many pages, all of them different; a first one compiles."""
    pages = [page(n) for n in range(int(number) + 1)]
    page_bundles(pages.pop(), {})
    begun = time.process_time()
    for html in pages:
        (bundle,) = page_bundles(html, {})
        assert bundle.document.byline and bundle.document.published
    return {"seconds": time.process_time() - begun}


def sketch_texts(number: str) -> dict[str, float]:
    """Seconds for a text of so many words, and for one of half as many."""
    words = [f"كلمة{n % 5_000}" for n in range(int(number))]
    told = []
    for part in (words, words[: len(words) // 2]):
        text = " ".join(part)
        begun = time.process_time()
        sketch(text)
        told.append(time.process_time() - begun)
    return {"seconds": told[0], "floor": told[1]}


def reading(bench: Bench) -> Iterator[Result]:
    """The rows of the benchmark."""
    from tests.bench.rows import Result

    pages = min(300, 2 * max(bench.sizes))
    seconds = [bench.read("read_pages", pages)["seconds"] for _ in range(bench.rounds)]
    yield Result(
        row="reading",
        case=f"{pages} web pages of 30 KB",
        unit="s",
        ours=statistics.median(seconds),
        aim=pages / _PAGES_A_SECOND,
    )
    told = bench.read("sketch_texts", 1_000 * max(bench.sizes))
    yield Result(
        row="reading",
        case="what a text is found by, twice as long",
        unit="s",
        ours=told["seconds"],
        floor=told["floor"],
        aim=2.5,
    )


ACTS: Final = {"read_pages": read_pages, "sketch_texts": sketch_texts}

if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    print(json.dumps({**ACTS[name](*arguments), "peak": peak_mib()}))
