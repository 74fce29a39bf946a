"""Renders the templates in `reports/open_data/`: in XML everything is escaped, in Markdown nothing needs to be."""

from __future__ import annotations

from procurement_footprint import shelf
from procurement_footprint.reporting.language import printable


def render(name: str, **shown: object) -> bytes:
    """Return a template as the bytes of a file, with what it shows; every text on one line, without control characters.

    A name that ends in .rdf.j2 is XML.
    """
    import jinja2  # only where something is published

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(shelf.folder("reports") / "open_data"),
        autoescape=name.endswith(".rdf.j2"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=lambda value: printable(value) if type(value) is str else value,
    )
    return environment.get_template(name).render(**shown).encode()
