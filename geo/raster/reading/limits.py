"""How much one picture may be, and how much reading and drawing it may take."""

from dataclasses import dataclass

from geo.exchange.reading.limits import MIB, Limits

GIB = 1024 * MIB
_LOOK = Limits(address_space=1024 * MIB, cpu_s=10)
_DRAW = Limits(address_space=3 * GIB, cpu_s=3_600, written_file=64 * GIB)


@dataclass(frozen=True, slots=True)
class PictureLimits:
    """Bytes and counts of one picture as its header states them; the defaults are those of a page or of the API.

    `block` is the most that one strip or tile unfolds to, `directories` the most pictures (overviews, masks) in a TIFF.
    `look` confines the first look, `draw` the drawing in the background.
    """

    upload: int = 512 * MIB
    pixels: int = 1_000_000_000
    side: int = 100_000
    block: int = 256 * MIB
    directories: int = 64
    look: Limits = _LOOK
    draw: Limits = _DRAW


#: A scanned plan: A0 at 600 dots an inch is 560 million pixels, but nobody can look at more than this on a page.
SCAN = PictureLimits(
    upload=200 * MIB, pixels=200_000_000, side=30_000, look=Limits(address_space=2 * GIB, cpu_s=60, written_file=GIB)
)
#: What an administrator's command may take: the machine is his.
BULK = PictureLimits(
    upload=256 * GIB, pixels=40_000_000_000, side=400_000, block=1024 * MIB,
    draw=Limits(address_space=8 * GIB, cpu_s=48 * 3_600, written_file=512 * GIB),
)  # fmt: skip
