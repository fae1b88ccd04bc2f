"""One interface to the embedded Oxigraph and to any SPARQL 1.1 engine over HTTP.

Every query passes `guard.check` first; results are the values of `results`.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import IO, TYPE_CHECKING, Final, TypeVar
from urllib.parse import urlsplit

import pyoxigraph
from pyoxigraph import Literal, QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples, RdfFormat

from ..errors import StoreError
from .guard import BadQuery, QueryForm, check
from .results import RESULT_TYPES, Node, Result, Solutions, Triples, serialise, write

if TYPE_CHECKING:
    import urllib3

__all__ = [
    "AnswerTooLarge",
    "EmbeddedStore",
    "Node",
    "RemoteStore",
    "Result",
    "Solutions",
    "Store",
    "StoreTimeout",
    "Triples",
    "serialise",
]

_T = TypeVar("_T")
_PLACE: Final = re.compile(r"error at (?P<line>\d+):(?P<column>\d+)|line (?P<only>\d+)", re.ASCII)
"""Where Oxigraph, or Virtuoso, finds a fault in a query."""


class StoreTimeout(StoreError):
    """A store did not answer in time."""


class AnswerTooLarge(StoreError):
    """A store's answer exceeds the size or row limit."""


class Store(ABC):
    """A read-only SPARQL store."""

    @abstractmethod
    def run(self, query: str) -> Result:
        """The result of a query of any form.

        Raises:
            BadQuery: the query is malformed, or uses a refused feature.
            StoreError: the store cannot be reached, or fails.
        """

    def select(self, query: str) -> Solutions:
        """The rows of a SELECT; raises as `run`."""
        return _expect(self.run(query), Solutions)

    def ask(self, query: str) -> bool:
        """The boolean of an ASK; raises as `run`."""
        return _expect(self.run(query), bool)

    def construct(self, query: str) -> Triples:
        """The triples of a CONSTRUCT or DESCRIBE; raises as `run`."""
        return _expect(self.run(query), tuple)


def _expect(result: Result, form: type[_T]) -> _T:
    if not isinstance(result, form):
        raise BadQuery("the query is of another form than is asked for here. Change its first word.")
    return result


# In this process


class EmbeddedStore(Store):
    """A record in an in-memory Oxigraph store."""

    def __init__(self, turtle: bytes) -> None:
        """Loads a Turtle document.

        Raises:
            StoreError: it is not valid Turtle.
        """
        self._store = pyoxigraph.Store()
        try:
            self._store.bulk_load(turtle, RdfFormat.TURTLE)
        except SyntaxError as error:
            raise StoreError(f"The record cannot be loaded: {' '.join(str(error).split())[:200]}") from None

    def run(self, query: str) -> Result:
        return _values(self._answer(check(query).text))

    def write(self, query: str, media_type: str, file: IO[bytes]) -> None:
        """Streams the answer to a query that has passed `guard.check` into a file; raises as `run`.

        Raises:
            KeyError: the answer cannot be written as this media type.
        """
        try:
            write(self._answer(query), media_type, file)
        except RuntimeError as error:
            raise _unknown_function(error) from None
        except ValueError as error:
            raise _failed(error) from None

    def _answer(self, query: str) -> QuerySolutions | QueryBoolean | QueryTriples:
        try:
            return self._store.query(query)
        except SyntaxError as error:
            raise _malformed(str(error)) from None
        except RuntimeError as error:
            raise _unknown_function(error) from None
        except (OSError, ValueError) as error:
            raise _failed(error) from None


def _unknown_function(error: Exception) -> BadQuery:
    """The engine's message for an unknown function, which it only reports at run time."""
    named = re.search(r"<?(https?://[^\s>]{1,100})>?", str(error))
    which = f"the function <{named[1]}> is not known here" if named else "the query asks for what is not known here"
    return BadQuery(f"{which}. Use the functions of SPARQL 1.1.")


def _failed(error: Exception) -> StoreError:
    return StoreError(f"The query failed: {' '.join(str(error).split())[:200]}")


_KNOWN_FAULTS: Final = {
    "overrides an existing variable": "a variable after AS is in use already. Take another name for it.",
    "contains a variable that is unbound": "a variable here is neither grouped nor counted. Group by it.",
}


def _malformed(message: str) -> BadQuery:
    place = _PLACE.search(message)
    fault = "the query is not well formed here. Check the words and brackets up to this place."
    fault = next((ours for theirs, ours in _KNOWN_FAULTS.items() if theirs in message), fault)
    return BadQuery(fault, int(place["line"] or place["only"]), int(place["column"] or 1)) if place else BadQuery(fault)


def _values(answer: QuerySolutions | QueryBoolean | QueryTriples) -> Result:
    if isinstance(answer, QueryBoolean):
        return bool(answer)
    try:
        if isinstance(answer, QueryTriples):
            return tuple(answer)
        variables = tuple(variable.value for variable in answer.variables)
        rows = tuple(
            {name: term for name, term in zip(variables, row, strict=True) if term is not None} for row in answer
        )
    except ValueError as error:
        raise _failed(error) from None
    return Solutions(variables, rows)


# Over HTTP


class RemoteStore(Store):
    """A SPARQL 1.1 endpoint, queried by form POST, which every engine supports whatever the query's length."""

    def __init__(self, url: str, *, timeout: float = 30.0, largest: int = 256 * 2**20) -> None:
        """Takes the address of an endpoint; nothing is sent yet.

        `timeout` is in seconds for a whole response; `largest` is in bytes.

        Raises:
            StoreError: the address is not http or https.
        """
        try:
            address = urlsplit(url)
            usable = address.scheme in ("http", "https") and bool(address.hostname)
            self.name = f"{address.hostname}:{address.port}" if address.port else str(address.hostname)
        except ValueError:
            usable = False
        if not usable:
            raise StoreError("The address of a store begins with http:// or https://, as http://localhost:8890/sparql")
        self._url, self._timeout, self._largest = url, timeout, largest

    def run(self, query: str) -> Result:
        checked = check(query)
        if checked.form in (QueryForm.SELECT, QueryForm.ASK):
            body, _ = self._post(checked.text, next(iter(RESULT_TYPES)))
            with _reading(self.name):
                result = _values(pyoxigraph.parse_query_results(body, QueryResultsFormat.JSON))
            return _yes_or_no(result) if checked.form is QueryForm.ASK else result
        body, media_type = self._post(checked.text, "application/n-triples, text/turtle;q=0.5")
        turtle = RdfFormat.from_media_type(media_type.partition(";")[0].strip()) or RdfFormat.N_TRIPLES
        with _reading(self.name):
            return tuple(dict.fromkeys(quad.triple for quad in pyoxigraph.parse(body, turtle)))

    def _post(self, query: str, accept: str) -> tuple[bytes, str]:
        """The body and media type of a response; retried once if the connection fails before a response."""
        import urllib3

        for last_try in (False, True):
            try:
                response = self._pool.request(
                    "POST",
                    self._url,
                    fields={"query": query},
                    encode_multipart=False,
                    headers={"Accept": accept, "User-Agent": "nhs-restructures"},
                    timeout=urllib3.Timeout(connect=min(5.0, self._timeout), read=self._timeout),
                    preload_content=False,
                    redirect=False,
                    retries=False,
                )
            except (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ProtocolError):
                if last_try:
                    raise StoreError(
                        f"No store answers at {self.name}. Start it, or check the address.",
                        "The store does not answer. Ask again later.",
                    ) from None
            except urllib3.exceptions.TimeoutError:
                raise self._late() from None
            except urllib3.exceptions.HTTPError:
                raise StoreError(
                    f"The store at {self.name} could not be asked. Check its address.",
                    "The store could not be asked. Ask again later.",
                ) from None
            else:
                return self._body(response), response.headers.get("Content-Type", "")
        raise AssertionError("unreachable")

    def _body(self, response: "urllib3.BaseHTTPResponse") -> bytes:
        import urllib3

        chunks, size = [], 0
        try:
            while chunk := response.read1(2**16, decode_content=True):
                chunks.append(chunk)
                size += len(chunk)
                if size > self._largest:
                    raise AnswerTooLarge(
                        f"The answer of the store at {self.name} is too large. Ask for less, with LIMIT.",
                        "The answer of the store is too large. Ask for less, with LIMIT.",
                    )
        except urllib3.exceptions.TimeoutError:
            raise self._late() from None
        except urllib3.exceptions.HTTPError:
            raise StoreError(
                f"The store at {self.name} broke the connection in the middle of its answer. Ask again.",
                "The store broke the connection in the middle of its answer. Ask again.",
            ) from None
        finally:
            response.release_conn() if size <= self._largest else response.close()
        body = b"".join(chunks)
        if response.status == 400:
            raise _malformed(body[:400].decode("utf-8", "replace"))
        if response.status != 200:
            # The rest of the message may reveal internals, which must not reach site visitors.
            raise StoreError(
                f"The store at {self.name} failed (HTTP {response.status}). Ask again, or check its address and log.",
                f"The store failed (HTTP {response.status}). Ask again.",
            )
        if "X-SPARQL-MaxRows" in response.headers:
            raise AnswerTooLarge(
                f"The store at {self.name} cut its answer short. Ask for less, with LIMIT and OFFSET.",
                "The store cut its answer short. Ask for less, with LIMIT and OFFSET.",
            )
        return body

    def _late(self) -> StoreTimeout:
        late = f"did not answer within {self._timeout:g} seconds. Ask for less."
        return StoreTimeout(f"The store at {self.name} {late}", f"The store {late}")

    @cached_property
    def _pool(self) -> "urllib3.PoolManager":
        from .deadline import pool

        return pool(16)


def _yes_or_no(result: Result) -> Result:
    """The result of an ASK, which Virtuoso sometimes returns as one row with 1 or 0."""
    if isinstance(result, Solutions) and len(result.rows) == 1:
        (term,) = result.rows[0].values()
        return isinstance(term, Literal) and term.value in ("1", "true")
    return False if isinstance(result, Solutions) else result


@contextmanager
def _reading(name: str) -> Iterator[None]:
    try:
        yield
    except (SyntaxError, ValueError):
        raise StoreError(
            f"What answers at {name} is no SPARQL endpoint, or it broke off. Check the address.",
            "The store gave no answer that can be read. Ask again later.",
        ) from None
