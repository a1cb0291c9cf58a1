"""What an operator does with a hub: found it, bring it up to date, and say who belongs to the team."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from annotator.core.errors import AnnotatorError
from annotator.core.events import GENESIS, KINDS
from annotator.hub.driver import driver, world_errors
from annotator.hub.line import Line, connected
from annotator.hub.shapes import shapes

if TYPE_CHECKING:
    import psycopg

OWNER, READER, MEMBER = "hub_owner", "hub_reader", "hub_member"
_ROLES: Final = (OWNER, READER, MEMBER)
_OLDEST_SERVER: Final = 130000
_SQL: Final = Path(__file__).resolve().parent / "sql"
_FUNCTIONS: Final = ("reading", "publishing", "grounds")
"""Made anew by every founding and upgrade."""


def steps() -> list[Path]:
    """The steps that make the tables of a hub, in their order."""
    return sorted(_SQL.glob("[0-9][0-9]_*.sql"))


class Operator:
    """A connection of whoever owns the database of a hub."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    @classmethod
    @contextmanager
    def opened(
        cls, address: str, password: str | None = None, line: Line | None = None
    ) -> Iterator[Operator]:
        with connected(address, password, line) as connection:
            yield cls(connection)

    def found(self, project: str, records: int, names: Sequence[str]) -> bool:
        """Make the hub of a project, whose lead is whoever is logged in; False if that was begun before.

        What is there is never made anew. Raises "hub-server-old", "hub-encoding", "hub-no-rights",
        "hub-exists" if there is one that is in use, "hub-other-project", "hub-other-founder" on a server
        where somebody else has founded one.
        """
        self._check_server()
        with world_errors(), self._connection.transaction():
            if self._is_there():
                with self._as_owner():
                    there, founding = self._row("SELECT project, founding FROM hub.counter")
                if there != project:
                    raise AnnotatorError("hub-other-project", project=there)
                if not founding:
                    raise AnnotatorError("hub-exists", database=self._connection.info.dbname)
                return False
            self._check_others()
            self._make_roles()
            self._run(f"CREATE SCHEMA hub AUTHORIZATION {OWNER}")
            self._run(f"REVOKE CONNECT ON DATABASE {self._database()} FROM PUBLIC")
            self._run(f"GRANT CONNECT ON DATABASE {self._database()} TO {OWNER}, CURRENT_USER")
            with self._as_owner():
                self._step(0)
                self._run(
                    "INSERT INTO hub.counter (one, place, chain, project, records, kinds, step)"
                    " VALUES (1, 0, %s, %s, %s, %s, %s)",
                    [GENESIS, project, records, list(KINDS), len(steps())],
                )
                self._run("INSERT INTO hub.members VALUES (session_user, %s, true)", [list(names)])
            self._run(f"GRANT {MEMBER} TO CURRENT_USER")
        return True

    def open(self) -> None:
        """End the founding: from now on everybody publishes their own acts alone."""
        with world_errors(), self._connection.transaction(), self._as_owner():
            self._run("UPDATE hub.counter SET founding = false")
            for table in ("changes", "events", "headers", "texts"):
                self._run(f"ANALYZE hub.{table}")

    def upgrade(self, records: int) -> bool:
        """Bring a hub up to what this program works with; False if it was. Raises "hub-version-older"."""
        with world_errors(), self._connection.transaction(), self._as_owner():
            known, step = self._row("SELECT records, step FROM hub.counter FOR UPDATE")
            if known > records or step > len(steps()):
                raise AnnotatorError("hub-version-older", hub=known, program=records)
            self._step(step)
            self._run(
                "UPDATE hub.counter SET records = %s, kinds = %s, step = %s",
                [records, list(KINDS), len(steps())],
            )
        return (known, step) != (records, len(steps()))

    def set_member(
        self, role: str, names: Sequence[str], *, lead: bool, gone: bool, password: str | None = None
    ) -> bool:
        """Let a role belong to the team, or no more; True if the role was made.

        Raises "hub-name-taken" for a name that somebody else signs with, "hub-no-rights" where the role is
        missing and may not be made.
        """
        sql = driver().sql
        quoted = sql.Identifier(role)
        with world_errors(), self._connection.transaction():
            made = self._row("SELECT NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = %s)", [role])[0]
            if made:
                self._allowed(sql.SQL("CREATE ROLE {} LOGIN").format(quoted))
            if password is not None:
                # What goes over the line and into the server's log is a proof, not the password.
                proof = self._connection.pgconn.encrypt_password(
                    password.encode(), role.encode(), b"scram-sha-256"
                ).decode()
                self._allowed(sql.SQL("ALTER ROLE {} PASSWORD {}").format(quoted, sql.Literal(proof)))
            database = sql.SQL(self._database())
            if gone:  # in the hubs of other projects on this server they stay what they are
                self._allowed(sql.SQL("REVOKE CONNECT ON DATABASE {} FROM {}").format(database, quoted))
            else:
                self._allowed(sql.SQL("GRANT {} TO {}").format(sql.Identifier(MEMBER), quoted))
                self._allowed(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, quoted))
            with self._as_owner():
                taken = self._connection.execute(
                    "SELECT role FROM hub.members WHERE role <> %s AND names && %s AND NOT gone",
                    [role, list(names)],
                ).fetchone()
                if taken is not None:
                    raise AnnotatorError("hub-name-taken", role=taken[0], names=", ".join(names))
                self._run(
                    "INSERT INTO hub.members VALUES (%s, %s, %s, %s) ON CONFLICT (role) DO UPDATE SET"
                    " names = excluded.names, lead = excluded.lead, gone = excluded.gone",
                    [role, list(names), lead, gone],
                )
        return bool(made)

    def _check_server(self) -> None:
        version = self._connection.info.server_version
        if version < _OLDEST_SERVER:
            raise AnnotatorError("hub-server-old", version=version // 10000, needed=_OLDEST_SERVER // 10000)
        encoding = self._row("SELECT pg_catalog.getdatabaseencoding()")[0]
        if encoding != "UTF8":
            raise AnnotatorError("hub-encoding", encoding=encoding, database=self._connection.info.dbname)

    def _is_there(self) -> bool:
        return bool(self._row("SELECT to_regnamespace('hub') IS NOT NULL")[0])

    def _check_others(self) -> None:
        """Roles are those of the whole server: whoever has founded a hub there could read all others."""
        row = self._row(
            """SELECT string_agg(DISTINCT m.rolname, ', ') FROM pg_auth_members a
               JOIN pg_roles o ON o.oid = a.roleid JOIN pg_roles m ON m.oid = a.member
               WHERE o.rolname = %s AND m.rolcanlogin AND NOT m.rolsuper AND m.rolname <> session_user""",
            [OWNER],
        )
        if row[0] is not None:
            raise AnnotatorError("hub-other-founder", role=row[0], sql=f"REVOKE {OWNER} FROM {row[0]}")

    def _make_roles(self) -> None:
        there = {row[0] for row in self._connection.execute("SELECT rolname FROM pg_roles").fetchall()}
        for role in _ROLES:
            if role not in there:
                self._allowed(f"CREATE ROLE {role} NOLOGIN")
        for role in (OWNER, READER):
            mine = self._row("SELECT pg_has_role(session_user, %s, 'MEMBER')", [role])[0]
            if not mine or self._connection.info.server_version >= 160000:
                self._allowed(f"GRANT {role} TO CURRENT_USER")
        # Functions of the one belong to the other.
        self._allowed(f"GRANT {READER} TO {OWNER}")

    def _step(self, done: int) -> None:
        """Run the steps that are missing, and make all functions anew."""
        for path in (*steps()[done:], *(_SQL / f"{name}.sql" for name in _FUNCTIONS)):
            self._run(path.read_text(encoding="utf-8"))
        self._run("DELETE FROM hub.shapes")
        with self._connection.cursor() as cursor:
            cursor.executemany("INSERT INTO hub.shapes VALUES (%s, %s, %s, %s, %s)", shapes())

    def _database(self) -> str:
        return str(driver().sql.Identifier(self._connection.info.dbname).as_string(self._connection))

    @contextmanager
    def _as_owner(self) -> Iterator[None]:
        self._run(f"SET LOCAL ROLE {OWNER}")
        yield
        self._run("RESET ROLE")

    def _allowed(self, statement: Any) -> None:
        """Run what not every role may. Raises "hub-no-rights" with what somebody else is to run."""
        errors = driver().errors
        try:
            with self._connection.transaction():
                self._connection.execute(statement)
        except errors.InsufficientPrivilege as error:
            text = statement if isinstance(statement, str) else statement.as_string(self._connection)
            user = self._connection.info.user
            raise AnnotatorError(
                "hub-no-rights", sql=text.replace("CURRENT_USER", user), role=user
            ) from error

    def _run(self, statement: str, parameters: Sequence[Any] | None = None) -> None:
        self._connection.execute(statement, parameters)

    def _row(self, statement: str, parameters: Sequence[Any] | None = None) -> tuple[Any, ...]:
        row = self._connection.execute(statement, parameters).fetchone()
        if row is None:
            raise AnnotatorError("hub-no-hub", reason="")
        return tuple(row)
