"""A line to a hub is cut by another thread than the one that talks over it, wherever that is."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from annotator.commands import hub
from annotator.core.errors import AnnotatorError
from annotator.hub import Hub, Line
from tests.hub.conftest import Team
from tests.hub.proxy import deaf
from tests.hub.server import LEAD
from tests.hub.test_server import Network, network, no_secrets

__all__ = ["network", "no_secrets"]


@pytest.fixture
def silent() -> Iterator[int]:
    with deaf() as port:
        yield port


def test_while_a_server_is_looked_for(silent: int) -> None:
    line = Line()
    threading.Timer(0, line.cut).start()
    with (
        pytest.raises(AnnotatorError, match="hub-unreachable"),
        Hub.opened(f"host=127.0.0.1 port={silent} user=salma dbname=news", line=line),
    ):
        pass
    assert line.is_cut


def test_when_nobody_waits_any_more(silent: int) -> None:
    line = Line(lambda: False)
    with (
        pytest.raises(AnnotatorError, match="hub-unreachable"),
        Hub.opened(f"host=127.0.0.1 port={silent} user=salma dbname=news", line=line),
    ):
        pass


def test_while_the_hub_is_asked(team: Team) -> None:
    line = Line()
    with Hub.opened(team.url(LEAD), line=line) as there:
        assert there.state().lead
        line.cut()
        with pytest.raises(AnnotatorError, match="hub-unreachable"):
            there.state()
    line.cut()  # after the end it is all the same
    assert hub.sync(team.lead).sent == 0


def test_under_encryption_it_is_the_network_that_failed_too(network: Network) -> None:
    line = Line()
    with Hub.opened(network.url("salma"), "salma-word", line) as there:
        line.cut()
        with pytest.raises(AnnotatorError, match="hub-unreachable"):
            there.state()


def test_what_cannot_be_reached_says_why() -> None:
    with (
        pytest.raises(AnnotatorError, match="hub-unreachable") as error,
        Hub.opened("host=127.0.0.1 port=1 user=salma dbname=news", line=Line()),
    ):
        pass
    assert error.value.details["reason"]
