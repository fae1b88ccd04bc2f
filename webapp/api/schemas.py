"""What the site's JSON answers look like, as JSON Schema: the `components` of its OpenAPI document.

Written by hand in the words of the record; a test holds every key of every answer against it.
"""

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from graph.model.entities import Basis

__all__ = ["SCHEMAS", "Schema", "choice", "maybe", "reference", "text", "texts", "things"]

Schema: TypeAlias = dict[str, Any]


def text(description: str, **more: object) -> Schema:
    return {"type": "string", "description": description, **more}


def choice(description: str, *values: str) -> Schema:
    return text(description, enum=list(values))


def texts(description: str) -> Schema:
    return {"type": "array", "description": description, "items": {"type": "string"}}


def maybe(schema: Schema) -> Schema:
    """The same, or null where the record does not know it or it does not apply."""
    nullable = {**schema, "type": [schema["type"], "null"]}
    return {**nullable, "enum": [*schema["enum"], None]} if "enum" in schema else nullable


def reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def things(description: str, item: Schema) -> Schema:
    return {"type": "array", "description": description, "items": item}


def _number(description: str) -> Schema:
    return {"type": "integer", "description": description, "minimum": 0}


def _object(description: str, keys: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None) -> Schema:
    return {
        "type": "object",
        "description": description,
        "required": list(keys),
        "properties": {**keys, **(optional or {})},
    }


def _by_name(description: str, value: Schema) -> Schema:
    return {"type": "object", "description": description, "additionalProperties": value}


_ID: Final = text("Id of a body; its page is /bodies/{id}.")
_NAME: Final = text("Name on the day answered for.")
_KIND: Final = text("Id of a kind of body, such as pct, ccg or icb.")
_DATE: Final = maybe(text("Day, month or year, as known: 2013-04-01, 2013-04 or 2013."))
_DAY: Final = text("A day: 2013-04-01.", format="date")
_PRECISION: Final = maybe(
    choice("How exactly the date is known: by is on or before, unknown is over but the day not found.",
           "day", "month", "year", "by", "unknown")
)  # fmt: skip
_CODE: Final = maybe(text("The code given by the Organisation Data Service."))
_GSS: Final = maybe(text("The code of the Government Statistical Service."))
_EVIDENCE: Final = choice("Whether a source states it or it was worked out.", "stated", "inferred")
_SHARE: Final = maybe({"type": "number", "description": "Part of the predecessor, 0 to 1; null where unknown.",
                       "minimum": 0, "maximum": 1})  # fmt: skip
_BASIS: Final = choice("What makes it a successor.", *Basis)
_BASES: Final = things("What makes it a successor, step by step.", _BASIS)
_CHANGE: Final = text("Kind of change: merger, split, replacement, partial-transfer or boundary-change.")
_SHARE_BASIS: Final = maybe(text("What the share counts: postcodes, population, lsoa or gp-practices."))
_SOURCES: Final = texts("Keys of the sources; each has its page at /sources/{key}.")
_REASON: Final = maybe(text("Why it was inferred."))
_NOTE: Final = maybe(text("A note."))
_TIER: Final = choice("The tier of the system.", "national", "regional", "local")
_RESTRUCTURE: Final = text("Id of a restructure: r1 to r10.")
_START: Final = {
    "start": maybe(text("The first day, or the first of the month or year that is known.", format="date")),
    "start_precision": _PRECISION,
}
_END: Final = {
    "end": maybe(text("The last day, or the last of the month or year that is known.", format="date")),
    "end_precision": _PRECISION,
}
_DAYS: Final = {**_START, **_END}
_DATED: Final = {
    **_DAYS,
    "last_seen": maybe(text("The last day on which a source still shows it.")),
}
_PRESENT: Final = {"id": _ID, "name": _NAME, "kind": _KIND, "ods_code": _CODE}
_LINE: Final = _object("A line of accountability.", {
    "id": _ID, "name": _NAME, "line": text("Kind of line: statutory, performance-management, oversight and so on."),
    **_DATED, "evidence": _EVIDENCE, "reason": _REASON, "note": _NOTE, "sources": _SOURCES,
})  # fmt: skip
_NEIGHBOUR: Final = _object("A direct predecessor or successor.", {
    "id": _ID, "name": _NAME, "event": text("Id of the change."), "kind": _CHANGE, "date": _DATE, "basis": _BASIS,
    "share": _SHARE, "share_basis": _SHARE_BASIS, "evidence": _EVIDENCE, "reason": _REASON, "note": _NOTE,
    "sources": _SOURCES, "event_evidence": _EVIDENCE, "event_sources": texts("What the change itself was read from."),
    "instrument": maybe(text("Key of the law or order.")), "restructure": maybe(text("Id of the restructure.")),
})  # fmt: skip
_RELATIVE: Final = _object("A body that came before or after, and the way there.", {
    "id": _ID, "name": _NAME, "kind": _KIND, **_DAYS, "share": _SHARE,
    "path": texts("Ids of the bodies from the earliest to the latest."), "basis": _BASES, "evidence": _EVIDENCE,
})  # fmt: skip
_HEIR: Final = _object("A body in force on the other day.", {
    "id": _ID, "name": _NAME, "share": _SHARE, "via": texts("Ids of the bodies on the way."), "basis": _BASES,
    "evidence": _EVIDENCE,
})  # fmt: skip
_MOVED: Final = _object("A line of accountability that ended or began.", {
    "from": _ID, "to": _ID, "kind": text("Kind of line."), "evidence": _EVIDENCE,
})  # fmt: skip
_CHANGED: Final = {**_PRESENT, "evidence": _EVIDENCE, "events": texts("Ids of the changes."), "sources": _SOURCES}
_OF_A_RESTRUCTURE: Final = {
    "id": _RESTRUCTURE, "number": _number("Its number."), "name": text("Its name."),
    "announced": text("When it was announced."), "in_force_from": text("When it began."),
    "in_force_to": text("When it was done; empty where it is not known or not over."),
}  # fmt: skip
_NUMBER_BASIS: Final = {"number_basis": text("On what its number rests.")}
_DESCRIBED: Final = {
    **_OF_A_RESTRUCTURE, "legislation": text("The law."), "summary": text("What it was."),
    **_NUMBER_BASIS, "sources": _SOURCES,
}  # fmt: skip
_SOURCE: Final = {
    name: text(description)
    for name, description in {
        "key": "Key of the source.", "title": "Title.", "publisher": "Publisher.", "date": "Date of the source.",
        "url": "Where it was read.", "kind": "Kind of source.", "licence": "Licence.", "note": "What was read there.",
    }.items()
}  # fmt: skip
_AUDITED: Final = {
    "kind": _KIND, "bodies": _number("Bodies."), "inferred": _number("Bodies that are inferred."),
    **{f"{how}_{what}": _number(f"Bodies whose {what} is {word}.")
       for how, word in (("with", "stated"), ("inferred", "inferred"))
       for what in ("start", "end", "code", "predecessor", "successor", "line")},
}  # fmt: skip
_PAIR: Final = {f"{end}_{name}": schema if end == "from" else maybe(schema) if schema["type"] == "string" else schema
                for end in ("from", "to")
                for name, schema in (("code", _CODE), ("gss", _GSS), ("id", _ID), ("name", _NAME), ("kind", _KIND))
                }  # fmt: skip
_RECODED: Final = {
    "share": _SHARE, "basis": maybe(text("Bases, with | between.")), "path": maybe(text("Bodies and changes.")),
    "status": choice("What became of the code.", "same", "renamed", "merged", "split", "unknown-share", "unknown-code",
                     "ambiguous-code", "not-in-force", "no-successor"),
    "evidence": maybe(_EVIDENCE), "sources": maybe(text("Keys of the sources, with | between.")), "note": _NOTE,
}  # fmt: skip

SCHEMAS: Final[Mapping[str, Schema]] = {
    "Problem": _object("What was wrong, and what to do next.", {
        "error": text("One sentence."), "near": texts("Ids of bodies that come near to what was asked for."),
    }),
    "Body": _object("A body in a list.", {
        **_PRESENT, "gss_code": _GSS, **_DAYS, "in_force": choice("On the day asked for.", "certain", "possible"),
        "evidence": _EVIDENCE,
    }),
    "Facts": _object("One body, whole.", {
        "id": _ID, "name": _NAME, "legal_name": text("Legal name."), "kind": _KIND, "kind_label": text("Its kind."),
        "tier": _TIER, "legal_form": choice("What it is in law.", "formal", "collaboration", "unit"),
        "ods_code": _CODE, "gss_code": _GSS, **_DATED, "alt_names": texts("Other names."),
        "names": things("Names with dates of their own.", _object("A name.", {
            "name": text("The name."), "type": maybe(text("legal or working.")), **_DATED, "sources": _SOURCES})),
        "codes": things("Every code it had.", _object("A code.", {
            "scheme": choice("Whose code.", "ods", "gss"), "code": text("The code."), **_DATED, "sources": _SOURCES})),
        "inferred": things("Values that no source states.", _object("A value.", {
            "field": choice("Which.", "start", "end", "ods_code"), "value": maybe(text("The value.")),
            "candidates": texts("Values it may be."), "precision": _PRECISION, "reason": text("Why."),
            "sources": _SOURCES})),
        "evidence": _EVIDENCE, "reason": _REASON, "note": _NOTE,
        "predecessors": things("Direct predecessors.", _NEIGHBOUR),
        "successors": things("Direct successors.", _NEIGHBOUR),
        "answered_to": things("Its own lines of accountability.", _LINE),
        "answering": things("Lines of others to it.", _LINE),
        "conflicts": things("Where sources disagree.", _object("A disagreement.", {
            "field": text("About what."), "values": things("What each says.", _object("A value.", {
                "value": text("The value."), "sources": _SOURCES})),
            "chosen": text("What the record takes."), "why": text("Why.")})),
        "sources": things("Where it was read.", _object("A source.", {
            "key": text("Its key."), "title": text("Its title."), "publisher": text("Its publisher."),
            "date": maybe(text("Its date.")), "url": maybe(text("Its address."))})),
    }),
    "Lineage": _object("What came before and after a body.", {
        "body": _ID, "name": _NAME,
        "predecessors": things("Bodies before it.", _RELATIVE), "successors": things("Bodies after it.", _RELATIVE),
        "links": things("The steps followed.", _object("A step.", {
            "event": text("Id of the change."), "from": _ID, "to": _ID, "kind": _CHANGE, "earliest": _DAY,
            "latest": _DAY, "basis": _BASIS, "share": _SHARE, "share_basis": _SHARE_BASIS, "evidence": _EVIDENCE,
            "reason": _REASON, "sources": _SOURCES})),
        "rules": things("Successions known between kinds only.", _object("A rule.", {
            "id": text("Its id."), "direction": choice("Which way.", "before", "after"), "sources": _SOURCES})),
        "bases": things("The bases followed.", _BASIS),
        "min_share": {"type": "number", "description": "The least share shown."},
        "hidden": _number("Relatives hidden because their share is smaller."),
    }),
    "Chain": _object("Whom a body answered to on a day, breadth first.", {
        "body": _ID, "as_at": _DAY,
        "chain": things("Step by step.", _object("A step.", {
            "from": _ID, "id": maybe(text("Id of the body answered to; null where only its kind is known.")),
            "name": _NAME, "kind": _KIND, "line": text("Kind of line: statutory, oversight and so on."),
            "by": choice("A line of the body itself, or a rule of its kind.", "line", "rule"),
            "in_force": choice("On the day.", "certain", "possible"), "evidence": _EVIDENCE, "sources": _SOURCES})),
        "possible": _number("More lines that are possible."),
    }),
    "Landscape": _object("The system on a day.", {
        "day": _DAY, "restructure_before": maybe(_RESTRUCTURE), "restructure_after": maybe(_RESTRUCTURE),
        "tiers": things("Tier by tier.", _object("A tier.", {
            "tier": _TIER, "kinds": things("Its kinds.", _object("A kind.", {
                "kind": _KIND, "label": text("Its name."), "count": _number("Bodies certain."),
                "possible": _number("More that are possible."), "inferred": _number("Inferred ones among them.")}))})),
        "accountability": things("Lines between bodies, by kind.", _object("Lines of one sort.", {
            "from_kind": _KIND, "to_kind": _KIND, "kind": text("Kind of line."), "lines": _number("How many.")})),
        "rules": things("Lines known between kinds only.", _object("A rule.", {
            "id": text("Its id."), "from": text("A kind or body."), "to": text("A kind or body."),
            "kind": text("Kind of line.")})),
    }),
    "Diff": _object("What changed between two days.", {
        "from": _DAY, "to": _DAY,
        "reversed": {"type": "boolean", "description": "Whether the later day was given first."},
        "restructures": things("Between the days.", _RESTRUCTURE),
        "kinds": things("Counts by kind.", _object("A kind.", {
            "kind": _KIND, **{name: _number(f"Bodies {word}.") for name, word in (
                ("before", "on the first day"), ("after", "on the second day"), ("ended", "ended"),
                ("begun", "begun"), ("renamed", "renamed"))}})),
        "bodies": _object("Bodies that changed; those that go on are counted in kinds.", {
            "ended": things("Ended, with their heirs.", _object("A body that ended.", {
                **_CHANGED, **_END, "successors": things("Its heirs.", _HEIR), "stays": _SHARE})),
            "begun": things("Begun, with their origins.", _object("A body that began.", {
                **_CHANGED, **_START, "predecessors": things("Its origins.", _HEIR)})),
            "renamed": things("Renamed.", _object("A body with a new name.", {
                "id": _ID, "kind": _KIND, "from_name": text("Before."), "to_name": text("After."), "date": _DATE})),
            "code_reused": things("One code, another body.", _object("A code.", {
                "ods_code": text("The code."), "before": _ID, "after": _ID})),
            "possible": _number("More that may have been in force on one of the days."),
        }),
        "accountability": _object("Lines of accountability that changed.", {
            "ended": things("Ended.", _MOVED), "begun": things("Begun.", _MOVED),
            "changed": things("Of another kind now.", _object("A line.", {
                "from": _ID, "to": _ID, "before": text("Kind before."), "after": text("Kind after.")})),
        }),
    }),
    "Restructure": _object("A restructure in the list.", _DESCRIBED),
    "RestructureWhole": _object("A restructure, whole.", {
        **_DESCRIBED, "also_known_as": texts("Other names."), "policy_document": text("Where it was set out."),
        "bodies_before": texts("What sources count before."), "bodies_after": texts("What sources count after."),
        "accountability_before": text("Who answered to whom."), "accountability_after": text("And afterwards."),
        "commitments": things("What was promised.", _object("A commitment.", {
            "id": text("Its id."), "text": text("The promise."), "date": text("Its day, as far as it is known."),
            "makers": texts("Ids of the bodies that made it."), "sources": _SOURCES,
            "outcome": text("What is known of it."), "outcome_sources": texts("What that was read from.")})),
        "events": things("Its changes.", _object("A change.", {
            "restructure": _RESTRUCTURE, "event": text("Its id."), "kind": _CHANGE, "date": text("Its date."),
            "predecessors": things("Before.", _ID), "successors": things("After.", _ID), "evidence": _EVIDENCE,
            "sources": _SOURCES})),
    }),
    "Found": _object("What a search found, best first.", {
        "text": text("What was searched for."),
        "hits": things("Bodies found.", _object("A body.", {
            **_PRESENT, "gss_code": _GSS, **_DAYS, "matched": text("The name or code that fits."),
            "in_force": maybe(choice("On the day asked for; null where none was.", "certain", "possible")),
            "evidence": _EVIDENCE})),
        "near": things("Bodies that come near.", _object("A body.", {"id": _ID, "name": _NAME})),
    }),
    "Suggestion": _object("A body to suggest to somebody who types.", {
        "name": _NAME, "about": text("Its kind and dates, in words."), "address": text("Its page.")}),
    "Timeline": _object("How many bodies of each kind there were at the end of each year.", {
        "restructures": things("The restructures.", _object("A restructure.", {
            **_OF_A_RESTRUCTURE, "events": _number("Changes."), "commitments": _number("Promises."),
            **_NUMBER_BASIS})),
        "days": things("The days counted.", _DAY),
        "kinds": things("Numbers by kind, one a day.", _object("A kind.", {
            "kind": _KIND, "certain": things("In force.", _number("Bodies.")),
            "possible": things("More that may have been.", _number("Bodies."))})),
    }),
    "Coverage": _object("How complete the record is.", {
        "edition": maybe(text("The edition of the record.")),
        "counts": things("Our counts beside published ones.", _object("A published count.", {
            "kind": _KIND, "date": text("The day counted."), "scope": text("What was counted."),
            "ours": maybe(_number("Ours.")), "with_inferences": maybe(_number("Ours, inferred ones too.")),
            "possible": maybe(_number("Ours, possible ones too.")), "published": _number("The published count."),
            "difference": maybe({"type": "integer", "description": "Ours less the published."}),
            "verdict": text("In a word."), "explained": {"type": "boolean", "description": "Whether we know why."},
            "sources": _SOURCES})),
        "kinds": things("What each kind lacks.", _object("A kind.", _AUDITED)),
        "eras": things("The same between two restructures.", _object("A kind in an era.", {
            "restructure": maybe(_RESTRUCTURE), "from": _DATE, "to": _DATE, **_AUDITED,
            "published": maybe(_number("Published.")), "known": maybe(_number("Known.")),
            "possible": maybe(_number("Possible."))})),
        "gaps": things("What is known to be missing.", _object("A gap.", {
            "subject": text("Of what."), "period": text("When."), "missing": text("What."),
            "count": maybe(_number("How many.")), "of": maybe(_number("Of how many.")), "basis": text("Who counted."),
            "sources": _SOURCES, "count_now": maybe(_number("How many in this edition.")),
            "of_now": maybe(_number("Of how many in this edition.")),
            "holds": maybe({"type": "boolean", "description": "Whether the count still holds."})})),
        "conflicts": things("Where sources disagree.", _object("A disagreement.", {
            "subject": text("About what."), "field": text("Which fact."), "value_a": text("One value."),
            "source_a": _SOURCES, "value_b": text("The other."), "source_b": _SOURCES,
            "chosen": text("What the record takes."), "why": text("Why.")})),
    }),
    "Source": _object("A source.", _SOURCE),
    "Term": _object("A term of the vocabulary.", {
        "term": text("Its short name."), "label": text("Its label."), "definition": text("Its definition."),
    }),
    "Crosswalk": _object("Every body of one day, and those of another that followed it.", {
        "from": _DAY, "to": _DAY, "bodies": _number("Bodies on the first day."),
        "possible": _number("More that may have been in force."),
        "totals": _by_name("Bodies by how well their successors are known.", _number("Bodies.")),
        "rows": things("Pairs.", _object("A pair.", {**_PAIR, "share_basis": _SHARE_BASIS, **_RECODED})),
    }),
    "ToRecode": {
        "type": "object",
        "description": "Codes, or rows with a column of codes; one of the two.",
        "properties": {
            "codes": texts("Codes, ids or exact names; never numbers."),
            "rows": {"type": "array", "minItems": 1, "description": "Rows of a table.", "items": {
                "type": "object", "additionalProperties": {"type": ["string", "number", "boolean", "null"]}}},
            "column": text("The column of rows that has the codes."),
            "from": text("A day on which the codes were in use; left out, it is worked out from the codes."),
            "to": text("The day whose bodies are wanted; left out, today."),
            "kind_from": text("Take codes as those of this kind."), "kind": text("Only heirs of this kind."),
            "basis": things("The bases followed; left out, legal and area.", _BASIS),
            "apportion": texts("Columns of numbers to split by share."),
        },
        "oneOf": [{"required": ["codes"]}, {"required": ["rows", "column"]}],
    },
    "Recoded": _object("The rows, recoded; never fewer than came in.", {
        "from": maybe(_DAY), "to": _DAY, "identified": maybe(text("Which kind and period the codes fit.")),
        "rows": things("The columns that came in, and those added.", {
            **_object("A row.", {f"new_{name}": maybe(text(f"Its {name} on the day asked for."))
                                 for name in ("code", "gss", "id", "name", "kind")} | _RECODED),
            "additionalProperties": {"type": ["string", "number", "null"]}}),
        "report": _object("How it balances.", {
            "column": text("The column of codes."), "rows_in": _number("Rows in."), "rows_out": _number("Rows out."),
            "statuses": _by_name("By status.", _object("Of one status.", {
                "codes": _number("Codes."), "rows": _number("Rows in.")})),
            "problems": things("Codes with a problem.", _object("A code.", {
                "code": maybe(text("The code.")), "status": text("What is wrong."), "rows": _number("Rows with it."),
                "note": _NOTE})),
            "columns": things("Apportioned columns.", _object("A column; numbers are texts, to be exact.", {
                "column": text("Its name."), "total": text("In."), "allocated": text("Out."),
                "unallocated": text("Reached no body."), "because": _by_name("Why not.", text("How much.")),
                "not_numbers": _number("Cells that are no numbers."),
                "balances": {"type": "boolean", "description": "Whether in equals out and unallocated."}})),
        }),
    }),
    "Health": {
        **_object("How the site is.", {
            "status": text("ok, ready or not ready."), "version": text("The edition of the record."),
        }, {"refused": text("Why a newer record was not taken."), "error": text("What is wrong.")}),
        "additionalProperties": True,
    },
}  # fmt: skip
