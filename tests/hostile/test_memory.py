"""The memory that queries may have together is bounded by what there is."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graph.util.memory import available
from tests.support.abuse import TABLE, ask
from tests.support.sites import running_site
from tests.support.waiting import wait_until
from webapp.sparql.endpoint import memory_of_a_query


@pytest.mark.parametrize(
    ("groups", "limits", "found"),
    [
        ("0::/site\n", {"site/memory.max": "1073741824\n", "memory.max": "max\n"}, 2**30),
        ("0::/a/b\n", {"a/b/memory.max": "max\n", "a/memory.max": "536870912\n"}, 2**29),
        ("4:memory:/x\n1:cpu:/\n", {"memory/x/memory.limit_in_bytes": "268435456\n"}, 2**28),
        ("0::/\n", {}, None),
        ("", {}, None),
    ],
)
def test_the_tightest_limit_of_a_container_holds(
    groups: str, limits: dict[str, str], found: int | None, tmp_path: Path
) -> None:
    for name, limit in limits.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(limit)
    assert available(groups, tmp_path) == (found or available("", tmp_path))


@pytest.mark.parametrize(("there", "workers"), [(2**30, 2), (2**30, 4), (2**31, 2), (2**36, 2)])
def test_queries_together_take_an_eighth_of_the_memory_there_is_at_most(there: int, workers: int) -> None:
    config = {"WORKERS": workers, "QUERY_WORKERS": 2, "QUERY_MEMORY_MB": 512}
    one = memory_of_a_query(config, there)
    assert 2**24 <= one <= 512 * 2**20
    assert one * workers * 2 <= there / 8


@pytest.fixture
def gibibyte() -> Iterator[Path]:
    """A control group of a gibibyte for processes that this one starts, where the system lets one be made."""
    try:
        lines = Path("/proc/self/cgroup").read_text().splitlines()
        own = next((line.split(":", 2)[2] for line in lines if ":memory:" in line), "/")
        group = Path("/sys/fs/cgroup/memory", own.strip("/"), f"hostile-{os.getpid()}")
        group.mkdir()
        (group / "memory.limit_in_bytes").write_text(str(2**30))
        (group / "tasks").write_text(str(os.getpid()))
    except OSError:
        pytest.skip("no control group can be made here")
    yield group
    (group.parent / "tasks").write_text(str(os.getpid()))
    wait_until(lambda: not (group / "tasks").read_text(), "the site has not ended")
    group.rmdir()


def test_a_site_in_a_gibibyte_refuses_tables_and_is_not_killed(gibibyte: Path, tmp_path: Path) -> None:
    body = TABLE + b" " * (5 * 2**20 - len(TABLE))
    with running_site(tmp_path, WARM="yes", WORKERS=2) as site:
        (gibibyte.parent / "tasks").write_text(str(os.getpid()))  # those who ask are elsewhere
        wait_until(lambda: len(site.workers()) == 2, "the second worker has not started")
        before = site.workers()
        with ThreadPoolExecutor(20) as asking:
            answers = list(
                asking.map(
                    lambda number: (
                        ask(
                            site, f"127.0.7.{number}", "/api/recode", method="POST", body=body, kind="application/json"
                        ).status
                    ),
                    range(20),
                )
            )
        assert set(answers) == {200, 503}
        assert ask(site, "127.0.9.1", "/bodies/ccg-04f").status == 200
        assert site.workers() == before
        assert "oom_kill 0" in (gibibyte / "memory.oom_control").read_text()
        assert int((gibibyte / "memory.max_usage_in_bytes").read_text()) < 2**30
