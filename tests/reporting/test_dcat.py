"""dcat.rdf against DCAT-AP-SE 3.0.1, property by property.

Classes, obligations and ranges are those of https://docs.dataportal.se/dcat/3.0.1/en/ (its source is 3.0.1/bundle.json
of github.com/diggsweden/DCAT-AP-SE: min ≥ 1 is mandatory, pref ≥ 1 recommended, max as it stands there). How a
catalogue is harvested: docs/harvesting.md of the same: RDF/XML, absolute addresses, no blank nodes for catalogue,
datasets, distributions, publisher and contact, publishers named http://dataportal.se/organisation/SE<number>.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha1
from pathlib import Path

import pytest
from open_data_town import Town, published
from rdflib import RDF, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from procurement_footprint.reporting.open_data.schema import BY_NAME, TABLES

DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
DCT = Namespace("http://purl.org/dc/terms/")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
ODRS = Namespace("http://schema.theodi.org/odrs#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
EU = "http://publications.europa.eu/resource/authority/"
BASE = "https://data.example.com/norrsele/"
MANY = 10_000
MANDATORY, RECOMMENDED, OPTIONAL = "mandatory", "recommended", "optional"


@dataclass(frozen=True)
class Property:
    """A row of the specification. range: text (in a language), plain, a datatype, a class, or how addresses begin."""

    name: URIRef
    duty: str
    range: str | URIRef
    most: int = MANY


SPECIFICATION = {
    DCAT.Catalog: (
        Property(DCT.title, MANDATORY, "text"),
        Property(DCT.description, MANDATORY, "text"),
        Property(DCT.publisher, MANDATORY, FOAF.Agent, 1),
        Property(DCT.license, MANDATORY, "http://creativecommons.org/publicdomain/zero/1.0/", 1),
        Property(DCAT.dataset, MANDATORY, DCAT.Dataset),
        Property(DCT.issued, RECOMMENDED, XSD.date, 1),
        Property(DCT.language, RECOMMENDED, f"{EU}language/"),
        Property(DCT.modified, RECOMMENDED, XSD.date, 1),
        Property(FOAF.homepage, RECOMMENDED, FOAF.Document, 1),
        Property(DCT.spatial, RECOMMENDED, DCT.Location),
        Property(DCAT.themeTaxonomy, RECOMMENDED, f"{EU}data-theme"),
    ),
    DCAT.Dataset: (
        Property(DCT.title, MANDATORY, "text"),
        Property(DCT.description, MANDATORY, "text"),
        Property(DCT.publisher, MANDATORY, FOAF.Agent, 1),
        Property(DCAT.contactPoint, RECOMMENDED, VCARD.Organization),
        Property(DCAT.keyword, RECOMMENDED, "text"),
        Property(DCAT.theme, RECOMMENDED, f"{EU}data-theme/"),
        Property(DCT.issued, RECOMMENDED, XSD.date, 1),
        Property(DCT.conformsTo, RECOMMENDED, DCT.Standard),
        Property(DCT.spatial, RECOMMENDED, DCT.Location),
        Property(DCT.temporal, RECOMMENDED, DCT.PeriodOfTime),
        Property(DCT.accessRights, RECOMMENDED, f"{EU}access-right/PUBLIC", 1),
        Property(DCT.identifier, OPTIONAL, "plain"),
        Property(DCT.modified, OPTIONAL, XSD.date, 1),
        Property(DCT.language, OPTIONAL, f"{EU}language/"),
        Property(DCAT.landingPage, OPTIONAL, "https://"),
        Property(DCT.accrualPeriodicity, OPTIONAL, f"{EU}frequency/ANNUAL", 1),
        Property(DCAT.version, OPTIONAL, "plain", 1),
        Property(FOAF.page, OPTIONAL, FOAF.Document),
        Property(DCT.provenance, OPTIONAL, DCT.ProvenanceStatement),
        Property(DCAT.distribution, OPTIONAL, DCAT.Distribution),
    ),
    DCAT.Distribution: (
        Property(DCAT.accessURL, MANDATORY, BASE, 1),
        Property(DCT["format"], MANDATORY, "plain", 1),
        Property(DCT.description, RECOMMENDED, "text"),
        Property(DCATAP.availability, RECOMMENDED, f"{EU}planned-availability/AVAILABLE", 1),
        Property(DCT.license, RECOMMENDED, "http://creativecommons.org/licenses/by-sa/4.0/", 1),
        Property(DCT.title, OPTIONAL, "text"),
        Property(DCAT.downloadURL, OPTIONAL, BASE),
        Property(DCAT.mediaType, OPTIONAL, "http://www.iana.org/assignments/media-types/text/csv"),  # of DCAT-AP 3
        Property(DCAT.byteSize, OPTIONAL, XSD.nonNegativeInteger, 1),
        Property(DCT.modified, OPTIONAL, XSD.date, 1),
        Property(DCT.rights, OPTIONAL, ODRS.RightsStatement, 1),
        Property(SPDX.checksum, OPTIONAL, SPDX.Checksum, 1),
        Property(DCT.conformsTo, OPTIONAL, DCT.Standard),
        Property(FOAF.page, OPTIONAL, FOAF.Document),
    ),
    FOAF.Agent: (
        Property(FOAF.name, MANDATORY, "text"),
        Property(DCT.type, MANDATORY, "http://purl.org/adms/publishertype/LocalAuthority", 1),
        Property(DCT.identifier, RECOMMENDED, "plain"),
    ),
    VCARD.Organization: (
        Property(VCARD.fn, MANDATORY, "plain"),
        Property(VCARD.hasEmail, MANDATORY, VCARD.Email),
    ),
    DCT.PeriodOfTime: (
        Property(DCAT.startDate, RECOMMENDED, XSD.date, 1),
        Property(DCAT.endDate, RECOMMENDED, XSD.date, 1),
    ),
    ODRS.RightsStatement: (
        Property(ODRS.attributionText, RECOMMENDED, "text"),
        Property(ODRS.attributionURL, RECOMMENDED, BASE),
    ),
    SPDX.Checksum: (
        Property(SPDX.checksumValue, MANDATORY, XSD.hexBinary, 1),
        Property(
            SPDX.algorithm, MANDATORY, "http://spdx.org/rdf/terms#checksumAlgorithm_sha1", 1
        ),  # the only one listed
    ),
}
# What the specification recommends and the program does not know: a description of the organisation, whether it is
# financed by fees, and telephone and address of the contact.
UNSAID = {DCT.description, URIRef("https://www.w3.org/ns/org#classification"), VCARD.hasTelephone, VCARD.hasAddress}
EACH = [(kind, one) for kind, held in SPECIFICATION.items() for one in held]
IN_BOTH = {DCT.title, DCT.description, DCAT.keyword}


@pytest.fixture(scope="module")
def town(small_town: Path, tmp_path_factory: pytest.TempPathFactory) -> Town:
    return published(small_town, tmp_path_factory.mktemp("dcat"), ("2024",))


@pytest.fixture(scope="module")
def graph(town: Town) -> Graph:
    return Graph().parse(town.out / "dcat.rdf", format="xml")


def fits(graph: Graph, value: Node, wanted: str | URIRef) -> bool:
    if isinstance(wanted, URIRef):
        if wanted.startswith(str(XSD)):
            return isinstance(value, Literal) and value.datatype == wanted and value.value is not None
        return (value, RDF.type, wanted) in graph
    if wanted == "text":
        return isinstance(value, Literal) and value.language in {"sv", "en"}
    if wanted == "plain":
        return isinstance(value, Literal) and value.language is None and bool(str(value))
    return isinstance(value, URIRef) and str(value).startswith(wanted)


@pytest.mark.parametrize(
    ("kind", "one"),
    EACH,
    ids=[f"{kind.split('#')[-1].split('/')[-1]}-{one.name.split('#')[-1].split('/')[-1]}" for kind, one in EACH],
)
def test_every_property_is_there_as_often_and_of_the_kind_that_the_specification_wants(
    graph: Graph, kind: URIRef, one: Property
) -> None:
    things = list(graph.subjects(RDF.type, kind))
    assert things
    for thing in things:
        values = list(graph.objects(thing, one.name))
        assert 1 <= len(values) <= one.most, (thing, one.duty)
        assert all(fits(graph, value, one.range) for value in values), (thing, values)
        if one.name in IN_BOTH:
            assert {value.language for value in values if isinstance(value, Literal)} == {"sv", "en"}


def test_nothing_is_said_that_this_page_does_not_hold_against_the_specification(graph: Graph) -> None:
    known = {kind: {RDF.type, *(one.name for one in held)} for kind, held in SPECIFICATION.items()}
    for kind, names in known.items():
        for thing in graph.subjects(RDF.type, kind):
            assert set(graph.predicates(thing)) <= names, kind
    assert not UNSAID & set(graph.predicates(URIRef("http://dataportal.se/organisation/SE2120009903")))


def test_everything_has_an_absolute_address_of_its_own(graph: Graph) -> None:
    nodes = {node for triple in graph for node in triple}
    assert not [node for node in nodes if isinstance(node, BNode)]
    addresses = [str(node) for node in nodes if isinstance(node, URIRef)]
    assert all(one.startswith(("http://", "https://", "mailto:")) for one in addresses)
    assert not [one for one in addresses if any(char in one for char in ' "<>{}|\\^`')]


def test_the_datasets_are_the_tables_with_their_own_files(town: Town, graph: Graph) -> None:
    datasets = sorted(str(one) for one in graph.subjects(RDF.type, DCAT.Dataset))
    assert datasets == sorted(f"{BASE}dcat.rdf#dataset-{one.name}" for one in TABLES if one.dataset)
    for dataset in graph.subjects(RDF.type, DCAT.Dataset):
        (distribution,) = graph.objects(dataset, DCAT.distribution)
        name = str(dataset).rpartition("dataset-")[2]
        raw = (town.out / BY_NAME[name].file).read_bytes()
        assert str(graph.value(distribution, DCAT.downloadURL)) == f"{BASE}{name}.csv"
        assert graph.value(distribution, DCAT.byteSize) == Literal(len(raw), datatype=XSD.nonNegativeInteger)
        checksum = graph.value(distribution, SPDX.checksum)
        assert str(graph.value(checksum, SPDX.checksumValue)) == sha1(raw).hexdigest()


def test_publisher_contact_and_times_are_those_of_the_project(graph: Graph) -> None:
    (publisher,) = set(graph.objects(None, DCT.publisher))
    assert str(publisher) == "http://dataportal.se/organisation/SE2120009903"
    assert graph.value(publisher, FOAF.name) == Literal("Norrsele kommun", lang="sv")
    (contact,) = set(graph.objects(None, DCAT.contactPoint))
    assert contact != publisher
    assert str(graph.value(contact, VCARD.fn)) == "Norrsele & grannar <ekonomi>"
    assert str(graph.value(contact, VCARD.hasEmail)) == "mailto:oppnadata@example.com"
    (time,) = set(graph.objects(None, DCT.temporal))
    assert str(graph.value(time, DCAT.startDate)).startswith("2024-01-")
    assert set(map(str, graph.objects(None, DCT.issued))) == {"2024-04-30"}
    assert set(map(str, graph.objects(None, DCT.modified))) == {str(graph.value(time, DCAT.endDate))}
    assert {str(one).rpartition("/")[2] for one in graph.objects(None, DCAT.theme)} == {"ENVI", "GOVE"}
