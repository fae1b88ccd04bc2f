"""What the program rests on: its licences, its bill of materials, and no version that is known to be weak."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("supply_chain", ROOT / "tools" / "supply_chain.py")
    assert spec
    assert spec.loader
    found = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[spec.name] = found
    spec.loader.exec_module(found)
    return found


def test_the_page_of_licences_is_that_of_the_lock(tool: ModuleType) -> None:
    assert (ROOT / "docs" / "dependencies.md").read_text("utf-8") == tool.licences(), (
        "run: python tools/supply_chain.py licences > docs/dependencies.md"
    )


def test_a_licence_that_binds_more_is_refused(tool: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    from email.message import Message

    for said in ("GPL-2.0-or-later", "LGPL-3.0", "MPL-2.0", "MIT AND GPL-3.0-only", ""):
        told = Message()
        told["License-Expression"] = said
        monkeypatch.setattr(tool, "metadata", lambda _, told=told: told)
        with pytest.raises(SystemExit):
            tool.licence_of("anything")


def test_the_bill_of_materials_names_every_locked_package_with_its_hashes(tool: ModuleType) -> None:
    found = tool.sbom()
    names = re.findall(r"^([A-Za-z0-9._-]+)(?:\[.*\])?==", (ROOT / "requirements.lock").read_text("utf-8"), re.M)
    assert [each["name"] for each in found["components"]] == names
    assert all(each["hashes"] and each["licenses"] for each in found["components"])
    assert (found["bomFormat"], found["specVersion"]) == ("CycloneDX", "1.6")


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_no_locked_version_is_known_to_be_weak(tool: ModuleType, lock: str) -> None:
    assert tool.weak(ROOT / lock) == []


def test_a_weak_version_is_found(tool: ModuleType, tmp_path: Path) -> None:
    lock = tmp_path / "x.lock"
    lock.write_text(f"waitress==3.0.0 \\\n    --hash=sha256:{'0' * 64}\n")
    assert len(tool.weak(lock)) == 2
