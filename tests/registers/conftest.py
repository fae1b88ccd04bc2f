"""A small register, on which tests of practices and trusts stand."""

from pathlib import Path

import pytest

from graph.registers import Register, open_register
from graph.registers.adding import add_files
from tests.support import ods_files as files


def made(folder: Path, **texts: str) -> Register:
    """A register of some files; `_` in a name stands for the dot."""
    paths = []
    for name, text in texts.items():
        paths.append(folder / name.replace("_", ".", 1))
        paths[-1].write_text(text, encoding="utf-8")
    add_files(folder / "register.sqlite", paths)
    register = open_register(folder / "register.sqlite")
    assert register is not None
    return register


@pytest.fixture(scope="session")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    """Two practices of Teesside, one of Wales, one that moved, and the trusts of Manchester."""
    return made(
        tmp_path_factory.mktemp("register"),
        epcmem_csv=files.epcmem(
            "A81001 4QP36 19990401 20010331",
            "A81001 5E1 20010401 20130331",
            "A81001 00K 20130401 -",
            "W91001 6A1 20030401 20090930",
            "W91001 7A1 20091001 -",
            "A81002 5E1 20010401 20120331",
        ),
        succ_csv=files.succ(
            "RM2 R0A 2017-10-01",
            "RW3 R0A 2017-10-01",
            "RW6 R0A 2021-10-01",
            "RM4 RW3 2012-04-01",
            "RW6 RM3 2021-10-01",
            "RAA RBB 2001-04-01",
            "RBB RCC 2000-04-01",
        ),
    )
