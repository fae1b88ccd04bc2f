"""One more column of a table takes four places: its term, its column, its field and its key. All else follows.

A copy of the program is given a column that bodies do not have. What is told of it is then kept in the record byte for
byte, read back, shown, queried, described to programs, and refused where it is wrong.
"""

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from graph.curate.import_export import export_tables
from tests.support.command_line import ROOT
from tests.support.sound import sound_rows
from tests.support.tiny import tiny_record

PLACES = {
    "data/vocabulary.ttl": (
        "nhs:tier a ",
        """nhs:telephone a owl:DatatypeProperty ;
\trdfs:domain nhs:Body ;
\trdfs:isDefinedBy nhs: ;
\trdfs:label "telephone"@en ;
\trdfs:range xsd:string ;
\tskos:definition "Where a body was called."@en .
""",
    ),
    "graph/tables/schema/common.py": (
        '    Text("parent_note", "nhs:parentNote"),\n',
        '    Text("telephone", "nhs:telephone"),\n',
    ),
    "graph/model/entities.py": ("    parent_note: str\n", "    telephone: str\n"),
    "graph/documents/bodies.py": (
        "    alt_names: ",
        '    telephone: Annotated[str, Meta(description="Where it was called.")] | None\n',
    ),
}
"""The four places: before what a text is put in each."""
TELEPHONE = "0161 496 0000"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program with one more column."""
    copy = tmp_path_factory.mktemp("program")
    for folder in ("commands", "graph", "webapp"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "data").mkdir()
    for file in ("cli.py", "data/vocabulary.ttl", "data/shapes.ttl"):
        shutil.copy(ROOT / file, copy / file)
    for name, (place, text) in PLACES.items():
        file = copy / name
        before = file.read_text(encoding="utf-8")
        assert before.count(place) == 1, name
        file.write_text(before.replace(place, text + place), encoding="utf-8")
    return copy


@pytest.fixture(scope="module")
def tables(program: Path) -> Path:
    """The tables of a small record, in which one body has a telephone."""
    folder = program / "tables"
    export_tables(tiny_record(sound_rows()), folder)
    for name in ("bodies", "inferences_bodies"):
        file = folder / f"{name}.csv"
        header, *rows = csv.reader(file.read_text(encoding="utf-8").splitlines())
        place = header.index("parent_note")
        for row in rows:
            row.insert(place, TELEPHONE if row[0] == "ccg-04a" else "")
        header.insert(place, "telephone")
        with file.open("w", encoding="utf-8", newline="") as written:
            csv.writer(written, lineterminator="\n").writerows((header, *rows))
    return folder


@pytest.fixture(scope="module")
def record(program: Path, tables: Path) -> Path:
    file = program / "record.ttl"
    ran = run(program, "import", str(tables), "--record", str(file))
    assert ran.returncode == 0, ran.stderr
    return file


def run(program: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *(("-c",) if arguments[0].startswith("import ") else ("cli.py",)), *arguments],
        cwd=program,
        env={"PATH": "/usr/bin:/bin", "XDG_CACHE_HOME": str(program / "cache"), "HOME": str(program)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_it_takes_no_more_than_four_places() -> None:
    assert len(PLACES) <= 4


def test_its_cells_come_back_byte_for_byte(program: Path, tables: Path, record: Path) -> None:
    assert 'nhs:telephone "0161 496 0000"' in record.read_text(encoding="utf-8")
    out = program / "again"
    ran = run(program, "export", "--record", str(record), "--format", "tables", str(out))
    assert ran.returncode == 0, ran.stderr
    for name in ("bodies.csv", "inferences_bodies.csv"):
        assert (out / name).read_bytes() == (tables / name).read_bytes()


def test_it_is_in_the_answer_and_null_where_it_is_not_known(program: Path, record: Path) -> None:
    for body, value in (("ccg-04a", "0161 496 0000"), ("ccg-04b", None)):
        ran = run(program, "show", body, "--record", str(record), "--format", "json")
        assert ran.returncode == 0, ran.stderr
        assert json.loads(ran.stdout)["telephone"] == value


def test_it_can_be_queried(program: Path, record: Path) -> None:
    query = 'SELECT ?body { ?body nhs:telephone "0161 496 0000" }'
    ran = run(program, "query", query, "--record", str(record), "--format", "csv")
    assert ran.stdout.split()[1:] == ["https://w3id.org/nhs-restructures/id/ccg-04a"]


def test_programs_are_told_of_it(program: Path) -> None:
    ran = run(program, "import json; from webapp.api.schemas import SCHEMAS; print(json.dumps(SCHEMAS['Facts']))")
    facts = json.loads(ran.stdout)
    assert "telephone" in facts["required"]
    assert facts["properties"]["telephone"]["anyOf"][0]["description"] == "Where it was called."


def test_a_wrong_value_is_found(program: Path, record: Path) -> None:
    sound = record.read_text(encoding="utf-8")
    assert run(program, "validate", "--record", str(record)).returncode == 0
    for wrong in ('"0161 496 0000", "0161 496 0001"', "id:ccg-04b", '"12"^^xsd:integer'):
        broken = program / "broken.ttl"
        broken.write_text(sound.replace('nhs:telephone "0161 496 0000"', f"nhs:telephone {wrong}"), encoding="utf-8")
        ran = run(program, "validate", "--record", str(broken))
        assert ran.returncode == 1, (wrong, ran.stdout)
        assert "ccg-04a" in ran.stdout
        assert "Traceback" not in ran.stderr
