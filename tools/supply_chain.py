"""Supply chain checks: licences of dependencies, bill of materials (SBOM), known vulnerabilities.

    python tools/supply_chain.py licences           prints docs/dependencies.md
    python tools/supply_chain.py sbom FILE          writes a CycloneDX document of the lock
    python tools/supply_chain.py advisories         fails where the lock holds a version that is known to be weak

Reads requirements.lock, the installed packages and tools/advisories.csv; makes no network requests.
"""

import csv
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any, Final

from packaging.version import Version

ROOT: Final = Path(__file__).resolve().parents[1]
LOCK: Final = ROOT / "requirements.lock"
PERMISSIVE: Final = {
    "MIT": r"MIT( License)?",
    "BSD": r"(New |Modified )?BSD([ -][23]-Clause)?( License)?|BSD 3-Clause License.*",
    "Apache-2.0": r"Apache(-2\.0| 2\.0| Software License| License.*)",
    "ISC": r"ISC( license| License \(ISCL\))?",
    "PSF-2.0": r"PSF-2\.0",
    "W3C": r"W3C-20150513",
    "ZPL-2.1": r"ZPL 2\.1|Zope Public License",
}
"""Licences that ask for no more than that their text and the authors' names are kept, and changed files say so."""
ELSEWHERE: Final = {"colorama": "BSD-3-Clause"}
"""Packages of systems other than the one this runs on, which are not installed here."""


@dataclass(frozen=True, slots=True)
class Locked:
    """One locked package, where it is needed, and the hashes of its files."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]


def locked(path: Path = LOCK) -> Iterator[Locked]:
    """The packages of a lock file."""
    for block in re.split(r"\n(?=[A-Za-z0-9])", path.read_text("utf-8")):
        found = re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;]+)(?: ; ([^\\\n]+?))? ?\\?\n", block)
        if found:
            hashes = tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", block))
            yield Locked(found[1], found[2], (found[3] or "").strip(), hashes)


def licence_of(name: str) -> str:
    """The licence of an installed package, as an expression over the names in `PERMISSIVE`.

    Raises:
        SystemExit: it has none, or one that is not permissive.
    """
    try:
        told = metadata(name)
    except PackageNotFoundError:
        said = [ELSEWHERE[name]] if name in ELSEWHERE else []
    else:
        ways = [each.rpartition(" :: ")[2] for each in told.get_all("Classifier", []) if each.startswith("License ::")]
        own = " ".join((told.get("License") or "").split())
        said = [told.get("License-Expression") or "", *(each for each in ways if each != "OSI Approved"), own]
    for text in filter(None, said):
        alternatives = re.split(r" (?:OR|AND) ", text)
        named = [
            next((name for name, form in PERMISSIVE.items() if re.fullmatch(form, each)), "") for each in alternatives
        ]
        if all(named):
            return " or ".join(dict.fromkeys(named)) if " OR " in text else " and ".join(dict.fromkeys(named))
    raise SystemExit(f"{name}: none of its licences is known to bind no more than MIT does: {said}")


def licences() -> str:
    """The documentation page listing all dependencies."""
    rows = [f"| {each.name} | {licence_of(each.name)} | {each.marker or 'always'} |" for each in locked()]
    return "\n".join(
        (
            "# What the program rests on",
            "",
            "Every package that an installation may bring, with its licence.",
            "`python tools/supply_chain.py licences` makes this page from `requirements.lock`;",
            "a test refuses a licence that binds whoever passes the program on by more than MIT, BSD, Apache, ISC,",
            "PSF, W3C or ZPL 2.1 do: each asks that its text is kept, some that changed files say so.",
            "What the site sends to browsers lies in `webapp/static`, with its licences beside it.",
            "",
            "| package | licence | needed |",
            "|---|---|---|",
            *rows,
            "",
        )
    )


def sbom() -> dict[str, Any]:
    """The lock file as a CycloneDX 1.6 document."""
    version = re.search(r'__version__ = "([^"]+)"', (ROOT / "graph" / "__init__.py").read_text("utf-8"))
    here = {"type": "application", "name": "nhs-restructures", "version": version[1] if version else "0"}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"timestamp": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", "component": here},
        "components": [
            {
                "type": "library",
                "bom-ref": f"pkg:pypi/{each.name}@{each.version}",
                "name": each.name,
                "version": each.version,
                "purl": f"pkg:pypi/{each.name}@{each.version}",
                "licenses": [{"license": {"name": licence_of(each.name)}}],
                "hashes": [{"alg": "SHA-256", "content": digest} for digest in each.hashes],
            }
            for each in locked()
        ],
    }


def weak(path: Path = LOCK) -> list[str]:
    """Locked packages with a known vulnerability, its number and the fixed version."""
    with (ROOT / "tools" / "advisories.csv").open(encoding="utf-8", newline="") as file:
        known = list(csv.DictReader(file))
    return [
        f"{each.name} {each.version}: {row['advisory']}, mended in {row['mended_in']}"
        for each in locked(path)
        for row in known
        if row["package"] == each.name.lower() and Version(each.version) < Version(row["mended_in"])
    ]


def main(arguments: list[str]) -> int:
    match arguments:
        case ["licences"]:
            sys.stdout.write(licences())
        case ["sbom", place]:
            Path(place).write_text(json.dumps(sbom(), indent=1) + "\n", encoding="utf-8")
        case ["advisories"]:
            found = [*weak(), *weak(ROOT / "requirements-test.lock")]
            print("\n".join(dict.fromkeys(found)) or "No locked version is on the list of known weaknesses.")
            return int(bool(found))
        case _:
            sys.stderr.write(__doc__ or "")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
