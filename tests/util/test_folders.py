"""The user's folders are those that platformdirs names, on Linux too, where it is not asked."""

from pathlib import Path

import platformdirs
import pytest

from graph.util.folders import cache_folder, data_folder


@pytest.mark.parametrize("given", [None, "", "relative/folder", "/somewhere/else"])
def test_the_folders_are_those_of_platformdirs(
    given: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whatever the variables hold."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_CACHE_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
        if given is not None:
            monkeypatch.setenv(name, given)
    assert cache_folder() == platformdirs.user_cache_path("nhs-restructures")
    assert data_folder() == platformdirs.user_data_path("nhs-restructures")
