"""What is expected and what a student answers come about in the same way: each operation on a module
gives the same behind the wire as in the judge.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from autograder.course import Subject
from autograder.course.observations import (
    Request,
    call,
    call_and_look,
    call_in_form,
    call_in_vain,
    call_repeatedly,
    call_strictly,
    count_lines,
)
from autograder.subjects.fork_server import ForkServer
from autograder.subjects.local import LocalSubject
from autograder.subjects.student import Student, StudentRaisedError
from autograder.values import compare
from autograder.worker import operations, wire
from autograder.worker.layouts import LAYOUTS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")

TEXT = """
import collections
import warnings

import numpy as np

Pair = collections.namedtuple("Pair", "first second")
count = 0
buffer = np.zeros(9)
shapes = set()


class OddError(KeyError):
    pass


class Counter:
    def __init__(self, start):
        self.value = start
        self.history = [start]

    def add(self, amount, times=1):
        self.value = self.value + amount * times
        self.history.append(self.value)
        return self.value

    def other(self):
        return Counter(self.value)


def add(x, y):
    return x + y


def scaled(x, scale=1.0, *, shift=0.0):
    return x * scale + shift


def remember():
    global count
    count += 1
    return count


def change(x, params):
    x += 1
    params["W"][:] = 0
    params["new"] = "entry"
    return x


def reuse(x):
    buffer[: len(x)] = x
    return buffer[: len(x)]


def fussy(x):
    if x[0] > 5:
        raise ValueError("too large")
    return x[0]


def fussy_once(x):
    known = x.shape in shapes
    shapes.add(x.shape)
    if not known:
        raise ValueError("unknown")
    return x


def fussy_later(x):
    x += 1
    assert x[0] < 3, "too large"
    return x


def fussy_otherwise(x):
    if len(shapes) > 2:
        raise KeyError("shapes")
    shapes.add(len(shapes))
    raise ValueError("too few")


def give(kind):
    return {
        "none": None,
        "bool": True,
        "int": 2**80,
        "float": float("nan"),
        "complex": 1j,
        "text": "é",
        "array": np.arange(6.0).reshape(2, 3).T,
        "view": np.arange(6)[::-2],
        "narrow": np.ones(2, np.float32),
        "scalar": np.float32(0.1),
        "truth": np.bool_(True),
        "nothing": np.zeros((0, 3)),
        "single": np.array(2.5),
        "pair": Pair(np.ones(2), {"a": (1, [2])}),
        "nested": [(1, {"a": np.zeros(2)}), {0: "x"}],
        "object": Counter(1),
        "function": add,
        "objects": np.array([None, 1]),
        "masked": np.ma.array([1.0, 2.0], mask=[True, False]),
        "matrix": np.matrix([[1.0, 2.0]]),
        "ordered": collections.OrderedDict(b=1, a=2),
    }[kind]


def warn(kind):
    warnings.warn("old", DeprecationWarning if kind == "old" else RuntimeWarning)
    return 1


def exponential(x):
    return np.exp(x)


def helper(n):
    total = 0
    for k in range(n):
        total += k
    return total


def work(n):
    doubled = [
        2 * k
        for k in range(n)
    ]
    return helper(n) + sum(doubled) + len(sorted(range(n), key=lambda k: -k))


def odd(n):
    if n > 2:
        raise OddError("n", n)
    return {}[n]


def deep(n):
    return deep(n + 1)


def unwritten():
    raise NotImplementedError


def silent():
    raise RuntimeError


def many_arguments(*values):
    return [float(np.sum(value)) for value in values]


def using(counter, amount):
    return counter.add(amount)
"""

COUNTER_OF_THE_JUDGE = """
class Doubling:
    def __init__(self):
        self.value = 1

    def add(self, amount):
        self.value *= amount
        return self.value
"""

X = np.array([1.0, 2.0, 3.0])
LARGE = np.array([9.0])

Scenario = Callable[[Subject], Any]


def requests(*asked: Request) -> Scenario:
    """What these come to, one after the other."""
    return lambda subject: [come_to(lambda: subject.ask(each)) for each in asked]  # noqa: B023 - asked at once


def come_to(ask: Callable[[], Any]) -> Any:
    """A value, or the facts of the exception that came in its place."""
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return ask()
    except StudentRaisedError as error:
        raised = error.raised
        return {"kind": raised.kind, "message": raised.message, "bases": list(raised.bases)}
    except Exception as error:  # noqa: BLE001 - whatever it is, it is compared
        bases = [base.__name__ for base in type(error).__mro__[1:-1]]
        return {"kind": type(error).__name__, "message": str(error), "bases": bases}


def a_counter(subject: Subject) -> Any:
    counter = subject.keep("Counter", {"start": 3})
    other = subject.keep("other", {}, of=counter)
    answers = [
        subject.call("add", {"amount": 2}, of=counter),
        subject.call("using", {"counter": counter, "amount": 5}),
        subject.call("add", {"amount": 1, "times": 10}, of=other),
        subject.look(counter, "value"),
        subject.look(counter, "history"),
        subject.look(other, "history"),
        come_to(lambda: subject.look(counter, "missing")),
        come_to(lambda: subject.call("missing", {}, of=counter)),
        come_to(lambda: subject.call("add", {}, of=counter)),
    ]
    after = subject.call_and_look("using", {"counter": counter, "amount": 5})
    repeated = subject.call_repeatedly("using", {"counter": counter, "amount": 1}, [{"counter": other, "amount": 1}])
    counted = subject.count_lines("using", {"counter": counter, "amount": 1})
    strictly = subject.call_strictly("using", {"counter": counter, "amount": 1})
    return [counter, other, *answers, after, repeated, counted, strictly]


def a_kept_array(subject: Subject) -> Any:
    handle = subject.keep("scaled", {"x": X, "scale": 2.0})
    before = subject.look(handle)
    subject.call("change", {"x": handle, "params": {"W": np.ones(1)}})
    return [
        before,
        subject.look(handle),
        subject.look(handle, "shape"),
        subject.call("add", {"x": handle, "y": handle}),
    ]


def what_was_let_go(subject: Subject) -> Any:
    handle = subject.keep("scaled", {"x": X, "scale": 2.0})
    subject.ask(Request("let_go", ()))
    other = subject.keep("scaled", {"x": X, "scale": 3.0})
    return [come_to(lambda: subject.look(handle))["kind"], subject.look(other)]


def a_class_of_the_judge(subject: Subject) -> Any:
    namespace = subject.define(COUNTER_OF_THE_JUDGE)
    own = subject.keep("Doubling", {}, of=namespace)
    return [
        subject.call("using", {"counter": own, "amount": 5}),
        subject.call("using", {"counter": own, "amount": 5}),
        subject.look(own, "value"),
        come_to(lambda: subject.define("1 / 0")),
        come_to(lambda: subject.define("def f(:")),
        subject.keep("Doubling", {}, of=namespace),
    ]


def a_call_back(subject: Subject) -> Any:
    def answered(name: str, *arguments: Any, **keywords: Any) -> Any:
        return come_to(lambda: subject.ask(Request("call_back", (name, arguments, keywords))))

    counter = answered("Counter.__init__", start=3)
    return [
        counter,
        answered("scaled", X, shift=1.0),
        answered("Counter.add", counter, 2, times=3),
        answered("Counter.missing", counter),
        answered("missing", X),
        answered("scaled"),
    ]


KINDS = (
    *("none", "bool", "int", "float", "complex", "text", "array", "view", "narrow", "scalar", "truth", "nothing"),
    *("single", "pair", "nested", "object", "function", "objects", "masked", "matrix", "ordered", "missing"),
)

SCENARIOS: dict[str, Scenario] = {
    "a call back": a_call_back,
    "call": requests(
        call("add", {"x": X, "y": 1}),
        call("scaled", {"x": X}),
        call("many_arguments", {"a": X, "b": {}, "c": 2}),
        call("many_arguments", {}),
    ),
    "keywords": requests(
        Request("call", ("scaled", [X], {"scale": 10.0, "shift": 1.0})),
        Request("call", ("scaled", [], {"x": X})),
        Request("call", ("scaled", [X], {"x": X})),
        Request("call", ("scaled", [X], {"weight": 1.0})),
    ),
    "answers": requests(*(call("give", {"kind": kind}) for kind in KINDS)),
    "state": requests(*(call("remember", {}) for _ in range(3)), call_repeatedly("remember", {}, [{}, {}])),
    "look": requests(
        call_and_look("change", {"x": X, "params": {"W": np.ones(2)}}),
        call_and_look("change", {"x": 1, "params": {"W": np.ones(2)}}),
        call_and_look("change", {"x": X, "params": {}}),
        call_and_look("remember", {}),
    ),
    "repeat": requests(
        call_repeatedly("reuse", {"x": X}, [{"x": X[::-1]}]),
        call_repeatedly("reuse", {"x": X}, []),
        call_repeatedly("fussy", {"x": X}, [{"x": LARGE}, {"x": X}]),
        call_repeatedly("fussy", {"x": LARGE}, [{"x": X}]),
        call_repeatedly("change", {"x": X, "params": {"W": np.ones(2)}}, []),
        call_repeatedly("add", {"x": X, "y": 1.0}, [{"x": X, "y": 2.0}], [("reuse", {"x": X})], ["x"]),
    ),
    "refusals": requests(
        call_in_vain("fussy", {"x": X}),
        call_in_vain("fussy", {"x": LARGE}),
        call_in_vain("fussy_once", {"x": LARGE}),
        call_in_vain("fussy_once", {"x": LARGE}),
        call_in_vain("fussy_later", {"x": X}),
        call_in_vain("fussy_later", {"x": LARGE}),
        *(call_in_vain("fussy_otherwise", {"x": X}) for _ in range(3)),
        call_in_vain("odd", {"n": 3}),
    ),
    "strictly": requests(
        call_strictly("exponential", {"x": X}),
        call_strictly("exponential", {"x": 1e9 * X}),
        call_strictly("warn", {"kind": "old"}),
        call_strictly("warn", {"kind": "new"}),
        call("exponential", {"x": 1e9 * X}),
        call("warn", {"kind": "new"}),
    ),
    "places": requests(
        Request("place_of_result", ("scaled", [X])),
        Request("place_of_result", ("Counter", [3])),
    ),
    "forms": requests(
        *(call_in_form("scaled", {"x": np.outer(X, X), "scale": 2.0}, layout, by_keyword=False) for layout in LAYOUTS),
        call_in_form("scaled", {"x": X, "scale": 2.0}, "", by_keyword=True),
        call_in_form("scaled", {"x": X, "factor": 2.0}, "", by_keyword=True),
    ),
    "lines": requests(
        *(count_lines("work", {"n": n}) for n in (0, 1, 7)),
        count_lines("odd", {"n": 3}),
        count_lines("work", {"n": 7}),
    ),
    "exceptions": requests(
        call("odd", {"n": 1}),
        call("odd", {"n": 3}),
        call("deep", {"n": 0}),
        call("unwritten", {}),
        call("silent", {}),
        call("add", {"x": X, "y": X[:2]}),
        call("add", {"x": X}),
        call("missing", {}),
        call("count", {}),
        Request("keep", ("odd", [3])),
    ),
    "handles": a_counter,
    "kept": a_kept_array,
    "let go": what_was_let_go,
    "define": a_class_of_the_judge,
}


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    with ForkServer() as server:
        yield server


@pytest.fixture
def student(server: ForkServer) -> Iterator[Student]:
    with Student(server, "unit", {"unit.py": TEXT.encode()}) as student:
        yield student


@pytest.mark.parametrize("name", SCENARIOS)
def test_an_operation_gives_the_same_behind_the_wire_and_in_the_judge(name: str, student: Student) -> None:
    here, there = SCENARIOS[name](LocalSubject(TEXT, "unit")), SCENARIOS[name](student)
    assert len(here) == len(there) > 0
    for one, other in zip(here, there, strict=True):
        assert form_of(one) == form_of(other)
        assert compare.difference(one, other, 0.0) is None


def form_of(value: Any) -> Any:
    """The types of all parts of a value, and those of its arrays."""
    if isinstance(value, np.ndarray):
        return type(value), value.dtype, value.shape, value.flags.c_contiguous
    if isinstance(value, dict):
        return {key: form_of(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return type(value), [form_of(item) for item in value]
    return type(value)


def test_operations_do_what_they_say(student: Student) -> None:
    """Both sides could be wrong together."""
    for subject in (student, LocalSubject(TEXT, "unit")):
        counter = subject.keep("Counter", {"start": 3})
        assert (subject.look(counter, "value"), subject.look(counter, "history")) == (3, [3])
        assert subject.call("using", {"counter": counter, "amount": 5}) == 8
        assert subject.ask(Request("call", ("scaled", [2.0], {"scale": 10.0, "shift": 1.0}))) == 21.0
        assert a_call_back(subject)[2] == 9
        assert subject.call_and_look("change", {"x": 1, "params": {"W": np.ones(1)}})[0] == 2
        assert subject.count_lines("helper", {"n": 2}) == (1, 7)
        seen = subject.call_repeatedly("reuse", {"x": X}, [{"x": -X}])
        assert [part.tolist() for part in seen[:3]] == [[1, 2, 3], [-1, -2, -3], [1, 2, 3]]
        assert seen.arguments["x"].tolist() == [1, 2, 3]
        assert come_to(lambda: subject.call_strictly("warn", {"kind": "old"}))["kind"] == "DeprecationWarning"  # noqa: B023 - asked at once
        overflow = come_to(lambda: subject.call_strictly("exponential", {"x": 1e9 * X}))  # noqa: B023 - as above
        assert (overflow["kind"], overflow["message"]) == ("RuntimeWarning", "overflow encountered in exp")


def test_every_operation_is_compared() -> None:
    asked: set[str] = set()

    class Listening(LocalSubject):
        def ask(self, request: Request) -> Any:
            asked.add(request.operation)
            return super().ask(request)

    for scenario in SCENARIOS.values():
        scenario(Listening(TEXT, "unit"))
    assert asked == set(operations._OPERATIONS)


def test_neither_side_changes_what_it_is_given(student: Student) -> None:
    for subject in (student, LocalSubject(TEXT, "unit")):
        x, params = X.copy(), {"W": np.ones(2)}
        result, after = subject.call_and_look("change", {"x": x, "params": params})
        assert after["params"]["new"] == "entry"
        result += 100
        assert np.array_equal(x, X)
        assert params.keys() == {"W"}
        assert np.array_equal(params["W"], np.ones(2))


def test_what_is_kept_changes_only_where_the_module_changes_it(student: Student) -> None:
    for subject in (student, LocalSubject(TEXT, "unit")):
        handle = subject.keep("scaled", {"x": X})
        subject.look(handle)[:] = 0
        assert np.array_equal(subject.look(handle), X)


IN_OTHER_WAYS = """
import concurrent.futures
import queue
import statistics
import threading


def work(n):
    done = 0
    for _ in range(n):
        done += 1
    return done


_POOL = concurrent.futures.ThreadPoolExecutor(1)
_WAITING = queue.Queue()
_DONE = queue.Queue()


def _serve():
    while True:
        for each in range(_WAITING.get()):
            number = each
        _DONE.put(number)


threading.Thread(target=_serve, daemon=True).start()
_POOL.submit(work, 1).result()


def in_a_pool(n):
    return _POOL.submit(work, n).result()


def in_a_new_thread(n):
    thread = threading.Thread(target=work, args=(n,))
    thread.start()
    thread.join()


def in_a_thread_that_waits(n):
    _WAITING.put(n)
    return _DONE.get()


def in_a_text(n):
    exec("for each in range(n): each + 1")


def in_a_text_of_a_library(n):
    exec(compile("for each in range(n): each + 1", statistics.__file__, "exec"))


def in_a_frozen_text(n):
    exec(compile("for each in range(n): each + 1", "<frozen os>", "exec"))


def in_a_text_of_the_judge(n):
    exec(compile("for each in range(n): each + 1", "<judge>", "exec"))


def in_a_renamed_function(n):
    for each in range(n):
        each + 1


in_a_renamed_function.__code__ = in_a_renamed_function.__code__.replace(co_filename=statistics.__file__)


def in_a_library(n):
    return statistics.median(list(range(n)))
"""


def test_lines_count_in_whatever_thread_or_text_but_not_in_a_library(server: ForkServer) -> None:
    with Student(server, "unit", {"unit.py": IN_OTHER_WAYS.encode()}) as student:
        for subject in (student, LocalSubject(IN_OTHER_WAYS, "unit")):
            few, many = ({name: subject.count_lines(name, {"n": n})[1] for name in WAYS} for n in (1, 50))
            more = {name: many[name] - few[name] for name in WAYS}
            if subject is not student:  # threads of a module's own are watched from its start where it is a student's
                assert more.pop("in_a_thread_that_waits") == more.pop("in_a_pool") == 0
            assert more.pop("in_a_library") == 0
            assert min(more.values()) >= 49


WAYS = (
    "in_a_pool",
    "in_a_new_thread",
    "in_a_thread_that_waits",
    "in_a_text",
    "in_a_text_of_a_library",
    "in_a_frozen_text",
    "in_a_text_of_the_judge",
    "in_a_renamed_function",
    "in_a_library",
)


def test_counting_lines_leaves_no_trace_behind() -> None:
    def trace(*_anything: object) -> None:
        return None

    before = sys.gettrace()
    try:
        sys.settrace(trace)
        come_to(lambda: LocalSubject(TEXT, "unit").count_lines("odd", {"n": 3}))
        assert sys.gettrace() is trace
    finally:
        sys.settrace(before)


def test_an_operation_that_is_none_is_refused(student: Student) -> None:
    with pytest.raises(KeyError):
        LocalSubject(TEXT, "unit").ask(Request("perform", ("call", [])))
    with pytest.raises(StudentRaisedError) as caught:
        student.ask(Request("perform", ("call", [])))
    assert caught.value.raised.kind == "KeyError"


def test_a_handle_of_nothing_is_an_exception_on_both_sides(student: Student) -> None:
    for subject in (student, LocalSubject(TEXT, "unit")):
        assert come_to(lambda: subject.look(wire.Handle(7)))["kind"] == "KeyError"  # noqa: B023 - asked at once


# Where a helper is answered by the judge.


def test_a_helper_answers_keyword_calls_as_the_reference_does(server: ForkServer) -> None:
    asking = (
        "def scaled(x): pass\ndef ask(x):\n"
        "    return [scaled(x), scaled(x, 2.0), scaled(x=x, scale=3.0), scaled(x, shift=1.0)]\n"
    )
    with (
        Student(server, "unit", {"unit.py": TEXT.encode()}) as reference,
        Student(server, "unit", {"unit.py": asking.encode()}, helpers=["scaled"], answer=reference.answer) as student,
    ):
        answers = student.call("ask", {"x": X})
    here = LocalSubject(TEXT, "unit")
    expected = [
        here.ask(Request("call", ("scaled", list(arguments), keywords)))
        for arguments, keywords in (
            ((X,), {}),
            ((X, 2.0), {}),
            ((), {"x": X, "scale": 3.0}),
            ((X,), {"shift": 1.0}),
        )
    ]
    assert compare.difference(expected, answers, 0.0) is None
