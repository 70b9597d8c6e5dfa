"""Whatever a student's code does to its worker comes back to the judge as an answer, an exception
or a lost worker, in time.
"""

import inspect
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.course import Check, Outcome, Raised, Returned
from autograder.course.observations import Request, call
from autograder.course.settings import Settings
from autograder.report import Status
from autograder.subjects import deadlines
from autograder.subjects import student as student_module
from autograder.subjects.deadlines import Budget, Deadline
from autograder.subjects.fork_server import ForkServer, GraderFaultError
from autograder.subjects.requests import Batch, how_it_ended, raised
from autograder.subjects.student import Student, StudentRaisedError, WorkerLostError
from autograder.worker import zygote

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")

CODE = """
import os, sys, time
import numpy as np

count = 0

def double(x):
    return 2 * x

def fail(x):
    return [1, 2][x]

def stop():
    sys.exit(3)

def remember():
    global count
    count += 1
    return count

def change(x):
    x += 1
    return x

def spin():
    while True:
        pass

def burn(seconds):
    start = time.process_time()
    while time.process_time() - start < seconds:
        pass
    return "done"

def nap(seconds):
    time.sleep(seconds)
    return "awake"

def leave():
    os._exit(0)

def recurse(n=0):
    return recurse(n + 1) + 1

def deep():
    value = []
    for _ in range(10_000):
        value = [value]
    return value

def hoard():
    return np.ones((10**5, 10**5)).sum()

def hoard_slowly():
    kept = []
    while True:
        kept.append(np.empty(10**7))

def many():
    return [[0] * 1000] * 1000

def large():
    return np.zeros(10**7)

def crash():
    import ctypes
    return ctypes.string_at(0)

class Sneaky(Exception):
    def __str__(self):
        raise RuntimeError("no")

def sneaky():
    raise Sneaky

def noisy():
    raise ValueError("\\x1b[31m" + "x" * 10**6)

def strange():
    return {"object": object(), 1: range(2)}
"""

SOCKET = """
import os, sys, time, threading, struct

def connection():
    frame = sys._getframe()
    while not hasattr(frame.f_locals.get("self"), "channel"):
        frame = frame.f_back
    return frame.f_locals["self"].channel._connection

def framed(body):
    return b"CKW1" + struct.pack("<Q", len(body)) + body

def packed(tag, *parts):
    return tag + struct.pack("<Q", len(parts)) + b"".join(parts)

def text(value):
    return b"s" + struct.pack("<Q", len(value)) + value.encode()

FORGED = framed(packed(b"t", text("returned"), b"i" + struct.pack("<q", 42)))
ASKING = framed(packed(b"t", text("call_back"), text("helper"), packed(b"t"), packed(b"d")))

def garbage():
    connection().sendall(b"\\xff" * 1000)

def wrong_reply():
    connection().sendall(framed(packed(b"t", text("returned"))))

def wrong_facts():
    facts = packed(b"d", text("line"), b"I" + struct.pack("<Q", 3000) + b"f" * 3000, text("kind"), packed(b"l", b"N"), text("bases"), b"N")
    connection().sendall(framed(packed(b"t", text("raised"), facts)))

def truncated():
    connection().sendall(FORGED[:-1])
    time.sleep(60)

def claim():
    connection().sendall(b"CKW1" + struct.pack("<Q", 2**40))
    time.sleep(60)

def hang_up():
    connection().close()

def descend():
    os.close(connection().fileno())
    while True:
        pass

def flood():
    block = FORGED * 1000
    while True:
        connection().sendall(block)

def flood_of_garbage():
    while True:
        connection().sendall(framed(b"b" + struct.pack("<Q", 10**6) + bytes(10**6)))

def ask_without_end():
    ours = connection()
    def read():
        while True:
            ours.recv(2**20)
    threading.Thread(target=read, daemon=True).start()
    block = ASKING * 10_000
    while True:
        ours.sendall(block)

def ask_and_never_read():
    block = ASKING * 10_000
    while True:
        connection().sendall(block)

def whatever():
    return 1

def echo(x):
    return x

def never_reads():
    time.sleep(60)
"""


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    with ForkServer() as server:
        yield server


class Hurried(Student):
    """A student whose requests have ``limit`` seconds, unless a test says otherwise."""

    limit = 0.2

    def ask(self, request: Request, *, seconds: float | None = None) -> Any:
        return super().ask(request, seconds=self.limit if seconds is None else seconds)

    def each(self, batch: Batch, *, seconds: float | None = None) -> Iterator[Outcome]:
        return super().each(batch, seconds=self.limit if seconds is None else seconds)

    def answer(self, call_back: bytes, *, seconds: float | None = None) -> bytes:
        return super().answer(call_back, seconds=self.limit if seconds is None else seconds)


@contextmanager
def loaded(server: ForkServer, text: str, *, seconds: float = 0.2, **options: Any) -> Iterator[Student]:
    with Hurried(server, "unit", {"unit.py": text.encode()}, **options) as student:
        student.limit = seconds
        yield student


def requests(name: str, cases: Sequence[dict[str, Any]]) -> Batch:
    return Batch.of([call(name, case) for case in cases])


@contextmanager
def in_time() -> Iterator[None]:
    """Whatever is waited for does not come to an end by itself: that it ends at all is what counts, and
    a busy machine has its time.
    """
    start = time.monotonic()
    yield
    assert time.monotonic() - start < 40


def assert_still_works(student: Student) -> None:
    """A new worker answers in place of the lost one."""
    assert student.call("double" if "double" in student.defined else "echo", {"x": 21}) in (42, 21)


# Answers.


def test_answers_arrive_as_they_are(server: ForkServer) -> None:
    with loaded(server, CODE) as student:
        assert np.array_equal(student.call("double", {"x": np.arange(3.0)}), [0.0, 2.0, 4.0])
        assert student.call("double", {"x": 1.5}) == 3.0
        assert {"double", "fail", "Sneaky"} <= set(student.defined)
        assert CODE.splitlines()[student.defined["double"] - 1].startswith("def double(")
        assert "count" not in student.defined
        strange = student.call("strange", {})
        assert [type(strange["object"]).__name__, strange["object"].type_name, strange[1].type_name] == [
            "Opaque",
            "object",
            "range",
        ]


def test_exceptions_arrive_with_what_a_report_needs(server: ForkServer) -> None:
    with loaded(server, CODE) as student:
        with pytest.raises(StudentRaisedError) as caught:
            student.call("fail", {"x": 7})
        raised = caught.value.raised
        assert (raised.kind, raised.message, raised.function, raised.code) == (
            "IndexError",
            "list index out of range",
            "fail",
            "return [1, 2][x]",
        )
        assert raised.line == CODE.splitlines().index("    return [1, 2][x]") + 1
        assert "LookupError" in raised.bases
        for name, kind in (
            ("stop", "SystemExit"),
            ("recurse", "RecursionError"),
            ("hoard", "MemoryError"),
            ("sneaky", "Sneaky"),
            ("missing", "AttributeError"),
        ):
            with pytest.raises(StudentRaisedError) as caught:
                student.call(name, {})
            assert caught.value.raised.kind == kind
        with pytest.raises(StudentRaisedError) as caught:
            student.call("noisy", {})
        assert caught.value.raised.message.startswith(" [31mxxx")
        assert len(caught.value.raised.message) <= 300


@pytest.mark.parametrize(
    ("name", "words"),
    [("deep", "nested too deeply"), ("many", "too many items"), ("large", "more than the 2097152 allowed")],
)
def test_answers_beyond_all_bounds_are_the_students_own_error(server: ForkServer, name: str, words: str) -> None:
    with loaded(server, CODE, seconds=2) as student:
        with pytest.raises(StudentRaisedError) as caught:
            student.call(name, {})
        assert words in caught.value.raised.message
        assert student.call("double", {"x": 1}) == 2


def test_many_calls_are_answered_in_order_exceptions_included(server: ForkServer) -> None:
    with loaded(server, CODE) as student:
        outcomes = list(student.each(requests("fail", [{"x": 0}, {"x": 5}, {"x": 1}])))
        assert outcomes[0] == Returned(1)
        assert isinstance(outcomes[1], Raised)
        assert outcomes[2] == Returned(2)


def test_a_reply_that_was_found_right_is_known_by_its_bytes(server: ForkServer) -> None:
    """Known to whoever answers the same, byte for byte; and to nobody else."""
    batch = requests("double", [{"x": 1}, {"x": 3}])
    with loaded(server, CODE) as student:
        one, two = student.each(batch)
        batch.right.keep(0, one)
        batch.right.keep(1, Returned(2))  # equal to a reply, and read from none
        assert (batch.right.has(0, one), batch.right.has(1, two)) == (True, False)
        again, other = student.each(batch)
        assert (again is one, other is two) == (True, False)
        batch.right.forget()
        batch.right.keep(1, other)
        assert not batch.right.has(1, other)
    with loaded(server, "def double(x):\n    return 2.0 * x\n") as student:
        close, _ = student.each(batch)
        assert (close, batch.right.has(0, close)) == (Returned(2.0), False)


def test_no_exception_is_known_by_its_bytes(server: ForkServer) -> None:
    """It tells of a line of the student's own code."""
    batch = requests("fail", [{"x": 5}])
    with loaded(server, CODE) as student:
        (raised,) = student.each(batch)
        batch.right.keep(0, raised)
        assert not batch.right.has(0, raised)


def test_a_worker_keeps_its_state_until_it_is_lost(server: ForkServer) -> None:
    with loaded(server, CODE) as student:
        assert [student.call("remember", {}) for _ in range(3)] == [1, 2, 3]
        with pytest.raises(WorkerLostError):
            student.call("leave", {})
        assert student.call("remember", {}) == 1


def test_two_workers_share_nothing(server: ForkServer) -> None:
    with loaded(server, CODE) as one, loaded(server, CODE) as other:
        assert [one.call("remember", {}), one.call("remember", {}), other.call("remember", {})] == [1, 2, 1]


def test_looking_again_shows_what_a_call_changed(server: ForkServer) -> None:
    with loaded(server, CODE) as student:
        given = np.zeros(2)
        result, after = student.call_and_look("change", {"x": given})
        assert np.array_equal(result, [1.0, 1.0])
        assert np.array_equal(after["x"], [1.0, 1.0])
        assert np.array_equal(given, [0.0, 0.0])
        handle = student.keep("double", {"x": 4})
        assert student.look(handle) == 8


# Losing the worker.


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("spin", Status.TIMEOUT, "did not finish within 0.2 seconds"),
        ("leave", Status.ERROR, "ended the Python process"),
        ("crash", Status.ERROR, "crashed (segmentation fault)"),
    ],
)
def test_code_that_ends_or_hangs_its_process_is_lost_with_a_reason_and_a_new_worker_answers(
    server: ForkServer, name: str, status: Status, words: str
) -> None:
    with loaded(server, CODE) as student:
        with in_time(), pytest.raises(WorkerLostError) as caught:
            student.call(name, {})
        assert (caught.value.status, caught.value.reason) == (status, words)
        assert_still_works(student)


def test_code_that_hoards_memory_is_stopped_by_its_limit_or_its_time(server: ForkServer) -> None:
    with loaded(server, CODE, seconds=2) as student, in_time():
        with pytest.raises((StudentRaisedError, WorkerLostError)) as caught:
            student.call("hoard_slowly", {})
        if isinstance(caught.value, StudentRaisedError):
            assert caught.value.raised.kind == "MemoryError"
        assert_still_works(student)


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("garbage", Status.ERROR, "sent an answer that cannot be read (malformed message: wrong header)"),
        ("wrong_reply", Status.ERROR, "sent an answer that cannot be read (malformed message: no reply has this form)"),
        (
            "claim",
            Status.ERROR,
            "sent an answer that cannot be read (the message has 1099511627776 bytes, more than the 2097152 allowed)",
        ),
        (
            "flood_of_garbage",
            Status.ERROR,
            "sent an answer that cannot be read (malformed message: no reply has this form)",
        ),
        ("truncated", Status.TIMEOUT, "did not finish within 0.2 seconds"),
        ("hang_up", Status.ERROR, "ended the Python process"),
        ("descend", Status.ERROR, "ended the Python process"),
        ("ask_without_end", Status.TIMEOUT, "did not finish within 0.2 seconds"),
        ("ask_and_never_read", Status.TIMEOUT, "did not finish within 0.2 seconds"),
    ],
)
def test_code_that_takes_over_the_socket_gets_no_further_than_losing_its_worker(
    server: ForkServer, name: str, status: Status, words: str
) -> None:
    with loaded(server, SOCKET) as student:
        with in_time(), pytest.raises(WorkerLostError) as caught:
            student.call(name, {})
        assert caught.value.status is status
        assert words == caught.value.reason
        assert_still_works(student)


def test_forged_facts_about_an_exception_are_cleaned(server: ForkServer) -> None:
    with loaded(server, SOCKET) as student:
        with pytest.raises(StudentRaisedError) as caught:
            student.call("wrong_facts", {})
        assert caught.value.raised == Raised(kind="[None]")


def test_a_flood_of_forged_replies_is_taken_for_answers_and_holds_nobody_up(server: ForkServer) -> None:
    with loaded(server, SOCKET) as student, in_time():
        assert [student.call("flood", {}) for _ in range(100)] == [42] * 100
        assert list(student.each(requests("echo", [{"x": 1}] * 20))) == [Returned(42)] * 20


def kill(server: ForkServer) -> None:
    """Kills it, and waits until it is gone: the process that holds its namespaces ends a moment before it."""
    server._process.kill()
    server._process.wait()
    assert server._control.recv(1, socket.MSG_PEEK) == b""


def test_a_server_that_is_started_again_ends_no_worker_of_the_other() -> None:
    text = b"import scipy\ndef f(): return 1\n"
    settings = Settings(imports=("numpy", "scipy"))
    with ForkServer(settings) as server, Student(server, "unit", {"unit.py": text}) as student:
        student.start()
        kill(server)
        with Student(server, "other", {"other.py": b"def f(): return 2\n"}) as other:
            assert other.call("f", {}) == 2
        assert student.call("f", {}) == 1


def test_a_worker_that_never_reads_a_long_message_is_lost(server: ForkServer) -> None:
    with loaded(server, SOCKET) as student:
        long = requests("echo", [{"x": np.zeros(4 * 10**6)}])
        student.start()
        student._started().channel.send_frame(requests("never_reads", [{}]).message)
        with in_time(), pytest.raises(WorkerLostError) as caught:
            list(student.each(long))
        assert caught.value.status is Status.TIMEOUT
        assert_still_works(student)


def test_long_messages_go_both_ways(server: ForkServer) -> None:
    with loaded(server, SOCKET, seconds=2) as student:
        long = np.arange(2 * 10**5 * 1.0)
        assert np.array_equal(student.call("echo", {"x": long}), long)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGXCPU, 35, 64])
def test_every_signal_is_a_reason(number: int) -> None:
    assert how_it_ended(int(number)) == {9: "ended the Python process", 24: "used up its processor time"}.get(
        number, f"was killed by signal {int(number)}"
    )


@pytest.mark.parametrize(
    "facts", [{}, {"kind": 3, "line": True}, {"line": -1}, {"line": 10**7}, {"bases": {"a": 1}}, {7: 8}, {"file": [1]}]
)
def test_facts_of_any_form_are_read(facts: dict[Any, Any]) -> None:
    read = raised(facts, {}, "unit.py")
    assert read.line in (0, True)
    assert read.bases == ()
    assert read.code == read.file == ""


def test_less_is_shown_of_an_exception_in_which_the_reference_may_have_answered(server: ForkServer) -> None:
    text = b"def g(): pass\ndef f(): raise ValueError('x' * 300)\n"
    for helpers, length in ((), 300), (("g",), 100):
        with Student(server, "unit", {"unit.py": text}, helpers=helpers) as student:
            with pytest.raises(StudentRaisedError) as caught:
                student.call("f", {})
            assert len(caught.value.raised.message) == length


def test_of_an_exception_so_much_is_shown_as_an_honest_worker_says() -> None:
    files = {"unit.py": b"def f():\n    return 1 / 0\n", "helper.py": "# coding: latin-1\n  '\xe9'".encode("latin-1")}
    claimed = {name: f"{name} {'x' * 1000}" for name in ("kind", "message", "function", "code", "file")}
    read = raised({**claimed, "line": 2}, files, "unit.py")
    assert (len(read.kind), len(read.message), read.code, read.file) == (100, 300, "return 1 / 0", "")
    assert raised({"line": 3}, files, "unit.py").code == ""
    beside = raised({"line": 2, "file": "helper.py", "code": "a lie"}, files, "unit.py")
    assert (beside.file, beside.code) == ("helper.py", "'\xe9'")
    assert raised({"line": 1}, {"unit.py": b"\xff" * 300}, "unit.py").code == "\ufffd" * 200


# Importing the module.


BEGINNING = b"""
import locale, re, json, typing, dataclasses, decimal, fractions, unicodedata, inspect, logging, concurrent.futures

locale.setlocale(locale.LC_ALL, "")
logging.basicConfig(level=logging.INFO)

@dataclasses.dataclass(frozen=True)
class Layer:
    width: "int" = 3

LINES = inspect.getsource(Layer).count(chr(10)), typing.get_type_hints(Layer)["width"].__name__

def run():
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return LINES, sum(pool.map(int, "123")), locale.setlocale(locale.LC_ALL, "C")
"""


def test_what_honest_modules_begin_with_needs_no_file(server: ForkServer) -> None:
    with Student(server, "unit", {"unit.py": BEGINNING}) as student:
        assert student.call("run", {}) == ((3, "int"), 6, "C")


@pytest.mark.parametrize(
    ("text", "kind", "message", "line"),
    [
        ("x = 1\ndef f(:\n    pass\n", "SyntaxError", "invalid syntax", 2),
        (
            "def f():\nreturn 1\n",
            "IndentationError",
            "expected an indented block after function definition on line 1",
            2,
        ),
        ("import a_module_that_nobody_has\n", "ModuleNotFoundError", "No module named 'a_module_that_nobody_has'", 1),
        ("\nraise ValueError('at import')\n", "ValueError", "at import", 2),
        ("import sys; sys.exit('bye')\n", "SystemExit", "bye", 1),
        (
            "x = '\udcff'",
            "SyntaxError",
            "(unicode error) 'utf-8' codec can't decode byte 0xff in position 5: invalid start byte",
            0,
        ),
    ],
)
def test_a_module_that_cannot_be_imported_raises_with_the_line(
    server: ForkServer, text: str, kind: str, message: str, line: int
) -> None:
    with Student(server, "unit", {"unit.py": text.encode("utf-8", "surrogateescape")}) as student:
        with pytest.raises(StudentRaisedError) as caught:
            student.start()
        raised = caught.value.raised
        assert kind in (raised.kind, *raised.bases)
        if line:
            assert (raised.message, raised.line) == (message, line)


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        ("while True: pass", Status.TIMEOUT, "did not finish within 0.3 seconds"),
        ("import time; time.sleep(60)", Status.TIMEOUT, "did not finish within 0.3 seconds"),
        ("import os; os._exit(0)", Status.ERROR, "ended the Python process"),
    ],
)
def test_a_module_that_hangs_or_ends_its_process_at_import_is_lost(
    server: ForkServer, text: str, status: Status, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(student_module, "LOAD_SECONDS", 0.3)
    with loaded(server, text) as student:
        with in_time(), pytest.raises(WorkerLostError) as caught:
            student.start()
        assert (caught.value.status, caught.value.reason) == (status, words)


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfdef echo(x):\n    return '\xc3\xa9' + x\n",
        b"# -*- coding: latin-1 -*-\ndef echo(x):\n    return '\xe9' + x\n",
        b"def echo(x):\r\n    return '\xc3\xa9' + x\r\n",
    ],
)
def test_modules_are_read_in_the_encoding_that_they_declare(server: ForkServer, data: bytes) -> None:
    with Student(server, "unit", {"unit.py": data}) as student:
        assert student.call("echo", {"x": "x"}) == "éx"


def test_modules_import_the_students_others_and_shadow_nothing_installed(server: ForkServer) -> None:
    files = {
        "unit.py": b"import numpy as np\nimport tools\ndef f():\n    return tools.VALUE, hasattr(np, 'zeros')\n",
        "tools.py": b"VALUE = 7\n",
        "numpy.py": b"",
    }
    with Student(server, "unit", files) as student:
        assert student.call("f", {}) == (7, True)


FICKLE = """
import time
START = time.monotonic()
if __FLAG__:
    raise ImportError("not today")
def leave():
    import os
    os._exit(0)
def f(x):
    return x
"""


def test_a_module_that_loads_the_first_time_only_is_the_students_own_error(server: ForkServer) -> None:
    files = {"unit.py": FICKLE.replace("__FLAG__", "False").encode()}
    with Student(server, "unit", files) as student:
        with pytest.raises(WorkerLostError):
            student.call("leave", {})
        files["unit.py"] = FICKLE.replace("__FLAG__", "True").encode()
        outcomes = list(student.each(requests("f", [{"x": 1}] * 3)))
        assert [outcome.message for outcome in outcomes if isinstance(outcome, Raised)] == ["not today"] * 3
        with pytest.raises(StudentRaisedError):
            student.call("f", {"x": 1})


# Calling back.

ISOLATED = """
import numpy as np

def helper(x, scale=1.0):
    raise RuntimeError("the student's own")

def other(x):
    return "the student's own"

def task(x):
    return helper(x) + helper(x, scale=10.0)

def ask(*arguments, **keywords):
    return helper(*arguments, **keywords)

def ask_other(x):
    return other(x)

def caught(x):
    try:
        return helper(x)
    except ValueError as error:
        return f"caught {error}"

def forged(name):
    import sys
    frame = sys._getframe()
    while not hasattr(frame.f_locals.get("self"), "channel"):
        frame = frame.f_back
    channel = frame.f_locals["self"].channel
    channel.send(("call_back", name, (1.0,), {}))
    return channel.receive()
"""

REFERENCE = """
import numpy as np

def helper(x, scale=1.0):
    if np.ndim(x) > 1:
        raise ValueError(f"x has {np.ndim(x)} dimensions")
    return np.asarray(x) * scale

def slow(n):
    total = 0
    for i in range(n):
        total += i
    return total

def huge(n):
    return np.ones(n)

def odd():
    return lambda: 0
"""


@contextmanager
def isolated(
    server: ForkServer, text: str = ISOLATED, helpers: Sequence[str] = ("helper",), seconds: float = 0.2
) -> Iterator[Student]:
    with (
        loaded(server, REFERENCE, seconds=seconds) as reference,
        loaded(server, text, seconds=seconds, helpers=helpers, answer=reference.answer) as student,
    ):
        yield student


def test_a_granted_helper_is_answered_by_the_judge_and_no_other(server: ForkServer) -> None:
    with isolated(server) as student:
        assert np.array_equal(student.call("task", {"x": np.ones(2)}), [11.0, 11.0])
        assert student.call("ask_other", {"x": 1}) == "the student's own"


FORGING = (
    SOCKET
    + """
def helper(x):
    return "the student's own"

def ask(rest, parts=4):
    words = b"t" + struct.pack("<Q", parts) + text("call_back") + text("helper") + rest
    connection().sendall(framed(words))

def honest():
    return helper(2.0)

def nothing(): ask(b"")
def unknown_tag(): ask(b"x")
def too_short(): ask(packed(b"t", b"f") + packed(b"d"))
def left_over(): ask(packed(b"t", b"f" + bytes(8)) + packed(b"d") + b"N")
def more_parts(): ask(packed(b"t", b"f" + bytes(8)) + packed(b"d") + b"h" + bytes(8), parts=5)
def no_tuple(): ask(b"N" + packed(b"d"))
def no_keywords(): ask(packed(b"t", b"f" + bytes(8)) + b"N")
def bomb(): ask(packed(b"t", b"a\x03<f8\x01" + struct.pack("<Q", 2**40)) + packed(b"d"))
def deep(): ask(b"t" + struct.pack("<Q", 1) + (b"l" + struct.pack("<Q", 1)) * 20 + b"N" + packed(b"d"))
"""
)


@pytest.mark.parametrize(
    "way",
    ["nothing", "unknown_tag", "too_short", "left_over", "more_parts", "no_tuple", "no_keywords", "bomb", "deep"],
)
def test_a_malformed_call_back_costs_the_student_the_worker_and_the_reference_answers_on(
    server: ForkServer, way: str
) -> None:
    with isolated(server, FORGING, seconds=1.0) as student, in_time():
        assert student.call("honest", {}) == 2.0
        with pytest.raises(WorkerLostError, match="cannot be read"):
            student.call(way, {})
        assert student.call("honest", {}) == 2.0


ALIASED = """
def helper(x):
    return "the student's own"

other_name = helper

class Helpers:
    plain = helper
    static = staticmethod(helper)

def by_other_name(x):
    return other_name(x)

def by_static_method(x):
    return Helpers.static(x)

def by_instance(x):
    return Helpers().static(x)

def by_class(x):
    return Helpers.plain(x)
"""


@pytest.mark.parametrize("way", ["by_other_name", "by_static_method", "by_instance", "by_class", "other_name"])
def test_a_granted_helper_is_answered_under_every_name_that_it_has(server: ForkServer, way: str) -> None:
    with isolated(server, ALIASED) as student:
        assert student.call(way, {"x": 2.0}) == 2.0


def test_a_reply_is_known_by_its_own_bytes_and_not_by_the_question_before_it(server: ForkServer) -> None:
    batch, seen = requests("task", [{"x": np.ones(2)}]), []
    for _ in range(2):
        with isolated(server) as student:
            seen += student.each(batch)
            batch.right.keep(0, seen[-1])
            assert student.asked == {"helper"}
    assert seen[0] is seen[1]


def test_the_references_own_refusal_arrives_as_a_value_error(server: ForkServer) -> None:
    with isolated(server) as student:
        assert student.call("caught", {"x": np.ones((2, 2))}) == "caught x has 2 dimensions"
        with pytest.raises(StudentRaisedError) as caught:
            student.call("ask", {"x": np.ones((2, 2))})
        assert (caught.value.raised.kind, caught.value.raised.message) == ("ValueError", "x has 2 dimensions")
        assert caught.value.raised.function == "ask"


@pytest.mark.parametrize(
    "arguments",
    [(), (1, 2, 3), (object(),), ("text",), ([[1], [2, 3]],)],
    ids=["none", "three", "object", "text", "ragged"],
)
def test_nonsense_arguments_are_the_students_own_error(server: ForkServer, arguments: tuple[Any, ...]) -> None:
    with isolated(server) as student:
        with pytest.raises(StudentRaisedError) as caught:
            student.call("ask", {str(place): value for place, value in enumerate(arguments)})
        assert caught.value.raised.kind in ("RuntimeError", "ValueError")
        assert np.array_equal(student.call("task", {"x": np.ones(1)}), [11.0])


@pytest.mark.parametrize("name", ["other", "task", "__import__", "eval", ""])
def test_what_is_not_granted_is_not_answered(server: ForkServer, name: str) -> None:
    with isolated(server) as student:
        assert student.call("forged", {"name": name}) == (
            "raised",
            {"kind": "RuntimeError", "message": f"{name} is not answered here"},
        )


def test_nothing_is_granted_where_no_helper_is(server: ForkServer) -> None:
    with loaded(server, ISOLATED) as student:
        assert student.call("forged", {"name": "helper"}) == (
            "raised",
            {"kind": "RuntimeError", "message": "helper is not answered here"},
        )


ASKING_TOO_MUCH = """
def slow(n): pass
def huge(n): pass
def odd(): pass
def ask_slow():
    return slow(10**12)
def ask_huge():
    return huge(10**12)
def ask_large():
    return huge(9 * 10**6)
def ask_odd():
    return odd()
def again_and_again():
    while True:
        slow(100_000)
"""


@pytest.mark.parametrize(
    ("name", "seconds", "words"),
    [
        ("ask_slow", 0.2, "did not finish within 0.2 seconds"),
        ("ask_huge", 0.2, "Unable to allocate"),
        ("ask_large", 3.0, "more than the 2097152 allowed"),
    ],
)
def test_asking_a_helper_for_too_much_costs_the_student_and_not_the_judge(
    server: ForkServer, name: str, seconds: float, words: str
) -> None:
    with isolated(server, ASKING_TOO_MUCH, ("slow", "huge"), seconds) as student, in_time():
        with pytest.raises((StudentRaisedError, WorkerLostError)) as caught:
            student.call(name, {})
        assert isinstance(caught.value, StudentRaisedError)
        assert caught.value.raised.kind == "RuntimeError"
        assert words in caught.value.raised.message


def test_asking_a_helper_without_end_takes_no_longer_than_sleeping(server: ForkServer) -> None:
    with isolated(server, ASKING_TOO_MUCH, ("slow",)) as student, in_time(), pytest.raises(WorkerLostError) as caught:
        student.call("again_and_again", {})
    assert caught.value.status is Status.TIMEOUT


# What counts is the processor's time.


def test_code_that_waits_is_given_more_time_than_code_that_computes(server: ForkServer) -> None:
    with loaded(server, CODE, seconds=0.4) as student:
        assert student.call("nap", {"seconds": 0.6}) == "awake"
        with in_time(), pytest.raises(WorkerLostError) as caught:
            student.call("burn", {"seconds": 3.0})
        assert caught.value.status is Status.TIMEOUT
        with in_time(), pytest.raises(WorkerLostError) as caught:
            student.call("nap", {"seconds": 60})
        assert caught.value.status is Status.TIMEOUT


def test_every_call_has_the_whole_time(server: ForkServer) -> None:
    with loaded(server, CODE, seconds=0.4) as student:
        assert list(student.each(requests("burn", [{"seconds": 0.15}] * 5))) == [Returned("done")] * 5


# The limit comes with the request.


def state(student: Student) -> dict[str, Any]:
    return dict(vars(student))


def test_no_request_changes_the_limit_of_another(server: ForkServer) -> None:
    with Student(server, "unit", {"unit.py": CODE.encode()}) as student:
        student.start()
        before = state(student)
        burn, longer = (call("burn", {"seconds": seconds}) for seconds in (0.5, 1.5))
        assert student.ask(burn, seconds=5.0) == "done"
        assert list(student.each(Batch.of([burn]), seconds=5.0)) == [Returned("done")]
        assert student.within(5.0).ask(burn) == "done"
        with pytest.raises(StudentRaisedError):
            student.within(5.0).call("fail", {"x": 7})
        assert state(student) == before
        short, long = student.within(0.2), student.within(5.0)
        for ask in (
            lambda: short.ask(longer),
            lambda: student.ask(longer, seconds=0.2),
            lambda: list(student.each(Batch.of([longer]), seconds=0.2)),
        ):
            with in_time(), pytest.raises(WorkerLostError, match=r"within 0\.2 seconds"):
                ask()
            assert state(student) | {"defined": {}} == before | {"_worker": None, "defined": {}}
            assert student.ask(burn) == long.ask(burn) == "done"  # in a new worker, and with the usual time


def test_the_usual_limit_is_that_of_a_check() -> None:
    limits = {name: inspect.signature(getattr(Student, name)).parameters["seconds"].default for name in ("ask", "each")}
    assert limits == {"ask": Check.seconds, "each": Check.seconds}


def test_loading_has_its_own_time_whatever_the_request_has(server: ForkServer) -> None:
    slow = "import time\nwhile time.process_time() < 0.5:\n    pass\ndef echo(x):\n    return x\n"
    with Student(server, "unit", {"unit.py": slow.encode()}) as student:
        assert student.within(0.2).call("echo", {"x": 1}) == 1
        student.end()
        assert list(student.each(requests("echo", [{"x": 1}]), seconds=0.2)) == [Returned(1)]


def test_a_worker_that_has_ended_has_spent_its_time(server: ForkServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "_PATIENCE_IN_ALL", 100)  # however busy the machine
    budget = Budget(1.0)
    with Student(server, "unit", {"unit.py": CODE.encode()}, budget=budget) as student:
        student.call("burn", {"seconds": 0.3})
        spent = server.processor_seconds(student._started().number)
        assert (spent >= 0.3, budget._used) == (True, 0.0)
    assert budget._used >= spent
    with Student(server, "unit", {"unit.py": CODE.encode()}, budget=budget) as student:
        assert student.call("burn", {"seconds": 0.05}) == "done"
        with pytest.raises(WorkerLostError, match="before the time for the whole submission was up"):
            student.call("burn", {"seconds": 3.0})
        assert not student.has_time


class Clocks:
    """A machine whose processor gives the worker only ``share`` of its time."""

    def __init__(self, share: float) -> None:
        self.now = 0.0
        self.share = share

    def monotonic(self) -> float:
        self.now += 0.05
        return self.now

    def processor_seconds(self) -> float:
        return self.now * self.share


@contextmanager
def a_deadline_of_one_second(clocks: Clocks, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deadline]:
    monkeypatch.setattr(deadlines.time, "monotonic", clocks.monotonic)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(b"always ready")
        yield Deadline(ours, 1.0, clocks.processor_seconds, Budget())


def wait_until_it_is_up(deadline: Deadline) -> None:
    with pytest.raises(TimeoutError):
        [deadline.wait(False) for _ in range(1000)]


@pytest.mark.parametrize(
    ("share", "ends_after"), [(1.0, 1.0), (0.5, 2.0), (0.1, 10.0), (0.06, 16.7), (0.01, 6.25), (0.0, 5.0)]
)
def test_the_time_is_up_when_the_processor_time_is_or_five_times_as_much_was_slept(
    share: float, ends_after: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who gets little of the processor may still be at work; who gets next to nothing sleeps."""
    clocks = Clocks(share)
    with a_deadline_of_one_second(clocks, monkeypatch) as deadline:
        wait_until_it_is_up(deadline)
    assert ends_after <= clocks.now <= ends_after + 0.6


def test_time_in_which_the_judge_is_at_work_is_not_slept(monkeypatch: pytest.MonkeyPatch) -> None:
    clocks = Clocks(0.0)
    with a_deadline_of_one_second(clocks, monkeypatch) as deadline:
        [deadline.wait(False) for _ in range(30)]
        with deadline.paused():
            clocks.now += 100
        wait_until_it_is_up(deadline)
    assert 105 <= clocks.now <= 105.6


# The walls around it, and the server.


@pytest.fixture
def walled(server: ForkServer) -> ForkServer:
    with loaded(server, CODE) as student:
        student.start()
    if "seccomp" not in server.walls:
        pytest.skip("there is no seccomp here")
    return server


KILLING = """
import os, signal
def kill_all(own):
    reached = []
    for number in [-1, 0, os.getppid(), *range(1, 300)]:
        try:
            if number != own:
                os.kill(number, signal.SIGKILL)
                reached.append(number)
        except OSError:
            pass
    return reached
def number():
    return os.getpid()
"""


def test_a_worker_can_kill_neither_its_siblings_nor_the_server(walled: ForkServer) -> None:
    with loaded(walled, CODE) as sibling, loaded(walled, KILLING) as killer:
        sibling.call("remember", {})
        assert killer.call("kill_all", {"own": killer.call("number", {})}) == []
        assert sibling.call("remember", {}) == 2
        assert killer.call("number", {}) > 0


def test_ending_a_student_ends_its_worker(server: ForkServer) -> None:
    with loaded(server, CODE) as student:
        student.start()
        worker = student._started()
    assert server.processor_seconds(worker.number) == 0
    with pytest.raises(OSError, match="Bad file descriptor"):
        worker.connection.send(b"x")


def test_a_server_that_dies_is_the_graders_fault_and_is_replaced() -> None:
    with ForkServer() as server:
        with loaded(server, CODE) as student:
            assert student.call("remember", {}) == 1
            kill(server)
            with in_time(), pytest.raises(GraderFaultError):
                student.call("spin", {})
        with loaded(server, CODE) as student:
            assert student.call("remember", {}) == 1


def test_a_server_that_cannot_start_is_the_graders_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "boot.py").write_text("import sys; sys.exit(1)")
    monkeypatch.setattr(zygote, "__file__", str(tmp_path / "zygote.py"))  # beside which the server looks for it
    with (
        ForkServer() as server,
        in_time(),
        loaded(server, CODE) as student,
        pytest.raises(GraderFaultError, match="No worker could be started"),
    ):
        student.start()


def test_closing_the_server_ends_its_processes() -> None:
    with ForkServer() as server, loaded(server, CODE) as student:
        student.start()
        process = server._process
        assert process.poll() is None
    assert process.poll() is not None
    assert not os.path.exists(f"/proc/{process.pid}/exe")
