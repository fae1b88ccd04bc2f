"""The terms of `data/vocabulary.ttl` as a closed rdflib namespace: a term that is not in the file is an error.

Rests on rdflib's `DefinedNamespace`; the tests hold it against the file both ways. Kinds of body are data of the
record, not terms.
"""

# ruff: noqa: N815, RUF012 -- the names are the terms of the file, and the base class wants a plain list

from rdflib import Namespace, URIRef
from rdflib.namespace import DefinedNamespace

from . import terms

__all__ = ["NHS"]


class NHS(DefinedNamespace):
    """Every class, property, datatype, concept scheme and concept of the vocabulary."""

    _NS = Namespace(terms.NHS)
    _fail = True
    _extras = ["from", "gp-practices", "joint-post", "performance-management"]  # no Python names

    # Classes

    Abolition: URIRef
    AccountabilityLine: URIRef
    AccountabilityRule: URIRef
    Body: URIRef
    BoundaryChange: URIRef
    Cell: URIRef
    Commitment: URIRef
    Conflict: URIRef
    Coverage: URIRef
    Establishment: URIRef
    Gap: URIRef
    InferredValue: URIRef
    Kind: URIRef
    Merger: URIRef
    Name: URIRef
    PartialTransfer: URIRef
    Place: URIRef
    PlaceCode: URIRef
    PublishedCount: URIRef
    Rename: URIRef
    Replacement: URIRef
    Restructure: URIRef
    RestructureClaim: URIRef
    Split: URIRef
    Succession: URIRef
    SuccessionRule: URIRef

    # Properties

    about: URIRef
    accountabilityAfter: URIRef
    accountabilityBefore: URIRef
    announced: URIRef
    authorityName: URIRef
    basis: URIRef
    bodiesAfter: URIRef
    bodiesBefore: URIRef
    borders: URIRef
    candidate: URIRef
    cell: URIRef
    changeKind: URIRef
    chosen: URIRef
    claimNumber: URIRef
    codeOf: URIRef
    count: URIRef
    countedIn: URIRef
    coverageOf: URIRef
    datePrecision: URIRef
    districtName: URIRef
    end: URIRef
    endPrecision: URIRef
    enumerated: URIRef
    evidence: URIRef
    field: URIRef
    fieldName: URIRef
    fromKind: URIRef
    inAuthority: URIRef
    inDistrict: URIRef
    inEvent: URIRef
    inForceFrom: URIRef
    inForceTo: URIRef
    instrument: URIRef
    lastSeen: URIRef
    latitude: URIRef
    legalForm: URIRef
    legislation: URIRef
    lineKind: URIRef
    listOrder: URIRef
    longitude: URIRef
    lsoaCount: URIRef
    mainCode: URIRef
    maker: URIRef
    missing: URIRef
    nameOf: URIRef
    nameType: URIRef
    number: URIRef
    numberBasis: URIRef
    of: URIRef
    ofKind: URIRef
    parentNote: URIRef
    people: URIRef
    period: URIRef
    placeKind: URIRef
    plural: URIRef
    policyDocument: URIRef
    postcodeCount: URIRef
    precision: URIRef
    predecessor: URIRef
    reason: URIRef
    scope: URIRef
    share: URIRef
    shareBasis: URIRef
    sourceA: URIRef
    sourceB: URIRef
    start: URIRef
    startPrecision: URIRef
    statusEvidence: URIRef
    statusSource: URIRef
    subject: URIRef
    successor: URIRef
    tier: URIRef
    to: URIRef
    toKind: URIRef
    value: URIRef
    valueA: URIRef
    valueB: URIRef
    why: URIRef

    # Datatypes

    districtCode: URIRef
    gssCode: URIRef
    odsCode: URIRef

    # Concept schemes

    bases: URIRef
    evidenceValues: URIRef
    fields: URIRef
    kinds: URIRef
    lineKinds: URIRef
    nameTypes: URIRef
    placeKinds: URIRef
    precisions: URIRef
    shareBases: URIRef
    tiers: URIRef

    # Concepts

    approximate: URIRef
    area: URIRef
    by: URIRef
    code: URIRef
    day: URIRef
    derived: URIRef
    district: URIRef
    exact: URIRef
    funding: URIRef
    inferred: URIRef
    lad: URIRef
    legal: URIRef
    local: URIRef
    lsoa: URIRef
    membership: URIRef
    month: URIRef
    national: URIRef
    oversight: URIRef
    personal: URIRef
    population: URIRef
    postcodes: URIRef
    regional: URIRef
    regulation: URIRef
    stated: URIRef
    statutory: URIRef
    unknown: URIRef
    working: URIRef
    year: URIRef
