"""The project's register of suppliers: in which industry each is. It speaks only where nothing better is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl


@dataclass(frozen=True, slots=True)
class Industry:
    """What the register says of a supplier. sni: digits; written: as it stands in the register."""

    sni: str
    written: str
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """The industry of each supplier by organisation number (NNNNNN-NNNN); empty where a project has no register.

    book: the code book that its codes belong to (codes/sni-2007 or codes/sni-2025). file, sha256: of the register.
    """

    industries: Mapping[str, Industry] = field(default_factory=dict)
    book: str = ""
    file: str = ""
    sha256: str = ""

    def told(self, suppliers: pl.Series) -> pl.DataFrame:
        """Return `value` and `sni` of those of the suppliers (String) that stand in the register."""
        known = [one for one in suppliers.drop_nulls().unique() if one in self.industries]
        codes = [self.industries[one].sni for one in known]
        return pl.DataFrame({"value": known, "sni": codes}, {"value": pl.String, "sni": pl.String})


NONE = Register()
