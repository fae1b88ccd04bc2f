"""The memory that queries may have together is bounded by what there is."""

from pathlib import Path

import pytest

from graph.util.memory import available
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
