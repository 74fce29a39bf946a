"""datapackage.json: a Frictionless Data Package with a Table Schema for each table.

https://specs.frictionlessdata.io/tabular-data-package/. What it has no words for stands beside as unit, title_sv and
description_sv, which the specification allows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.open_data.edition import OpenEdition
from procurement_footprint.reporting.open_data.schema import BY_NAME, Column, Table

FILE, NAME = "datapackage.json", "procurement-footprint"
_DIALECT = {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True}


def package(edition: OpenEdition) -> bytes:
    """Return the bytes of datapackage.json; same edition, same bytes."""
    words = {language: Words(language) for language in ("en", "sv")}
    publisher, licence = edition.publisher, edition.licence
    held = {
        "profile": "tabular-data-package",
        "name": NAME,
        "id": f"{publisher.base}{FILE}",
        **_both(words, "title", "open_data.title", publisher=publisher.name, years=edition.years),
        **_both(words, "description", "open_data.about"),
        "version": edition.version,
        "homepage": publisher.said.homepage or publisher.base,
        "keywords": list(dict.fromkeys(", ".join(each("open_data.keywords") for each in words.values()).split(", "))),
        "licenses": [{"name": licence.name, "path": licence.url, "title": licence.title}],
        "sources": [_source(one.title, one.url, one.attribution, one.licence) for one in edition.sources],
        "contributors": [_contributor(edition)],
        "resources": [_resource(BY_NAME[name], raw, words) for name, raw in edition.tables.items()],
    }
    return json.dumps(held, ensure_ascii=False, indent=2).encode() + b"\n"


def _both(words: Mapping[str, Words], key: str, name: str, **values: object) -> dict[str, str]:
    """Return a text in English under `key`, and in Swedish beside it."""
    return {key: words["en"](name, **values), f"{key}_sv": words["sv"](name, **values)}


def _source(title: str, path: str, attribution: str, licence: str) -> dict[str, str]:
    return {"title": title, "path": path, "attribution": attribution, "licence": licence}


def _contributor(edition: OpenEdition) -> dict[str, str]:
    publisher = edition.publisher
    email = {"email": publisher.said.email} if publisher.said.email else {}
    return {"title": publisher.name, "path": publisher.iri, "role": "publisher", **email}


def _resource(table: Table, raw: bytes, words: Mapping[str, Words]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": table.file,
        **_both(words, "title", f"open_table.{table.name}"),
        **_both(words, "description", f"open_table.{table.name}_means"),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(raw),
        "hash": f"sha256:{sha256(raw).hexdigest()}",
        "dialect": _DIALECT,
        "schema": schema(table, words),
    }


def schema(table: Table, words: Mapping[str, Words]) -> dict[str, Any]:
    """Return the Table Schema of a table."""
    keys = [
        {"fields": list(columns), "reference": {"resource": other, "fields": list(columns)}}
        for columns, other in table.refers
    ]
    return {
        "fields": [_field(column, words, alone=table.key == (column.name,)) for column in table.columns],
        "primaryKey": list(table.key),
        **({"foreignKeys": keys} if keys else {}),
        "missingValues": [""],
    }


def _field(column: Column, words: Mapping[str, Words], alone: bool) -> dict[str, Any]:
    constraints: dict[str, Any] = {} if column.may_miss else {"required": True}
    constraints |= {"unique": True} if alone else {}
    constraints |= {} if column.least is None else {"minimum": column.least}
    constraints |= {"enum": list(column.enum)} if column.enum else {}
    return {
        "name": column.name,
        "type": column.kind,
        **_both(words, "description", f"open_column.{column.name}"),
        **({"unit": words["en"](f"open_unit.{column.unit}")} if column.unit else {}),
        **({"trueValues": ["true"], "falseValues": ["false"]} if column.kind == "boolean" else {}),
        **({"constraints": constraints} if constraints else {}),
    }
