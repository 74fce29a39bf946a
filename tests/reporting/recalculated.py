"""Workbooks as LibreOffice computes them and as PDF: formulas are tested by somebody else than their author."""

import shutil
import subprocess
from pathlib import Path

import pytest

SOFFICE = shutil.which("soffice")
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>"""

needs_libreoffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed here")


def converted(kind: str, place: Path, *paths: Path) -> list[Path]:
    """Return what LibreOffice makes of workbooks, every formula computed again. kind: `xlsx` or `pdf`."""
    profile = place / "profile"
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(ALWAYS, encoding="utf-8")
    own = f"-env:UserInstallation={profile.as_uri()}"
    command = [str(SOFFICE), "--headless", own, "--convert-to", kind, "--outdir", str(place / "made"), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return [place / "made" / f"{path.stem}.{kind}" for path in paths]
