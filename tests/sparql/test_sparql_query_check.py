"""What may be asked of a store: which texts are queries, and that nothing leads out of it, however it is written."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graph.sparql.guard import DEEPEST, BadQuery, QueryForm, TooLong, check
from graph.sparql.store import EmbeddedStore
from tests.support.servers import Listener, listener

PREFIX = "PREFIX ex: <http://example.org/> PREFIX : <http://example.org/#> "


@pytest.fixture(scope="module")
def outside() -> Iterator[Listener]:
    with listener() as found:
        yield found
    assert found.calls == []


@pytest.fixture(scope="module")
def empty() -> EmbeddedStore:
    return EmbeddedStore(b"")


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * WHERE { ?s ?p ?o }", QueryForm.SELECT),
        ("ask{}", QueryForm.ASK),
        (
            "BASE <http://a/> PREFIX a: <b> # SERVICE <x>\nCONSTRUCT WHERE { ?s a:p.q 'SERVICE <x> {}' }",
            QueryForm.CONSTRUCT,
        ),
        ("DESCRIBE <http://example.org/service>", QueryForm.DESCRIBE),
        ('SELECT ?service (\'FROM\' AS ?from) { ?service ?p """LOAD \' " """ }', QueryForm.SELECT),
        (PREFIX + "SELECT * { ?s ex:service/^ex:b.c|!(ex:d|^ex:e)* ?o FILTER(?o < 5 && ?o>-1.5e3) }", QueryForm.SELECT),
        (PREFIX + "SELECT * { _:a.b :p ( 1 .5 true 'x'@en-GB 'y'^^ex:t ) ; ex:q\\'s [] , ex:%41 }", QueryForm.SELECT),
        ("SELECT ('\\u0041\\U0001F600' AS ?x) { <http://a/\\u00e9#it's> ?p <http://a/#b> }", QueryForm.SELECT),
        ("SELECT ?é { ?é ?p ?o VALUES (?a ?b) { (UNDEF 'é') } }", QueryForm.SELECT),
        (
            "SELECT (COUNT(DISTINCT *) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?p HAVING(?n > 1) LIMIT 5",
            QueryForm.SELECT,
        ),
    ],
)
def test_a_query_over_the_record_may_be_asked(text: str, form: QueryForm, empty: EmbeddedStore) -> None:
    assert check(text).form is form
    empty.run(text)


@pytest.mark.parametrize(
    ("text", "column", "word"),
    [
        ("SELECT * { SERVICE <{url}> { ?s ?p ?o } }", 12, "SERVICE"),
        ("SELECT * { service silent <{url}> { ?s ?p ?o } }", 12, "SERVICE"),
        ("SELECT * { VALUES ?e { <{url}> } SERVICE ?e { } }", None, "SERVICE"),
        ("SELECT * { OPTIONAL { FILTER EXISTS { SERVICE SILENT <{url}> {} } } }", None, "SERVICE"),
        ("SELECT * { { SELECT * { SeRvIcE<{url}>{} } } }", 25, "SERVICE"),
        ("SELECT * FROM <{url}> { ?s ?p ?o }", 10, "FROM"),
        ("SELECT * FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }", 10, "FROM"),
        ("DESCRIBE ?s FROM <{url}> { ?s ?p ?o }", 13, "FROM"),
        ("LOAD <{url}>", 1, "updates"),
        ("LOAD SILENT <{url}> INTO GRAPH <http://a>", 1, "updates"),
        ("INSERT DATA { <http://a> <http://b> 1 }", 1, "updates"),
        ("DELETE WHERE { ?s ?p ?o }", 1, "updates"),
        ("DROP ALL", 1, "updates"),
        ("ASK {} ; CLEAR ALL", 10, "updates"),
    ],
)
def test_what_leads_out_of_the_record_is_refused_with_its_place(
    text: str, column: int | None, word: str, outside: Listener
) -> None:
    with pytest.raises(BadQuery, match=word) as refused:
        check(text.replace("{url}", outside.url))
    assert refused.value.line == 1
    if column:
        assert refused.value.column == column


_HIDDEN = [
    # Oxigraph's parser knows no word boundaries: it reads SERVICEex:a as SERVICE ex:a where a triple does not fit
    "PREFIX SERVICEex: <http://a/> PREFIX ex: <{url}> SELECT * { SERVICEex:x { ?s ?p ?o } }",
    "PREFIX ex: <{url}> SELECT * { SERVICEex:x { ?s ?p ?o } }",
    "PREFIX SERVICESILENTex: <http://a/> PREFIX ex: <{url}> SELECT * { SERVICESILENTex:x { } }",
    "PREFIX true.SERVICEex: <http://a/> PREFIX ex: <{url}> SELECT * { ?s ?p true.SERVICEex:x { } }",
    "PREFIX FROMex: <http://a/> PREFIX ex: <{url}> SELECT * FROMex:x { }",
    "SELECT * { SERVICESILENT<{url}>{} }",
    "SELECT * { ?s ?p 1SERVICE<{url}>{} }",
    "SELECT * { ?s ?p 1.SERVICE<{url}>{} }",
    "SELECT * { ?s ?p 'x'@en.SERVICE<{url}>{} }",
    "SELECT * { ?s ?p ?o.SERVICE<{url}>{} }",
    # an address to the grammar, a comparison to an engine, and the quotes or comment after it out of step
    "SELECT * { BIND('1' AS ?a) FILTER(?a<'>') SERVICE <{url}> {} FILTER('' = '') }",
    "SELECT * { BIND(1 AS ?a) FILTER(?a<?b#>'''\n) SERVICE <{url}> {} #'''\n }",
    "PREFIX e: <http://a/> SELECT * { BIND(1 AS ?a) FILTER(?a<e:b#>'''\n) SERVICE <{url}> {} #'''\n }",
    "SELECT * { BIND(1 AS ?a) FILTER((?a)<(1>?b)&&?c<'>') SERVICE <{url}> {} FILTER(''='') }",
    # line ends, escapes and strings that one reader ends earlier than another
    "SELECT * { # \r SERVICE <{url}> {}\n }",
    "SELECT * { # \r ''' \n SERVICE <{url}> {} # ''' \n }",
    "SELECT * { # \u2028 SERVICE <{url}> {}\n \x0bSERVICE <{url}> {} }",
    "SELECT * { ?s ?p ('''a' ) . SERVICE <{url}> {} #\\uD800''' \n }",
    "SELECT * { ?s ?p '''a' . SERVICE <{url}> {} #\\q''' \n }",
    "SELECT * { ?s ?p 'a\\\\' . SERVICE <{url}> {} }",
    'SELECT * { ?s ?p "a\\u0022 . SERVICE <{url}> {} #" \n }',
    'SELECT * { ?s ?p "a\\\\u0022 . SERVICE <{url}> {} #" \n }',
    "SELECT * { ?s ?p <http://a/\\u003e> . SERVICE <{url}> {} }",
    "\\u0053ELECT * { \\u0053ERVICE <{url}> {} }",
    "PREFIX \u017fervice: <http://a/> PREFIX ex: <{url}> SELECT * { \u017fervice:x { } }",
    "SELECT * { \u017fERVICE <{url}> {} }",
]


@pytest.mark.parametrize("text", _HIDDEN)
def test_a_clause_that_is_hidden_from_one_reader_is_never_run(
    text: str, outside: Listener, empty: EmbeddedStore
) -> None:
    with pytest.raises(BadQuery):
        empty.run(text.replace("{url}", outside.url))


_PIECES = st.sampled_from(
    [
        *"{}()<>.;,*?'\"#\\ \n\r",
        "SERVICE",
        "SILENT",
        "FROM",
        "<{url}>",
        "ex:a",
        "ex:",
        "SERVICEex:a",
        "?a",
        "?a<",
        "'''",
        "'x'",
        "FILTER(",
        "1",
        "true",
        "@en",
        "\\u0027",
        "OPTIONAL",
        "SELECT * {",
        "<?b#>",
        "e\\'",
        "_:b",
        "&&",
        "VALUES ?a { 1 }",
        " . ",
    ]
)


@given(st.lists(_PIECES, min_size=3, max_size=25))
@example(["FILTER(", "?a<", "'", ">", "'", ")", "SERVICE", "<{url}>", "{", "}", "'", "'"])
@settings(max_examples=300, deadline=None)
def test_no_arrangement_of_words_and_quotes_reaches_outside(
    outside: Listener, empty: EmbeddedStore, pieces: list[str]
) -> None:
    text = PREFIX.replace("http://example.org/", "{url}") + "SELECT * { " + "".join(pieces) + " }"
    with suppress(BadQuery):
        empty.run(text.replace("{url}", outside.url))
    assert outside.calls == []


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("", 1, 1),
        ("# nothing but this", 1, 1),
        ("SELECT * WHERE {\n  ?s ex:p ?o\n}", 2, 6),
        ("SELECT *\r\nWHERE { ?s 'open }", 2, 12),
        ("SELECT * WHERE { ?s ?p \x00 }", 1, 24),
        ("SELECT ('\ud800' AS ?x) {}", 1, 10),
        ("SELEKT * { }", 1, 1),
        ("SELECT * { ?s ?p ?o } LIMIT €", 1, 29),
        ("SELECT * WHERE { ?s ?p }", 1, 25),
        ("SELECT ?x (COUNT(*) AS ?n) {\n ?x ?p ?o }", None, None),
        ("SELECT * { ?s ?p ?o", None, None),
        ("SELECT (1 AS ?x) { BIND(2 AS ?x) }", None, None),
        ("ASK { <relative> ?p ?o }", None, None),
    ],
)
def test_a_malformed_query_is_refused_with_its_place(
    text: str, line: int | None, column: int | None, empty: EmbeddedStore
) -> None:
    with pytest.raises(BadQuery) as refused:
        empty.run(text)
    assert str(refused.value).startswith(f"Line {refused.value.line}, column {refused.value.column}: ")
    assert "\n" not in str(refused.value)
    if line:
        assert (refused.value.line, refused.value.column) == (line, column)


def test_a_missing_prefix_of_the_record_is_offered_with_its_address() -> None:
    with pytest.raises(BadQuery, match=r"PREFIX nhs: <https://w3id\.org/nhs-restructures/def#>"):
        check("SELECT * { ?s a nhs:Body }")


@pytest.mark.parametrize("nest", ["{}", "()", "[]"])
def test_what_is_nested_deeper_than_a_parser_bears_is_refused(nest: str, empty: EmbeddedStore) -> None:
    with pytest.raises(BadQuery, match="nested"):
        check("ASK {" + nest[0] * 500 + nest[1] * 500 + "}")
    empty.run("ASK " + "{" * DEEPEST + "}" * DEEPEST)


@pytest.mark.parametrize("sign", ["!", "-", "+", "^"])
def test_a_long_run_of_signs_before_one_operand_is_refused(sign: str) -> None:
    with pytest.raises(BadQuery, match="nested"):
        check("ASK { FILTER(" + sign * 500 + "1) }")


def test_a_query_that_is_too_long_is_refused_before_it_is_read() -> None:
    with pytest.raises(TooLong):
        check("ASK {} #" + "x" * 1_000_000)
    assert check("ASK {} #" + "x" * 50, longest=100).form is QueryForm.ASK
