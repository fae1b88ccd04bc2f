"""What a site does not start on: a record at fault, or a file that is none."""

from pathlib import Path

import pytest

from graph.errors import BadTables, RecordError
from tests.support.sound import ENDED_BEFORE_IT_BEGAN, sound_rows
from tests.support.tiny import tiny_record
from webapp import create_app


def test_the_site_does_not_start_on_a_record_that_breaks_a_rule(tmp_path: Path) -> None:
    rows = sound_rows()
    ENDED_BEFORE_IT_BEGAN(rows)
    broken = tmp_path / "broken.ttl"
    broken.write_bytes(tiny_record(rows).turtle)
    with pytest.raises(BadTables) as caught:
        create_app({"RECORD": broken})
    assert caught.value.findings


@pytest.mark.parametrize("content", [b"", b"not turtle at all", b"\xff\xfe\x00"])
def test_the_site_does_not_start_on_a_file_that_is_no_record(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "other.ttl"
    file.write_bytes(content)
    with pytest.raises(RecordError):
        create_app({"RECORD": file})
