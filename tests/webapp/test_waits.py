"""Who was told to wait with what it sends is known until then, and only of who sends much."""

import pytest

from webapp.server.waits import SMALL, Waits


def asked(waits: Waits, client: str, *, status: str = "503 x", seconds: str = "7", size: int = 2 * SMALL) -> None:
    """A client's request of some size, answered so."""

    def app(environ: object, start_response: object) -> list[bytes]:
        assert callable(start_response)
        start_response(status, [("Retry-After", seconds)] if seconds else [])
        return [b"x"]

    told = waits.told_by(app)
    assert list(told({"REMOTE_ADDR": client, "CONTENT_LENGTH": str(size)}, lambda *_: lambda _: None)) == [b"x"]


def test_a_client_waits_as_long_as_it_was_told_and_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    waits, now = Waits(0), [100.0]
    monkeypatch.setattr("webapp.server.waits.time.monotonic", lambda: now[0])
    asked(waits, "10.0.0.1")
    asked(waits, "10.0.0.2", status="429 x", seconds="3")
    assert (waits.left("10.0.0.1"), waits.left("10.0.0.2"), waits.left("10.0.0.3")) == (7, 3, 0)
    now[0] += 3.5
    assert (waits.left("10.0.0.1"), waits.left("10.0.0.2")) == (4, 0)


@pytest.mark.parametrize(
    ("status", "seconds", "size"), [("200 x", "7", 2 * SMALL), ("503 x", "", 2 * SMALL), ("503 x", "7", SMALL)]
)
def test_other_answers_make_nobody_wait(status: str, seconds: str, size: int) -> None:
    waits = Waits(0)
    asked(waits, "10.0.0.1", status=status, seconds=seconds, size=size)
    assert waits.left("10.0.0.1") == 0


def test_of_many_clients_those_told_last_are_remembered() -> None:
    waits = Waits(0)
    for number in range(5000):
        asked(waits, f"10.0.{number // 250}.{number % 250}")
    assert waits.left("10.0.0.0") == 0
    assert waits.left("10.0.19.249") > 0
