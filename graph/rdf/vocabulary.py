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
    Commitment: URIRef
    Conflict: URIRef
    Establishment: URIRef
    Gap: URIRef
    InferredValue: URIRef
    Kind: URIRef
    Merger: URIRef
    Name: URIRef
    PartialTransfer: URIRef
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
    basis: URIRef
    bodiesAfter: URIRef
    bodiesBefore: URIRef
    candidate: URIRef
    changeKind: URIRef
    chosen: URIRef
    claimNumber: URIRef
    count: URIRef
    countedIn: URIRef
    datePrecision: URIRef
    end: URIRef
    endPrecision: URIRef
    enumerated: URIRef
    evidence: URIRef
    field: URIRef
    fieldName: URIRef
    fromKind: URIRef
    inEvent: URIRef
    inForceFrom: URIRef
    inForceTo: URIRef
    instrument: URIRef
    lastSeen: URIRef
    legalForm: URIRef
    legislation: URIRef
    lineKind: URIRef
    listOrder: URIRef
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
    period: URIRef
    plural: URIRef
    policyDocument: URIRef
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

    gssCode: URIRef
    odsCode: URIRef

    # Concept schemes

    bases: URIRef
    evidenceValues: URIRef
    fields: URIRef
    kinds: URIRef
    lineKinds: URIRef
    nameTypes: URIRef
    precisions: URIRef
    shareBases: URIRef
    tiers: URIRef

    # Concepts

    area: URIRef
    by: URIRef
    code: URIRef
    day: URIRef
    funding: URIRef
    inferred: URIRef
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
