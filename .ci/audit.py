"""What users install: its parts (SBOM, CycloneDX), their licences, and what is known against them.

    .venv/bin/pip install -e ".[audit]" && .venv/bin/python .ci/audit.py [FOLDER]

Writes sbom.cdx.json, licences.csv and vulnerabilities.json into the new FOLDER (default: build/audit), about what a
fresh virtual environment has after `pip install .`. Exit code 0: nothing is against it; 1: a licence that is not among
those below, or a known vulnerability; 3: not all parts could be looked up, since the database was not reached.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import sysconfig
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TOOLS = Path(sysconfig.get_path("scripts"))
FINE, AGAINST, UNKNOWN = 0, 1, 3
# that go together with a program under EUPL-1.2; of a name such as "MIT AND Zlib" each part must be one of them
LICENCES = re.compile(
    r"(?i)0BSD|Apache.*2\.0|BSD.*|CC0-1\.0|European Union Public Licence 1\.2.*|EUPL-1\.2|ISC.*|MIT.*|MPL-2\.0"
    r"|Mozilla Public License 2\.0.*|Python Software Foundation License|PSF-2\.0|The Unlicense.*|Unlicense|Zlib"
    r"|GNU Lesser General Public License v2 or later.*|LGPL-2\.1.*"
)


def main(folder: Path) -> int:
    """Write the three files into a folder and return the exit code."""
    if folder.exists():
        sys.exit(f"{folder} is already there; name another")
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as place:
        python = _installed(Path(place) / "venv")
        sbom = folder / "sbom.cdx.json"
        described = ["environment", "--output-reproducible", "--pyproject", str(ROOT / "pyproject.toml")]
        _run(TOOLS / "cyclonedx-py", *described, "--of", "JSON", "-o", str(sbom), str(python))
        listed = ["--with-urls", "--format", "csv", "--output-file", str(folder / "licences.csv")]
        _run(TOOLS / "pip-licenses", "--python", str(python), *listed)
        found = _vulnerabilities(python)
    (folder / "vulnerabilities.json").write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    parts = json.loads(sbom.read_bytes())["components"]
    print(f"{sbom}: {len(parts)} parts")
    return max(_licences(folder / "licences.csv"), _told(found))


def _installed(place: Path) -> Path:
    """Return the Python of a fresh environment with what users get, and without what installed it."""
    venv.create(place, with_pip=True)
    python = place / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    _run(python, "-m", "pip", "install", "--quiet", str(ROOT))
    _run(python, "-m", "pip", "uninstall", "--quiet", "--yes", "setuptools", "pip")
    return python


def _vulnerabilities(python: Path) -> list[dict[str, object]]:
    """Return what is known of each part: `vulns`, or a `skip_reason`."""
    libraries = next(python.parents[1].rglob("site-packages"))
    asked = [str(TOOLS / "pip-audit"), "--path", str(libraries), "--format", "json", "--progress-spinner", "off"]
    done = subprocess.run(asked, capture_output=True, encoding="utf-8", check=False)
    try:
        found: list[dict[str, object]] = json.loads(done.stdout)["dependencies"]
    except ValueError:
        return [{"name": "all parts", "skip_reason": done.stderr.strip().splitlines()[-1]}]
    return [one for one in found if one["name"] != "procurement-footprint"]


def _licences(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    others = [
        line for line in lines if not all(LICENCES.fullmatch(one) for one in re.split(r" AND |; ", line["License"]))
    ]
    for line in others:
        print(f"licence to look at: {line['Name']} {line['Version']}: {line['License']}")
    print(f"{path}: {len(lines)} parts, {len(others)} under a licence to look at")
    return AGAINST if others else FINE


def _fits(licence: str) -> bool:
    return all(LICENCES.fullmatch(one) for one in re.split(r" AND |; ", licence))


def _told(found: list[dict[str, object]]) -> int:
    skipped = [one for one in found if "skip_reason" in one]
    against = [one for one in found if one.get("vulns")]
    for one in against:
        print(f"known vulnerability: {one['name']} {one['version']}: {json.dumps(one['vulns'])}")
    print(f"{len(found)} parts: {len(against)} with known vulnerabilities, {len(skipped)} could not be looked up")
    if against:
        return AGAINST
    return UNKNOWN if skipped else FINE


def _run(*command: str | Path) -> None:
    subprocess.run([str(one) for one in command], check=True)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/audit")))
