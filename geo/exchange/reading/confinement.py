"""What a process gives up before it opens a file from outside: network, programs, memory, time, and other files.

Linux only, for root and for any other user: resource limits, a system call filter (seccomp, BPF as in
linux/seccomp.h), and, where the kernel has it, Landlock (linux/landlock.h), which leaves one folder to write to and
the libraries to read.
"""

import ctypes
import os
import platform
import resource
import struct
from collections.abc import Iterable
from pathlib import Path

from geo.exchange.reading.limits import Limits

_LIBC = ctypes.CDLL(None, use_errno=True)
_NO_NEW_PRIVS, _SET_SECCOMP, _FILTER_MODE = 38, 22, 2
_ALLOW, _REFUSE_EPERM, _KILL = 0x7FFF0000, 0x00050001, 0x80000000
#: Numbers of system calls by machine: audit architecture, then socket, socketpair, connect, execve, execveat, ptrace,
#: kill, mount, unshare, setns, open_by_handle_at, process_vm_readv, process_vm_writev, bpf, io_uring_setup.
_CALLS = {
    "x86_64": (0xC000003E, (41, 53, 42, 59, 322, 101, 62, 165, 272, 308, 304, 310, 311, 321, 425)),
    "aarch64": (0xC00000B7, (198, 199, 203, 221, 281, 117, 129, 40, 97, 268, 265, 270, 271, 280, 425)),
}
#: On x86_64 the numbers of a second table of calls begin here.
_SECOND_TABLE = 0x40000000
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_SELF = 444, 445, 446
_READ = 1 << 2 | 1 << 3
_ALL_OF_FIRST = (1 << 13) - 1
_RUN = 1 << 0


class NotConfined(Exception):
    """The system refuses what confines; the text says which part."""


def confine(folder: Path, libraries: Iterable[Path], limits: Limits) -> dict[str, object]:
    """Give up, for ever, all but reading and writing one folder; return what holds. Errors: NotConfined."""
    _limit(limits)
    if _LIBC.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise NotConfined(f"no_new_privs: {os.strerror(ctypes.get_errno())}")
    files = _landlock(folder, libraries)
    _filter_calls()
    return {"network": "seccomp", "files": files}


def _limit(limits: Limits) -> None:
    for kind, most in (
        (resource.RLIMIT_AS, limits.address_space),
        (resource.RLIMIT_FSIZE, limits.written_file),
        (resource.RLIMIT_NOFILE, limits.descriptors),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    spent = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    resource.setrlimit(resource.RLIMIT_CPU, (int(spent) + limits.cpu_s, int(spent) + limits.cpu_s + 1))


def _statement(code: int, k: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("=HBBI", code, yes, no, k)


def _filter_calls() -> None:
    machine = platform.machine()
    if machine not in _CALLS:
        raise NotConfined(f"no table of system calls for {machine}")
    architecture, calls = _CALLS[machine]
    load_architecture, load_number = _statement(0x20, 4), _statement(0x20, 0)
    program = [load_architecture, _statement(0x15, architecture, 1, 0), _statement(0x06, _KILL), load_number]
    program += [_statement(0x35, _SECOND_TABLE, 0, 1), _statement(0x06, _REFUSE_EPERM)]
    for call in calls:
        program += [_statement(0x15, call, 0, 1), _statement(0x06, _REFUSE_EPERM)]
    program.append(_statement(0x06, _ALLOW))
    code = ctypes.create_string_buffer(b"".join(program))
    # struct sock_fprog: a count, padding, a pointer.
    holder = ctypes.create_string_buffer(struct.pack("@HP", len(program), ctypes.addressof(code)))
    if _LIBC.prctl(_SET_SECCOMP, _FILTER_MODE, holder, 0, 0):
        raise NotConfined(f"seccomp: {os.strerror(ctypes.get_errno())}")


def _landlock(folder: Path, libraries: Iterable[Path]) -> str:
    """Leave the folder and, to be read, the libraries; say what holds: older kernels have no such thing."""
    version = _LIBC.syscall(_LANDLOCK_CREATE, 0, 0, 1)
    if version < 1:
        return "drivers"
    handled = _ALL_OF_FIRST | (1 << 13 if version >= 2 else 0) | (1 << 14 if version >= 3 else 0)
    attribute = ctypes.create_string_buffer(struct.pack("=Q", handled))
    ruleset = _LIBC.syscall(_LANDLOCK_CREATE, attribute, 8, 0)
    if ruleset < 0:
        raise NotConfined(f"landlock: {os.strerror(ctypes.get_errno())}")
    _leave(ruleset, folder, handled & ~_RUN)
    for library in libraries:
        _leave(ruleset, library, _READ | _RUN)
    if _LIBC.syscall(_LANDLOCK_SELF, ruleset, 0):
        raise NotConfined(f"landlock: {os.strerror(ctypes.get_errno())}")
    os.close(ruleset)
    return f"landlock {version}"


def _leave(ruleset: int, place: Path, rights: int) -> None:
    handle = os.open(place, os.O_PATH | os.O_CLOEXEC)
    rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, handle))
    refused = _LIBC.syscall(_LANDLOCK_ADD, ruleset, 1, rule, 0)
    os.close(handle)
    if refused:
        raise NotConfined(f"landlock: {place}")
