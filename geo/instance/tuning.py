"""PostgreSQL settings for the memory and cores of this machine."""

import os
from pathlib import Path

MEGABYTE = 1024 * 1024
CGROUP_MEMORY_LIMIT = Path("/sys/fs/cgroup/memory.max")


def machine_memory() -> int:
    """Return the bytes of memory of this machine, or of the container's limit when that is lower."""
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        limit = CGROUP_MEMORY_LIMIT.read_text(encoding="ascii").strip()
    except OSError:
        return physical
    return min(physical, int(limit)) if limit.isdigit() else physical


def machine_cores() -> int:
    """Return the number of cores this process may use."""
    return len(os.sched_getaffinity(0))


def memory_settings(memory: int) -> dict[str, str]:
    """Return the settings that follow the memory, given in bytes: a quarter shared, at most 2 GB."""
    shared = max(64, min(memory // 4 // MEGABYTE, 2048))
    return {
        "shared_buffers": f"{shared}MB",
        "effective_cache_size": f"{max(128, memory * 6 // 10 // MEGABYTE)}MB",
        "maintenance_work_mem": f"{max(64, min(memory // 16 // MEGABYTE, 512))}MB",
        "work_mem": "32MB",
    }


def core_settings(cores: int) -> dict[str, str]:
    """Return the settings that follow the number of cores."""
    return {
        "max_worker_processes": str(max(4, cores + 2)),
        "max_parallel_workers": str(cores),
        "max_parallel_workers_per_gather": str(max(1, cores // 2)),
        "max_parallel_maintenance_workers": str(max(1, cores // 2)),
    }


#: The same on every machine.
FIXED: dict[str, str] = {
    "listen_addresses": "'127.0.0.1'",
    "max_connections": "100",
    "password_encryption": "'scram-sha-256'",
    # One operation may lock 2,000 cells of the register by advisory lock.
    "max_locks_per_transaction": "256",
    "max_wal_size": "2GB",
    "wal_compression": "lz4",
    "random_page_cost": "1.1",
    # Compiling a plan costs more than our short spatial queries take.
    "jit": "off",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "lc_messages": "'C'",
    "logging_collector": "on",
    "log_filename": "'postgresql-%a.log'",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_line_prefix": "'%m [%p] %q%u@%d %a '",
    # Statements carry names and identifiers of persons: they are never written to the log.
    "log_min_error_statement": "panic",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


def quoted(path: Path) -> str:
    """Return a path as a quoted value of postgresql.conf."""
    return "'" + str(path).replace("'", "''") + "'"


def configuration(settings: dict[str, str]) -> str:
    """Return the text of postgresql.conf; the person's own changes go into local.conf, which wins."""
    head = "# Written by bin/up at every start. Own changes go into local.conf in the folder above: it wins.\n"
    lines = "".join(f"{name} = {value}\n" for name, value in settings.items())
    return f"{head}{lines}include_if_exists = '../local.conf'\n"
