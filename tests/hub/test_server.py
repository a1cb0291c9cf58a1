"""Over a network: passwords, certificates, and what a server lacks."""

from __future__ import annotations

import datetime
import ipaddress
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from annotator.commands import documents, hub
from annotator.core.errors import AnnotatorError
from annotator.hub import clean_address, founding, passwords
from annotator.store import Project
from annotator.store.verify import verify
from tests.hub.server import LEAD, PEOPLE, Server, system_programs, system_server

ACCESS = ("local all all scram-sha-256", "hostssl all all 127.0.0.1/32 scram-sha-256")
TLS = ("ssl = on", "ssl_cert_file = 'server.crt'", "ssl_key_file = 'server.key'")


class Authority:
    """Signs certificates of servers, for as long as a test takes."""

    def __init__(self, folder: Path) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority of the test")])
        self.folder = folder
        self.root = self._write("root.crt", self._signed(self._name, self._key, []))

    def server(self, host: str) -> tuple[Path, Path]:
        """The certificate and the key of a server of this name."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        shown: list[x509.GeneralName] = [x509.DNSName(host)]
        if host[0].isdigit():
            shown = [x509.IPAddress(ipaddress.ip_address(host))]
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return self._write("server.crt", self._signed(name, key, shown)), self._write("server.key", private)

    def _signed(self, name: x509.Name, key: Any, shown: list[x509.GeneralName]) -> bytes:
        now = datetime.datetime.now(datetime.UTC)
        day = datetime.timedelta(days=1)
        built = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - day)
            .not_valid_after(now + day)
            .add_extension(x509.BasicConstraints(ca=not shown, path_length=None), critical=True)
        )
        if shown:
            built = built.add_extension(x509.SubjectAlternativeName(shown), critical=False)
        return built.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    def _write(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(data)
        return path


class Network:
    """A server that is reached by a port, wants passwords, and proves who it is."""

    def __init__(self, port: int, authority: Authority) -> None:
        self.port = port
        self.authority = authority
        self.server = Server(f"host=127.0.0.1 port={port} sslmode=require", password="root-word")
        self.server.make_people(passwords=True)
        self.database = self.server.database()

    def url(self, role: str, host: str = "localhost", **more: str) -> str:
        parts = {"hostaddr": "127.0.0.1", "host": host, "sslmode": "verify-full"}
        parts |= {"sslrootcert": str(self.authority.root), "user": role, "dbname": self.database}
        return psycopg.conninfo.make_conninfo("", port=self.port, **{**parts, **more})


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    authority = Authority(tmp_path_factory.mktemp("authority"))
    with system_server(TLS, ACCESS, authority.server("localhost")) as port:
        yield Network(port, authority)


@pytest.fixture(autouse=True)
def no_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[dict[str, str]]:
    """No password of whoever runs the tests; those that the system would keep, in a dictionary."""
    for name in ("PGPASSWORD", "PGPASSFILE", "PGSERVICE", "PGSERVICEFILE", "PGHOST"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
    kept: dict[str, str] = {}
    monkeypatch.setattr(passwords, "kept", kept.get)
    monkeypatch.setattr(passwords, "keep", lambda where, word: bool(kept.setdefault(where, word)))
    yield kept


class TestOverANetwork:
    def test_a_team_works_with_passwords_and_certificates(
        self, network: Network, empty_lead: Path, tmp_path: Path, no_secrets: dict[str, str]
    ) -> None:
        path = tmp_path / "lead.db"
        path.write_bytes(empty_lead.read_bytes())
        with Project.open(path) as lead:
            hub.create(lead, network.url(LEAD), author=PEOPLE[LEAD], password="layla-word")
            assert list(no_secrets.values()) == ["layla-word"], "it is not asked for again"
            assert hub.set_member(lead, "salma", names=[PEOPLE["salma"]]) is False
            made = hub.set_member(lead, "huda", names=["هدى"], new_password="كلمة")
            assert made
            told = hub.state(lead)
            assert "word" not in told.address and len(told.members or ()) == 3
        report = hub.join(network.url("huda"), tmp_path / "huda.db", password="كلمة")
        assert report.received
        for file in (path, tmp_path / "huda.db"):
            raw = b"".join(part.read_bytes() for part in tmp_path.glob(f"{file.name}*"))
            assert b"layla-word" not in raw and "كلمة".encode() not in raw

    def test_a_password_file_is_read(
        self, network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = tmp_path / "pgpass"
        file.write_text(f"localhost:{network.port}:*:yazan:yazan-word\n", encoding="utf-8")
        file.chmod(0o600)
        monkeypatch.setenv("PGPASSFILE", str(file))
        with pytest.raises(AnnotatorError, match=r"hub-not-a-member|hub-no-hub"):
            hub.join(network.url("yazan"), tmp_path / "a.db")

    @pytest.mark.parametrize(
        ("password", "code"), [(None, "hub-password"), ("wrong", "hub-login")], ids=["none", "wrong"]
    )
    def test_without_the_password_nobody_comes_in(
        self, network: Network, tmp_path: Path, password: str | None, code: str, no_secrets: dict[str, str]
    ) -> None:
        with pytest.raises(AnnotatorError, match=code) as error:
            hub.join(network.url("salma"), tmp_path / "a.db", password=password)
        assert "wrong" not in str(error.value.details) and no_secrets == {}

    def test_a_server_of_another_name_is_not_the_one(self, network: Network, tmp_path: Path) -> None:
        with pytest.raises(AnnotatorError, match="hub-certificate"):
            hub.join(network.url("salma", host="hub.example.org"), tmp_path / "a.db", password="salma-word")

    def test_a_server_that_another_authority_speaks_for_is_not_the_one(
        self, network: Network, tmp_path: Path
    ) -> None:
        other = tmp_path / "other"
        other.mkdir()
        url = network.url("salma", sslrootcert=str(Authority(other).root))
        with pytest.raises(AnnotatorError, match="hub-certificate"):
            hub.join(url, tmp_path / "a.db", password="salma-word")

    def test_a_server_that_is_not_there_is_not_reached(self, tmp_path: Path) -> None:
        with pytest.raises(AnnotatorError, match="hub-unreachable"):
            hub.join("postgresql://salma@127.0.0.1:1/news", tmp_path / "a.db")

    def test_a_database_that_is_not_there_is_named(self, network: Network, tmp_path: Path) -> None:
        with pytest.raises(AnnotatorError, match="hub-no-database"):
            hub.join(network.url("salma", dbname="nothing"), tmp_path / "a.db", password="salma-word")


class TestAddresses:
    @pytest.mark.parametrize(
        ("url", "kept"),
        [
            ("postgresql://salma@hub.example.org/news", "sslmode=verify-full"),
            ("service=news", "sslmode=verify-full"),
            ("host=hub.example.org sslmode=verify-full", "sslmode=verify-full"),
            ("host=localhost,hub.example.org", "sslmode=verify-full"),
        ],
    )
    def test_over_a_network_the_server_proves_who_it_is(self, url: str, kept: str) -> None:
        assert kept in clean_address(url)

    @pytest.mark.parametrize(
        "url", ["host=/run/postgresql dbname=news", "postgresql://salma@localhost/news", "dbname=x"]
    )
    def test_on_this_computer_it_need_not(self, url: str) -> None:
        assert "sslmode" not in clean_address(url)

    @pytest.mark.parametrize(
        ("url", "code"),
        [
            ("postgresql://salma:secret@hub.example.org/news", "hub-url-password"),
            ("host=hub.example.org password=secret", "hub-url-password"),
            ("host=hub.example.org sslmode=require", "hub-insecure"),
            ("host=hub.example.org sslmode=disable", "hub-insecure"),
            ("not an address", "hub-bad-url"),
        ],
    )
    def test_what_is_unsafe_or_none_is_refused(self, url: str, code: str) -> None:
        with pytest.raises(AnnotatorError, match=code) as error:
            clean_address(url)
        assert "secret" not in str(error.value)

    def test_unless_it_is_meant(self) -> None:
        assert "sslmode=require" in clean_address("host=hub.example.org sslmode=require", insecure=True)
        assert "sslmode=prefer" in clean_address("host=hub.example.org", insecure=True)


class TestWhatIsMissing:
    def test_the_right_to_make_roles(
        self, server: Server, empty_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What somebody else is to run is told word for word."""
        # Of the other, Layla has founded some.
        monkeypatch.setattr(founding, "OWNER", "hub_plain")
        monkeypatch.setattr(founding, "_ROLES", ("hub_plain",))
        with server.root() as root:
            root.execute("CREATE ROLE plain LOGIN")
            root.execute("CREATE DATABASE of_plain OWNER plain")
        path = tmp_path / "a.db"
        path.write_bytes(empty_project.read_bytes())
        with Project.open(path) as project, pytest.raises(AnnotatorError, match="hub-no-rights") as error:
            hub.create(project, server.url("plain", "of_plain"), author=PEOPLE["salma"])
        told = error.value.details["sql"]
        assert told.startswith(("CREATE ROLE hub_", "GRANT hub_"))
        server.drop("of_plain")

    def test_an_encoding_that_knows_all_letters(
        self, server: Server, empty_project: Path, tmp_path: Path
    ) -> None:
        """A server that was set up without a language has none."""
        with server.root() as root:
            root.execute(
                f"CREATE DATABASE ascii OWNER {LEAD} ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0"
            )
        path = tmp_path / "a.db"
        path.write_bytes(empty_project.read_bytes())
        with Project.open(path) as project, pytest.raises(AnnotatorError, match="hub-encoding"):
            hub.create(project, server.url(LEAD, "ascii"), author=PEOPLE["salma"])
        server.drop("ascii")

    def test_the_library(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
        with pytest.raises(AnnotatorError, match="hub-not-installed"):
            clean_address("service=news")


def test_a_backup_of_the_hub_is_put_back(network: Network, empty_lead: Path, tmp_path: Path) -> None:
    """As docs/team.md has it: dumped, put into an empty database, and everybody goes on."""
    programs = system_programs()
    assert programs is not None
    database, again, path = network.server.database(), network.server.database(), tmp_path / "lead.db"
    path.write_bytes(empty_lead.read_bytes())
    access = {**os.environ, "PGPASSWORD": "root-word"}
    where = ["-h", "127.0.0.1", "-p", str(network.port), "-U", "postgres"]
    dump = str(tmp_path / "news.dump")
    with Project.open(path) as lead:
        hub.create(lead, network.url(LEAD, dbname=database), author=PEOPLE[LEAD], password="layla-word")
        for command in (
            ["pg_dump", *where, "-Fc", "-f", dump, database],
            ["pg_restore", *where, "-d", again, dump],
        ):
            subprocess.run([programs / command[0], *command[1:]], check=True, env=access, capture_output=True)
        network.server.drop(database)
        documents.add_text(lead, "خبر بعد النسخة.", author=PEOPLE[LEAD])
        report = hub.join(network.url(LEAD, dbname=again), path, password="layla-word")
        assert (report.received, report.sent) == (0, 1)
        assert hub.sync(lead).sent == 0 and verify(lead) == []
    network.server.drop(again)
