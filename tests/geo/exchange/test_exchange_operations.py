"""Coordinates move by a named operation of known accuracy, or not at all."""

import numpy as np
import pytest

from geo.exchange.errors import NoOperation, OutsideOperation, UnknownCrs
from geo.exchange.operations import find_operation

STORAGE, AIN_EL_ABD_39N, ED50_TM27 = 9359, 20439, 2319


def test_the_storage_system_needs_no_operation():
    assert find_operation(STORAGE, STORAGE) is None


def test_another_projection_of_the_same_datum_is_exact():
    operation = find_operation(STORAGE, 9358)
    assert operation is not None
    assert operation.accuracy_m == 0


def test_another_datum_is_reached_by_a_named_operation_and_finer_ones_are_told():
    operation = find_operation(STORAGE, AIN_EL_ABD_39N)
    assert operation is not None
    assert "Ain el Abd to KSA-GRF17 (1)" in operation.name
    assert operation.accuracy_m == 2
    assert all("Ain el Abd to KSA-GRF17" in finer for finer in operation.finer)
    (moved,) = operation(np.array([[400_000.0, 2_937_000.0]]))
    assert 10 < np.hypot(*(moved - [400_000, 2_937_000])) < 200  # the datums lie tens of metres apart


def test_a_system_that_only_a_ballpark_reaches_is_refused():
    with pytest.raises(NoOperation, match="ED50 / TM27"):
        find_operation(STORAGE, ED50_TM27)


@pytest.mark.parametrize("epsg", [999_999, 0, -1, 5773, 4978, 4979], ids=str)
def test_a_code_without_two_horizontal_axes_is_refused(epsg):
    with pytest.raises(UnknownCrs):
        find_operation(STORAGE, epsg)


def test_a_place_that_the_system_cannot_describe_is_an_error_and_no_infinity():
    operation = find_operation(4326, 3857)
    assert operation is not None
    with pytest.raises(OutsideOperation):
        operation(np.array([[50.0, 95.0]]))
