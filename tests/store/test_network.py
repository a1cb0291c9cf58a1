"""Files of another machine are known by the mount they lie on, on Linux and on macOS."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.store import network
from annotator.store.network import lies_on, linux_mounts, mac_mounts, on_network

_LINUX = r"""/dev/sda1 / ext4 rw,relatime 0 0
proc /proc proc rw 0 0
server:/share /srv/team\040files nfs4 rw 0 0
/dev/sdb1 /srv/team\040files/scratch xfs rw 0 0
drive: /home/salma/Drive fuse.rclone rw 0 0
gvfsd-fuse /run/user/1000/gvfs fuse.gvfsd-fuse rw 0 0
shared /media/shared vboxsf rw 0 0
host /mnt/host virtiofs rw 0 0
mon:/ /mnt/pool ceph rw 0 0
/dev/sdc1 /mnt/disk fuseblk rw 0 0
/dev/sdd1 /mnt/over ext4 rw 0 0
//server/over /mnt/over cifs rw 0 0
"""

_MAC = """/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
devfs on /dev (devfs, local, nobrowse)
/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse, protect)
//salma@server/Team%20files on /Volumes/Team files (2) (smbfs, nodev, nosuid, mounted by salma)
server:/export on /Volumes/nfs (nfs)
/dev/disk5s1 on /Volumes/STICK (msdos, local, nodev, nosuid, noowners)
"""


@pytest.mark.parametrize(
    ("path", "remote"),
    [
        ("/home/salma/p.db", False),
        ("/srv/team files/p.db", True),
        ("/srv/team files/scratch/p.db", False),
        ("/srv/team", False),
        ("/home/salma/Drive/a/p.db", True),
        ("/run/user/1000/gvfs/smb/p.db", True),
        ("/media/shared/p.db", True),
        ("/mnt/host/p.db", True),
        ("/mnt/pool/p.db", True),
        ("/mnt/disk/p.db", False),
        ("/mnt/over/p.db", True),
    ],
)
def test_linux(path: str, remote: bool) -> None:
    assert lies_on(Path(path), linux_mounts(_LINUX)) is remote


@pytest.mark.parametrize(
    ("path", "remote"),
    [
        ("/Users/salma/p.db", False),
        ("/System/Volumes/Data/p.db", False),
        ("/Volumes/Team files (2)/p.db", True),
        ("/Volumes/nfs/p.db", True),
        ("/Volumes/STICK/p.db", False),
    ],
)
def test_macos(path: str, remote: bool) -> None:
    assert lies_on(Path(path), mac_mounts(_MAC)) is remote


def test_a_machine_that_tells_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "_table", lambda: "")
    monkeypatch.setattr(network, "_mac_table", lambda: "mount: something else\n")
    for system in ("linux", "darwin"):
        monkeypatch.setattr(network.sys, "platform", system)
        assert not on_network(tmp_path)


def test_no_program_that_lists_mounts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network.subprocess, "run", _missing)
    assert network._mac_table() == ""


def _missing(*_: object, **__: object) -> None:
    raise FileNotFoundError
