"""Everything that is published together: the footprints, their tables, who publishes them and under which terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from procurement_footprint.factors.origin import Citation
from procurement_footprint.reporting.open_data.part import Part
from procurement_footprint.reporting.open_data.publisher import Publisher


@dataclass(frozen=True, slots=True)
class Licence:
    """Terms of use. name: as SPDX has it. url: as DCAT-AP-SE wants Creative Commons to be named."""

    name: str
    title: str
    url: str


BY = Licence("CC-BY-4.0", "Creative Commons Attribution 4.0", "http://creativecommons.org/licenses/by/4.0/")
BY_SA = Licence(
    "CC-BY-SA-4.0", "Creative Commons Attribution-ShareAlike 4.0", "http://creativecommons.org/licenses/by-sa/4.0/"
)
SHARE_ALIKE = "BY-SA"


@dataclass(frozen=True, slots=True)
class OpenEdition:
    """What is published. parts: footprints in the order of time. tables: name → the bytes of its CSV file.

    sources: of all figures that went in, each once.
    """

    parts: Sequence[Part]
    tables: Mapping[str, bytes]
    publisher: Publisher
    sources: tuple[Citation, ...]

    @property
    def licence(self) -> Licence:
        """The terms of the data: share alike where a source asks for it of what is derived from it."""
        return BY_SA if any(SHARE_ALIKE in one.licence.replace(" ", "-") for one in self.sources) else BY

    @property
    def credits(self) -> tuple[str, ...]:
        """The lines that must go with the data wherever they go."""
        return tuple(dict.fromkeys(one.attribution for one in self.sources))

    @property
    def changed_on(self) -> date:
        """The last day on which anything in it can have changed."""
        return max(part.changed_on for part in self.parts)

    @property
    def years(self) -> str:
        """The years that it is about: 2024, or 2023–2024."""
        first, last = min(part.year for part in self.parts), max(part.year for part in self.parts)
        return f"{first}" if first == last else f"{first}–{last}"

    @property
    def version(self) -> str:
        """The periods with the versions of closed ones: 2023@1+2024@2."""
        return "+".join(f"{one.period}@{one.version}" if one.version else one.period for one in self.parts)
