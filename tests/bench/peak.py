"""The most memory this process has held at one time."""

from __future__ import annotations

import sys
from pathlib import Path

_MIB = 1 << 20


def peak_mib() -> float:
    """Peak resident memory of this process in MiB."""
    return _peak_bytes() / _MIB


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class _Counters(ctypes.Structure):
        _fields_ = (
            ("cb", wintypes.DWORD),
            ("PageFaultCount", wintypes.DWORD),
            ("PeakWorkingSetSize", ctypes.c_size_t),
            *((f"other{n}", ctypes.c_size_t) for n in range(7)),
        )

    def _peak_bytes() -> int:
        counters = _Counters(cb=ctypes.sizeof(_Counters))
        kernel = ctypes.WinDLL("kernel32")
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        ask = kernel.K32GetProcessMemoryInfo
        ask.argtypes = [wintypes.HANDLE, ctypes.c_void_p, wintypes.DWORD]
        if not ask(kernel.GetCurrentProcess(), ctypes.byref(counters), counters.cb):
            raise ctypes.WinError()
        return int(counters.PeakWorkingSetSize)

else:
    import resource

    def _peak_bytes() -> int:
        status = Path("/proc/self/status")
        if not status.is_file():
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        # Where there is a choice, not `getrusage`: on Linux it begins with the peak of the parent process.
        lines = status.read_text(encoding="ascii", errors="replace").splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) * 1024
