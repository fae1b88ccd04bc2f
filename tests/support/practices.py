"""Small registers of practices and trusts, made of files in the forms of ODS."""

from pathlib import Path

from graph.registers import Register, open_register
from graph.registers.add import add_files
from tests.support import ods_files as files

__all__ = ["made", "teesside"]


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


def teesside(folder: Path) -> Register:
    """Two practices of Teesside, one of Cumbria, three of Lancashire, one of Wales, and the trusts of Manchester."""
    return made(
        folder,
        epcmem_csv=files.epcmem(
            "A81001 4QP36 19990401 20010331",
            "A81001 5E1 20010401 20130331",
            "A81001 00K 20130401 -",
            "A81002 5E1 20010401 20120331",
            "A82003 5NE 20061001 20130331",
            "A82003 01H 20130401 20170331",
            "A82003 01K 20170401 -",
            "A82011 01H 20130401 -",
            "A82012 01H 20130401 20170331",
            "A82013 01H 20130401 20170331",
            "W91001 6A1 20030401 20090930",
            "W91001 7A1 20091001 -",
        ),
        epraccur_csv=files.epraccur("A82013|A SURGERY|LA12 7BT|19740401||01H|20130401||4"),
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
