"""The threads of one process, and the requests that wait for them: fair scheduling by client."""

from collections import Counter, OrderedDict, deque
from typing import Protocol

from waitress.task import ThreadedTaskDispatcher

__all__ = ["Dispatcher"]


class Served(Protocol):
    """A connection with a request: its client, and the one that it was last served for."""

    served: str

    @property
    def client(self) -> str: ...


class _FairQueue:
    """Requests waiting for a thread, scheduled round-robin by client; no client gets more than half of the threads."""

    def __init__(self, threads: int) -> None:
        self._at_once = max(1, threads // 2)
        self._waiting: OrderedDict[str, deque[Served]] = OrderedDict()
        self._running: Counter[str] = Counter()

    def __len__(self) -> int:
        return sum(len(each) for client, each in self._waiting.items() if self._running[client] < self._at_once)

    def append(self, channel: Served) -> None:
        self._waiting.setdefault(channel.client, deque()).append(channel)

    def popleft(self) -> Served:
        """The request of the least recently served client that may have another thread."""
        client = next(each for each in self._waiting if self._running[each] < self._at_once)
        waiting = self._waiting.pop(client)
        channel = waiting.popleft()
        if waiting:
            self._waiting[client] = waiting  # moves behind all others
        self._running[client] += 1
        channel.served = client
        return channel

    def over(self, client: str) -> None:
        """Called when a client's request has been answered."""
        self._running[client] -= 1
        if not self._running[client]:
            del self._running[client]


class Dispatcher(ThreadedTaskDispatcher):
    """The thread pool, and the requests waiting for it."""

    def __init__(self, threads: int) -> None:
        super().__init__()
        self.queue = _FairQueue(threads)
        self.set_thread_count(threads)

    def over(self, client: str) -> None:
        with self.lock:
            self.queue.over(client)
