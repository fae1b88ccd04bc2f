"""Answers that are kept: a question asked again is not worked out again, unless its answer is another or none."""

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from graph.record import Record
from tests.webapp.sparql.test_endpoint import DIRECT, SELECT, ask
from webapp import create_app
from webapp.http.budget import Budget
from webapp.http.site import change_site
from webapp.http.turns import NOBODY, Asker
from webapp.sparql.pool import TimeUp, TooLarge


class InTurn:
    """Answers from a list in turn; an error in the list is raised."""

    def __init__(self, *answers: bytes | Exception) -> None:
        self.answers = list(answers)

    def answer(self, query: str, media_type: str, asker: Asker = NOBODY) -> bytes:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        """Nothing is held open."""


@pytest.fixture
def counted(record: Record) -> tuple[FlaskClient, InTurn]:
    """A site whose queries are answered by `first`, `second` and `third`, whatever they ask."""
    app = create_app({"CLIENT_SECONDS": 0}, record)
    answering = InTurn(b"first", b"second", b"third")
    change_site(app, queries=answering)
    return app.test_client(), answering


def test_a_question_asked_again_is_not_worked_out_again(counted: tuple[FlaskClient, InTurn]) -> None:
    client, answering = counted
    answers = [
        ask(client, SELECT),
        ask(client, SELECT),
        client.post("/sparql", data=SELECT, content_type=DIRECT),
        ask(client, SELECT, Accept_Encoding="gzip"),
        client.get(f"/sparql?format=json&query={quote(SELECT)}"),
    ]
    assert {answer.data for answer in answers} == {b"first"}
    assert len(answering.answers) == 2
    assert ask(client, SELECT, Accept="text/csv").data == b"second"
    assert ask(client, SELECT + " LIMIT 1").data == b"third"


@pytest.mark.parametrize("query", ["SELECT (NOW() AS ?x) {}", "SELECT (RAND() AS ?x) {}", "SELECT (uuid() AS ?x) {}"])
def test_what_is_another_answer_each_time_is_worked_out_each_time(
    query: str, counted: tuple[FlaskClient, InTurn]
) -> None:
    client, _ = counted
    assert [ask(client, query).data for _ in range(2)] == [b"first", b"second"]


def test_what_was_not_answered_is_not_kept(counted: tuple[FlaskClient, InTurn]) -> None:
    client, answering = counted
    answering.answers[:0] = [TimeUp("It was stopped."), TooLarge()]
    assert [ask(client, SELECT).status_code for _ in range(4)] == [504, 413, 200, 200]
    assert ask(client, SELECT).data == b"first"


def test_a_kept_answer_counts_as_a_query_of_its_client(record: Record) -> None:
    app = create_app(record=record, budget=Budget(0.05))
    change_site(app, queries=InTurn(b"first"))
    statuses = [ask(app.test_client(), SELECT).status_code for _ in range(10)]
    assert statuses[0] == 200
    assert statuses[-1] == 429


def test_without_room_nothing_is_kept(record: Record) -> None:
    app = create_app({"QUERY_KEPT_MB": 0}, record)
    change_site(app, queries=InTurn(b"first", b"second"))
    assert [ask(app.test_client(), SELECT).data for _ in range(2)] == [b"first", b"second"]
