"""Whether a file lies on another machine: there a write-ahead log, which needs shared memory, fails."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

_KINDS: Final = frozenset(
    (
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "coda", "davfs", "9p", "virtiofs", "vboxsf",
        "vmhgfs", "prl_fs", "ceph", "lustre", "gpfs", "beegfs", "glusterfs", "gfs2", "ocfs2",
        "fuse.sshfs", "fuse.rclone", "fuse.gvfsd-fuse", "fuse.glusterfs", "fuse.ceph", "fuse.s3fs",
        "fuse.davfs2", "fuse.vmhgfs-fuse", "fuse.kio-fuse", "fuse.smbnetfs", "fuse.curlftpfs",
    )
)  # fmt: skip
"""File systems of Linux whose files are another machine's, that of a virtual machine's host among them."""

_ESCAPE: Final = re.compile(r"\\([0-7]{3})")
_MAC_LINE: Final = re.compile(r".* on (/.*) \(([^()]*)\)")
_MAC_PATIENCE_SECONDS: Final = 5.0

Mount = tuple[str, bool]
"""Where something is mounted, and whether it is another machine's."""


def on_network(path: Path) -> bool:
    """Whether the file lies on a share, as far as the operating system says."""
    path = path.resolve()
    if sys.platform == "win32":
        import ctypes

        remote = 4  # DRIVE_REMOTE
        return path.drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(path.anchor) == remote
    return lies_on(path, mac_mounts(_mac_table()) if sys.platform == "darwin" else linux_mounts(_table()))


def lies_on(path: Path, mounts: Iterable[Mount]) -> bool:
    """Whether the innermost mount around `path` is remote; of two in one place the later counts."""
    around = [(len(place), remote) for place, remote in mounts if path.is_relative_to(place)]
    innermost = max((length for length, _ in around), default=0)
    return next((remote for length, remote in reversed(around) if length == innermost), False)


def linux_mounts(table: str) -> Iterator[Mount]:
    """The mounts of `/proc/mounts`, which writes blanks in octal."""
    for line in table.splitlines():
        _, place, kind, *_ = line.split(" ")
        yield _ESCAPE.sub(lambda found: chr(int(found[1], 8)), place), kind in _KINDS


def mac_mounts(table: str) -> Iterator[Mount]:
    """The mounts that `mount` prints on macOS, which calls each local one so."""
    for line in table.splitlines():
        if found := _MAC_LINE.fullmatch(line):
            yield found[1], "local" not in found[2].split(", ")


def _table() -> str:
    try:
        return Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:  # other systems have none
        return ""


def _mac_table() -> str:
    try:
        ran = subprocess.run(["/sbin/mount"], capture_output=True, timeout=_MAC_PATIENCE_SECONDS, check=False)
    except (OSError, subprocess.SubprocessError):
        return ""
    return ran.stdout.decode("utf-8", "replace")
