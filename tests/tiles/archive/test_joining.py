"""Archives of single layers as one: tiles are put together, addresses and directories hold for large ones too."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pmtiles.reader import MmapSource, all_tiles
from pmtiles.tile import Compression, MagicNumberNotFound, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from tiles.archive.joining import join

PLACES = st.tuples(st.just(16), st.integers(40_000, 40_300), st.integers(27_000, 27_300))


def write(path, tiles):
    """Write an archive of given bodies, as an engine does."""
    with path.open("wb") as file:
        writer = Writer(file)
        for address in sorted(tiles, key=lambda each: zxy_to_tileid(*each)):
            writer.write_tile(zxy_to_tileid(*address), gzip.compress(tiles[address], mtime=0))
        writer.finalize({"tile_type": TileType.MVT, "tile_compression": Compression.GZIP}, {})
    return path


def joined(folder, *archives):
    """Return the unpacked tiles of several archives as one."""
    paths = [write(folder / f"{at}.pmtiles", tiles) for at, tiles in enumerate(archives) if tiles]
    count = join(paths, folder / "out.pmtiles", work=folder, metadata={}, bounds=(34.0, 16.0, 56.0, 33.0))
    with (folder / "out.pmtiles").open("rb") as file:
        found = {address: gzip.decompress(body) for address, body in all_tiles(MmapSource(file))}
    assert len(found) == count
    return found


@given(st.dictionaries(PLACES, st.binary(min_size=1), min_size=1), st.dictionaries(PLACES, st.binary(min_size=1)))
def test_a_tile_is_that_of_the_first_archive_and_then_that_of_the_second(tmp_path_factory, first, second):
    found = joined(tmp_path_factory.mktemp("joining"), first, second)
    assert found == {place: first.get(place, b"") + second.get(place, b"") for place in {*first, *second}}


def test_an_archive_with_directories_of_directories_keeps_every_tile(tmp_path):
    many = {(16, 30_000 + at % 200, 20_000 + at // 200): b"tile %d" % at for at in range(20_000)}
    assert joined(tmp_path, many, {(16, 30_000, 20_000): b"!"}) == many | {(16, 30_000, 20_000): b"tile 0!"}


def test_equal_tiles_are_stored_once(tmp_path):
    same = {(16, 30_000 + at, 20_000): b"the same" for at in range(500)}
    assert joined(tmp_path, same) == same
    assert (tmp_path / "out.pmtiles").stat().st_size < 6_000


def test_a_file_that_is_no_archive_is_not_joined(tmp_path):
    rubbish = tmp_path / "rubbish.pmtiles"
    rubbish.write_bytes(b"x" * 500)
    with pytest.raises(MagicNumberNotFound):
        join([rubbish], tmp_path / "out.pmtiles", work=tmp_path, metadata={}, bounds=(0, 0, 1, 1))
