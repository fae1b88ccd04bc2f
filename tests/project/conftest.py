"""The package, built once for the tests of one process."""

import os
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.support.wheels import ROOT, build


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The sdist and the wheel."""
    if find_spec("hatchling") is None:
        if os.environ.get("CI"):
            pytest.fail("hatchling is not installed, and CI tests the package")
        pytest.skip("hatchling is not installed")
    sdist, wheel = build(ROOT, tmp_path_factory.mktemp("built"))
    return sdist, wheel
