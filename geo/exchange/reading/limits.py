"""How much one file may be, and how much reading it may take."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes, seconds and counts for the reading of one file; the defaults are those of a page or of the API."""

    upload: int = 100 * MIB
    address_space: int = 1024 * MIB
    cpu_s: int = 10
    written_file: int = 128 * MIB
    descriptors: int = 64
    rows: int = 200_000
    vertices: int = 20_000
    columns: int = 200
    members: int = 200
    unpacked: int = 400 * MIB
    folded: int = 200
    entities: int = 500_000


#: What an administrator's command may take: the machine is his.
BULK = Limits(
    upload=4096 * MIB, address_space=8192 * MIB, cpu_s=900, written_file=16_384 * MIB, rows=5_000_000,
    unpacked=8192 * MIB, entities=10_000_000,
)  # fmt: skip
