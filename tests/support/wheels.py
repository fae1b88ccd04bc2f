"""Builds the package and installs it in environments, without a network."""

import os
import re
import subprocess
import sys
import sysconfig
from importlib.metadata import Distribution, distribution
from pathlib import Path

__all__ = ["ROOT", "build", "canonical", "environment_with", "with_requirements"]

ROOT = Path(__file__).resolve().parents[2]


def build(source: Path, target: Path) -> list[Path]:
    """The sdist and the wheel of a checkout."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(target)],
        cwd=source,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1767225600"},
        check=True,
        capture_output=True,
    )
    return sorted(target.iterdir(), key=lambda path: path.suffix)


def environment_with(wheel: Path, folder: Path, only: set[str] | None = None) -> Path:
    """The folder of the programs of a new environment that has a wheel.

    What it requires is installed already where the tests run, and is lent to it: all, or `only` some distributions.
    """
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    install = ["-m", "pip", "--python", str(python), "install", "--quiet", "--no-index", "--no-deps", str(wheel)]
    subprocess.run([sys.executable, *install], check=True, capture_output=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    if only is None:
        (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    for name in only or ():
        for top in _tops(distribution(name)):
            (packages / top.name).symlink_to(top)
    return folder / "bin"


def canonical(name: str) -> str:
    """The name of a distribution as all spellings of it are compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def with_requirements(names: set[str]) -> set[str]:
    """Distributions and all that they require here without an extra."""
    found: set[str] = set()
    left = set(names)
    while left:
        name = left.pop()
        found.add(name)
        for line in distribution(name).requires or ():
            requirement, _, marker = line.partition(";")
            if not marker:
                left |= {canonical(re.split(r"[^\w.-]", requirement.strip())[0])} - found
    return found


def _tops(installed: Distribution) -> set[Path]:
    """The files and folders that a distribution has at the top of site-packages."""
    site = Path(str(installed.locate_file("")))
    return {site / file.parts[0] for file in installed.files or () if file.parts[0] not in ("..", "__pycache__")}
