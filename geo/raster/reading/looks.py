"""Any picture as red, green, blue, alpha of eight bits: palettes unrolled, 16 bits stretched, no-data cleared."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasterio.enums import ColorInterp
from rasterio.windows import Window

from geo.exchange.reading.refusals import Refused

#: Share of the darkest and of the brightest values that stretching gives up.
_GIVEN_UP = 0.02
#: Pixels on a side of the small copy by which values are judged.
_SMALL = 1024
_TAKEN = {"uint8", "uint16"}


@dataclass(frozen=True, slots=True)
class Looks:
    """How a source's bands become colours. `stretch`: lowest and highest value of each of three bands, or None."""

    source: Any
    bands: tuple[int, ...]
    palette: NDArray[np.uint8] | None
    stretch: tuple[tuple[float, float], ...] | None
    notes: tuple[str, ...]

    def part(self, row: int, column: int, height: int, width: int) -> NDArray[np.uint8]:
        """Return a part as red, green, blue, alpha; shape (height, width, 4)."""
        window = Window(column, row, width, height)
        values = self.source.read(list(self.bands), window=window)
        drawn = np.empty((height, width, 4), dtype=np.uint8)
        drawn[..., :3] = self._colours(values)
        drawn[..., 3] = self.source.dataset_mask(window=window)
        if self.palette is not None:
            drawn[..., 3] = np.minimum(drawn[..., 3], self.palette[values[0]][..., 3])
        return drawn

    def _colours(self, values: Any) -> Any:
        if self.palette is not None:
            return self.palette[values[0]][..., :3]
        if self.stretch is not None:
            low, high = np.array(self.stretch, dtype=np.float32).T[:, :, None, None]
            values = np.clip((values.astype(np.float32) - low) / (high - low) * 255, 0, 255).astype(np.uint8)
        return np.moveaxis(values if len(values) == 3 else np.repeat(values[:1], 3, axis=0), 0, -1)


def looks_of(source: Any) -> Looks:
    """Return how a source is drawn. Errors: Refused (picture_values)."""
    kinds = set(source.dtypes)
    if not kinds <= _TAKEN or len(kinds) != 1:
        raise Refused("picture_values", kinds=", ".join(sorted(kinds)))
    meant = source.colorinterp
    if meant[0] == ColorInterp.palette and kinds == {"uint8"}:
        table = np.zeros((256, 4), dtype=np.uint8)
        for value, colour in source.colormap(1).items():
            table[value] = colour
        return Looks(source, (1,), table, None, ())
    colours = [band for band, kind in enumerate(meant, 1) if kind != ColorInterp.alpha]
    bands = tuple(colours[:3]) if len(colours) >= 3 else (colours[0],)
    notes = ("bands_left_out",) if len(colours) > 3 else ()
    if kinds == {"uint8"}:
        return Looks(source, bands, None, None, notes)
    return Looks(source, bands, None, tuple(_range(source, band) for band in bands), (*notes, "stretched"))


def _range(source: Any, band: int) -> tuple[float, float]:
    """Return between which values a band lies, but for a few, by a small copy of it."""
    shrunk = max(1.0, max(source.width, source.height) / _SMALL)
    shape = max(1, int(source.height / shrunk)), max(1, int(source.width / shrunk))
    values = source.read(band, out_shape=shape, masked=True).compressed()
    if not len(values):
        return 0.0, 1.0
    low, high = np.quantile(values, [_GIVEN_UP, 1 - _GIVEN_UP])
    return float(low), float(max(high, low + 1))
