"""The drawing engine: Vega in a process of its own.

It takes half a second to wake and lets no other Python run meanwhile, so it wakes beside the reading of the ledger.
This file is also the program of that process: a line of JSON in, a line of JSON out, until its input ends.
It measures texts in a font of its own (`reports/charts/fonts.conf`): four times as fast, and the same everywhere.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from functools import cache, partial
from typing import Any

VEGA_LITE = "6.4"


def wake() -> None:
    """Start the engine, if it does not run yet; it ends with the program."""
    _engine()


def picture(specification: Mapping[str, Any], locale: Mapping[str, object]) -> str:
    """Return a Vega-Lite or Vega specification drawn as SVG; locale: how numbers are written (d3-format).

    Errors: OSError when the engine has ended by itself.
    """
    engine = _engine()
    assert engine.stdin is not None
    assert engine.stdout is not None
    engine.stdin.write(json.dumps([specification, locale]).encode() + b"\n")
    engine.stdin.flush()
    if not (line := engine.stdout.readline()):
        raise ChildProcessError(None, "the drawing engine has ended by itself", "vl-convert")
    drawn: str = json.loads(line)
    return drawn


@cache
def _engine() -> subprocess.Popen[bytes]:
    from procurement_footprint import shelf  # here, since the program of that process does without the package

    # -P: the folder of this file is no place to look for modules in
    command, fonts = [sys.executable, "-P", __file__], str(shelf.folder("reports") / "charts" / "fonts.conf")
    own = {**os.environ, "FONTCONFIG_FILE": fonts}
    # a session of its own: Ctrl-C goes to all programs of a terminal, and is ours to answer
    pipe, alone = subprocess.PIPE, os.name != "nt"
    engine = subprocess.Popen(command, stdin=pipe, stdout=pipe, env=own, start_new_session=alone)
    atexit.register(_end, engine)
    return engine


def _end(engine: subprocess.Popen[bytes]) -> None:
    for pipe in (engine.stdin, engine.stdout):
        if pipe is not None:
            pipe.close()
    engine.wait()


def _serve() -> None:
    """Draw what comes in until nothing more does; the first, empty, chart wakes the engine before it is asked."""
    import vl_convert

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends our parent, and that ends us
    lite, full = partial(vl_convert.vegalite_to_svg, vl_version=VEGA_LITE), vl_convert.vega_to_svg
    lite({"mark": "text", "data": {"values": [{}]}, "encoding": {"text": {"value": "a"}}})
    for line in sys.stdin.buffer:
        specification, locale = json.loads(line)
        draw = lite if "vega-lite" in specification["$schema"] else full
        svg = draw(specification, allowed_base_urls=[], format_locale=locale)
        sys.stdout.buffer.write(json.dumps(svg).encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    _serve()
