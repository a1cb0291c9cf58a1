"""A server and a program of the tests' own, which answer as outside models do, or lie, or hang."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[str, Any], Any]
"""From the path and the JSON that was asked to the JSON of the answer, its status, or raw bytes."""


@contextmanager
def serving(answer: Answer) -> Iterator[tuple[str, list[tuple[str, Any]]]]:
    """The address of a server, and what it was asked."""
    asked: list[tuple[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append((self.path, body))
            said = answer(self.path, body)
            status = said if isinstance(said, int) else 200
            data = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def region(text: str, words: str, label: str, moved: int = 0) -> dict[str, Any]:
    """A region as Label Studio's backends tell it; its offsets in UTF-16 units."""
    start = len(text[: text.index(words)].encode("utf-16-le")) // 2 + moved
    end = start + len(words.encode("utf-16-le")) // 2
    value = {"start": start, "end": end, "text": words, "labels": [label]}
    return {"id": words, "from_name": "label", "to_name": "text", "type": "labels", "value": value}


def said(*spans: tuple[str, str]) -> dict[str, Any]:
    """What a language model's server answers."""
    content = json.dumps({"spans": [{"label": label, "quote": quote} for label, quote in spans]})
    return {"choices": [{"message": {"role": "assistant", "content": content}}]}
