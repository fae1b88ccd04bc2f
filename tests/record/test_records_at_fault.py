"""A record at fault ends a reading in one line that says what to do, whatever the fault; validation lists it."""

import pytest

from graph.answers.audit.coverage import coverage
from graph.curate.validation import errors, validate
from graph.errors import UnreadableRecord
from graph.record import Record
from tests.support.sound import INFERRED_EVENT, MERGER, changed, sound_rows
from tests.support.tiny import tiny_record

_OF_INFERRED = f"id:{INFERRED_EVENT}--pct-p--ccg-04a"
_OF_MERGER = f"id:{MERGER}--ccg-04a--icb-x"


@pytest.fixture(scope="module")
def sound() -> Record:
    return tiny_record(sound_rows())


@pytest.mark.parametrize(
    ("subject", "predicate", "objects"),
    [
        (_OF_INFERRED, "nhs:evidence", "nhs:stated"),
        (f"id:{INFERRED_EVENT}", "nhs:evidence", "nhs:stated"),
        (f"id:{MERGER}", "rdf:type", "nhs:Establishment"),
        (f"id:{MERGER}", "nhs:evidence", "nhs:inferred"),
        (_OF_MERGER, "nhs:inEvent", "id:event-nowhere"),
        (_OF_MERGER, "nhs:inEvent", ""),
        (_OF_MERGER, "nhs:basis", "nhs:odd"),
        (_OF_MERGER, "nhs:successor", "id:nowhere"),
        (_OF_MERGER, "nhs:successor", ""),
        (_OF_MERGER, "nhs:share", "id:nowhere"),
        (_OF_MERGER, "nhs:share", '"half"'),
        ("id:name-icb-x-x-at-work-2022-07-01", "nhs:nameType", "id:nowhere"),
        ("id:count-ccg-2014-01-01-src-2", "nhs:ofKind", "id:ccg-04a"),
        ("id:ccg-04a", "org:classification", "nhs:kind-nowhere"),
        ("id:ccg-04a", "nhs:start", '"2013-02-31"^^xsd:date'),
    ],
)
def test_a_fault_is_listed_and_ends_no_reading_in_a_traceback(
    sound: Record, subject: str, predicate: str, objects: str
) -> None:
    faulty = changed(sound, subject, predicate, objects)
    assert errors(validate(faulty))
    refused = refusal(faulty)
    assert "\n" not in refused
    assert "validate" in refused or not refused


def refusal(record: Record) -> str:
    """The message with which a record is refused when all of it is read; nothing where it is not."""
    try:
        for history in (record.history, record.history.stated):
            for each in (history.bodies, history.events, history.event_days, history.links_from, history.links_to):
                dict(each)
            _ = history.lines, history.line_rules
            coverage(history)
    except UnreadableRecord as error:
        return str(error)
    return ""
