"""Build hook for hatchling: puts all modules under the one name `nhs_restructures` in the wheel.

`graph/` becomes `nhs_restructures/graph/`, and imports of `graph` become imports of `nhs_restructures.graph`: located
in the syntax tree and changed in place, so line numbers match the checkout. docs/architecture.md says what else was
tried.
"""

import ast
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NAME = "nhs_restructures"
MOVED = ("cli", "commands", "graph", "webapp")
"""What stands at the top of the checkout, and within `NAME` in the wheel."""


class OnePackage(BuildHookInterface):
    """Adds every module to the wheel under the one name; hatchling adds all other files unchanged."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before the build; `version` identifies an editable install, which uses the checkout itself."""
        if version == "editable":
            return
        self._folder = TemporaryDirectory()
        root = Path(self.root)
        files = [root / "cli.py", *(file for name in (*MOVED[1:], NAME) for file in (root / name).rglob("*.py"))]
        for number, file in enumerate(sorted(files)):
            written = Path(self._folder.name, f"{number}.py")
            written.write_text(renamed(file.read_text(encoding="utf-8"), file.name), encoding="utf-8", newline="\n")
            inside = file.relative_to(root).as_posix()
            build_data["force_include"][str(written)] = inside if inside.startswith(NAME) else f"{NAME}/{inside}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Called after the build."""
        if version != "editable":
            self._folder.cleanup()


def renamed(source: str, file: str) -> str:
    """A module with its absolute imports of our packages redirected under the one name.

    Raises:
        ValueError: an import would bind a different name after the change: `import graph.errors`.
    """
    lines = source.splitlines(keepends=True)
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ImportFrom(module=str(module), level=0) if _ours(module):
                old, new = f"from {module} ", f"from {NAME}.{module} "
            case ast.Import(names=[ast.alias(name=module, asname=str(name))]) if _ours(module):
                old, new = f"import {module} as {name}", f"import {NAME}.{module} as {name}"
            case ast.Import(names=[ast.alias(name=module)]) if module in MOVED:
                old, new = f"import {module}", f"from {NAME} import {module}"
            case ast.Import(names=names) if any(_ours(each.name) for each in names):
                raise ValueError(f"{file}, line {node.lineno}: write this import as: from PACKAGE import NAME")
            case _:
                continue
        line, start = lines[node.lineno - 1], node.col_offset
        if not line.startswith(old, start):
            raise ValueError(f"{file}, line {node.lineno}: write this import plainly, with single spaces")
        lines[node.lineno - 1] = line[:start] + new + line[start + len(old) :]
    return "".join(lines)


def _ours(module: str) -> bool:
    return module.partition(".")[0] in MOVED
