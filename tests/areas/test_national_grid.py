"""The projection on which maps are drawn, held against the worked example of the Ordnance Survey."""

import pytest

from graph.areas.national_grid import national_grid


def test_the_worked_example_comes_out_to_the_centimetre() -> None:
    # A guide to coordinate systems in Great Britain, annexe C.1.
    east, north = national_grid(1 + 43 / 60 + 4.5177 / 3600, 52 + 39 / 60 + 27.2531 / 3600)
    assert east == pytest.approx(651_409.903, abs=0.01)
    assert north == pytest.approx(313_177.270, abs=0.01)


def test_the_true_origin_lies_where_the_grid_says() -> None:
    assert national_grid(-2, 49) == pytest.approx((400_000, -100_000), abs=0.001)
