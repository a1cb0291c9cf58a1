"""Posts of Telegram, WhatsApp and X."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.core.model import Bundle
from tests.formats.made import codes, file_of, read

SERVICE = {"id": 1, "type": "service", "date": "2019-01-15T08:00:00", "action": "join", "text": ""}
PLAIN = {"id": 2, "type": "message", "date": "2019-01-15T22:35:10", "from": "شبكة", "text": "انفجار في السوق"}
PIECES = {
    "id": 3,
    "type": "message",
    "date": "2019-01-15T22:40:10",
    "from": "شبكة",
    "forwarded_from": "قناة أخرى",
    "reply_to_message_id": 2,
    "text": [
        "🔴 ",
        {"type": "bold", "text": "مصدر عسكري"},
        ": سقوط طائرة\n",
        {"type": "link", "text": "x.org"},
    ],
}
PICTURE = {
    "id": 4,
    "type": "message",
    "date": "2019-01-15T22:41:00",
    "from": "شبكة",
    "photo": "a.jpg",
    "text": "",
}
CHAT = {"name": "شبكة", "type": "public_channel", "id": 77, "messages": [SERVICE, PLAIN, PIECES, PICTURE]}

TELEGRAM: dict[str, Any] = {
    "a chat": CHAT,
    "messages": CHAT["messages"],
    "all chats": {"about": "x", "chats": {"about": "x", "list": [CHAT]}},
}


@pytest.mark.parametrize("shape", TELEGRAM)
@pytest.mark.parametrize("indent", [None, 1])
def test_a_telegram_export(tmp_path: Path, shape: str, indent: int | None) -> None:
    content = json.dumps(TELEGRAM[shape], ensure_ascii=False, indent=indent)
    bundles, (problem,) = read(file_of(tmp_path, content, "result.json"))
    assert [bundle.text for bundle in bundles] == ["انفجار في السوق", "🔴 مصدر عسكري: سقوط طائرة\nx.org"]
    assert {(row.document.kind, row.document.source) for row in bundles} == {("post", "شبكة")}
    meta = bundles[1].document.meta
    assert bundles[1].document.published == "2019-01-15T22:40:10"
    assert (meta["message_id"], meta["forwarded_from"], meta["reply_to"]) == (3, "قناة أخرى", 2)
    assert (problem.code, problem.details) == ("messages-left-out", {"service": 1, "blank": 1})
    assert problem.is_notice


CHATS = {
    "android, arabic": "\u200f١٥/١/٢٠١٩، ١٠:٣٥ م - سليم: قصف\nعلى البلدة\n١٥/١/٢٠١٩، ١٠:٤٠ م - نور: نعم\n",
    "android": "15/01/2019, 22:35 - سليم: قصف\nعلى البلدة\n15/01/2019, 22:40 - نور: نعم\n",
    "apple": "[15/01/2019, 22:35:00] سليم: قصف\r\nعلى البلدة\r\n\u200e[15/01/2019, 22:40:00] نور: نعم\r\n",
    "american": "1/15/19, 10:35\u202fPM - سليم: قصف\nعلى البلدة\n1/15/19, 10:40\u202fPM - نور: نعم\n",
    "iso": "2019-01-15, 22:35 - سليم: قصف\nعلى البلدة\n2019-01-15, 22:40 - نور: نعم\n",
}


@pytest.mark.parametrize("form", CHATS)
def test_a_whatsapp_chat(tmp_path: Path, form: str) -> None:
    bundles, problems = read(file_of(tmp_path, CHATS[form], "WhatsApp Chat with خلية.txt"))
    assert problems == []
    told = [(row.text, row.document.byline, row.document.published) for row in bundles]
    assert told == [
        ("قصف\nعلى البلدة", "سليم", "2019-01-15T22:35"),
        ("نعم", "نور", "2019-01-15T22:40"),
    ]
    assert {row.document.source for row in bundles} == {"خلية"}


def test_messages_of_the_program_and_pictures_are_counted(tmp_path: Path) -> None:
    start = "15/01/2019, 22:35 - "
    lines = [f"{start}Messages are encrypted.", f"{start}سليم: <Media omitted>", f"{start}سليم: قصف"]
    bundles, (problem,) = read(file_of(tmp_path, "\n".join(lines), "_chat.txt"))
    assert [row.text for row in bundles] == ["قصف"]
    assert problem.details == {"service": 1, "blank": 1}


def test_a_ticker_is_no_chat(tmp_path: Path) -> None:
    bundles, _ = read(file_of(tmp_path, "15/01/2019 قصف البلدة - 22:35\nهدوء - 22:40\n", "a.txt"))
    assert [row.document.kind for row in bundles] == ["ticker"]


V1 = {
    "created_at": "Tue Jan 15 20:35:10 +0000 2019",
    "id_str": "11",
    "full_text": "قصف &amp; انفجار",
    "user": {"screen_name": "nour", "name": "نور"},
}
V2 = {
    "data": [{"id": "11", "text": "قصف & انفجار", "created_at": "2019-01-15T20:35:10Z", "author_id": "9"}],
    "includes": {"users": [{"id": "9", "username": "nour", "name": "نور"}]},
}


def the_post(folder: Path, content: str, name: str = "a.json") -> Bundle:
    (bundle,), problems = read(file_of(folder, content, name))
    assert problems == []
    return bundle


@pytest.mark.parametrize("shape", [V1, [V1], {"statuses": [V1]}, V2])
def test_posts_of_both_versions(tmp_path: Path, shape: Any) -> None:
    bundle = the_post(tmp_path, json.dumps(shape))
    document = bundle.document
    assert (bundle.text, document.kind) == ("قصف & انفجار", "post")
    assert (document.byline, document.source) == ("نور", "@nour")
    assert document.published.startswith("2019-01-15T20:35:10")
    assert document.url.endswith("/nour/status/11")


def test_an_archive(tmp_path: Path) -> None:
    content = "window.YTD.tweets.part0 = " + json.dumps([{"tweet": V1}], indent=1)
    assert the_post(tmp_path, content, "tweets.js").text == "قصف & انفجار"


def test_a_post_passed_on_comes_whole(tmp_path: Path) -> None:
    post = {**V1, "full_text": "RT @nour: قصف…", "retweeted_status": V1}
    bundle = the_post(tmp_path, json.dumps(post))
    assert bundle.text == "RT @nour: قصف & انفجار"
    assert bundle.document.meta["retweet_of"] == {"id": "11", "by": "nour"}


def test_a_broken_export_is_one_problem(tmp_path: Path) -> None:
    content = json.dumps(CHAT, indent=1)[:-20]
    bundles, problems = read(file_of(tmp_path, content, "result.json"))
    assert bundles == []
    assert [code for code, _ in codes(problems)] == ["broken-json"]
