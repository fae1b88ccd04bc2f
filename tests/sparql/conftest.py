"""One embedded store of the whole record for the tests of this folder."""

import pytest

from graph.record import Record
from graph.sparql.store import EmbeddedStore


@pytest.fixture(scope="package")
def embedded(record: Record) -> EmbeddedStore:
    return EmbeddedStore(record.whole_turtle)
