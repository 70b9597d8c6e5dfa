"""What is done with a layer, or a loss, where it lives; a text for the worker, and nothing here is imported.

A step is a method's name and its arguments by name.  Besides the methods there are "add" and "put", which
change the arrays in params as an optimizer may, and "look", which shows params and grads as they are.
"""

import copy
import warnings

import numpy as np

LAYOUTS = (
    np.asfortranarray,
    lambda array: np.flip(np.flip(array).copy()),
    lambda array: np.repeat(array, 2, axis=-1)[..., ::2],
    lambda array: np.ascontiguousarray(array.T).T,
)


def session(layer, params, steps, how=""):
    """What each step shows: what it returns and, of a backward, what it leaves in grads."""
    begin(layer, params)
    return [done(layer, method, formed(given, how, place), how) for place, (method, given) in enumerate(steps)]


def side_by_side(layer, sessions):
    """What the steps of several layers of one kind show: the first step of each, then the second."""
    layers = [type(layer)(**session["made"]) for session in sessions]
    for each, session in zip(layers, sessions, strict=True):
        begin(each, session.get("params", {}))
    turns = zip(*(session["steps"] for session in sessions), strict=True)
    return [done(each, *step) for turn in turns for each, step in zip(layers, turn, strict=True)]


def begin(layer, params):
    """Other numbers in the arrays that are there."""
    for name, array in params.items():
        layer.params[name][...] = array


def strictly(layer, params, steps):
    """The same with every overflow and every warning as an exception."""
    with warnings.catch_warnings(), np.errstate(over="warn", divide="warn", invalid="warn"):
        warnings.simplefilter("error")
        return session(layer, params, steps)


def formed(given, how, place):
    """The arguments in another place in memory, or such that nothing can be written into them."""
    if how == "memory_order":
        lay = LAYOUTS[place // 2 % len(LAYOUTS)]
        return {name: lay(value) if isinstance(value, np.ndarray) else value for name, value in given.items()}
    if how == "read_only":
        return {name: read_only(value) for name, value in given.items()}
    return given


def read_only(value):
    if isinstance(value, np.ndarray):
        value = value.copy()
        value.flags.writeable = False
    return value


def done(layer, method, given, how=""):
    result = do(layer, method, given, named=how == "keywords")
    if method != "backward":
        return copy.deepcopy(result)
    return {"x": copy.deepcopy(result), "grads": copied(getattr(layer, "grads", {}))}


def copied(arrays):
    """A copy of a dict as a plain one, of whatever class it is."""
    return copy.deepcopy(dict(arrays) if isinstance(arrays, dict) else arrays)


def do(layer, method, given, named=False):
    if method == "add":
        for name, array in given.items():
            layer.params[name] += array
    elif method == "put":
        for name, array in given.items():
            layer.params[name] = array.copy()
    elif method == "look":
        return {"params": copied(layer.params), "grads": copied(layer.grads)}
    elif named:
        return getattr(layer, method)(**dict(reversed(given.items())))
    else:
        return getattr(layer, method)(*given.values())
    return None


def by_keyword(layer, made, params, steps):
    """A session of a new object, all arguments by their names, the last first."""
    return session(type(layer)(**dict(reversed(made.items()))), params, steps, "keywords")


def weights_of(layer, made, seeds):
    """The first weights of new layers of the same kind, one for each seed."""
    return [copy.deepcopy(type(layer)(*(made | {"seed": seed}).values()).params["weights"]) for seed in seeds]


# Manners.


def keeping_results(layer, params, steps):
    """What the steps returned, looked at when all are done."""
    begin(layer, params)
    return [do(layer, method, given) for method, given in steps]


def keeping_arguments(layer, params, steps):
    """The arguments as the steps left them."""
    begin(layer, params)
    for method, given in steps:
        do(layer, method, given)
    return steps


def refilling(layer, params, steps):
    """What the steps return where arrays of one shape are one array, whose numbers are others each time."""
    begin(layer, params)
    buffers, results = {}, []
    for method, given in steps:
        for name, value in given.items():
            if isinstance(value, np.ndarray):
                buffer = buffers.setdefault((name, value.shape), value.copy())
                buffer[...] = value
                given = given | {name: buffer}
        results.append(copy.deepcopy(do(layer, method, given)))
    return results


def with_another(layer, other, params, steps):
    """What the steps return while another object is busy, too."""
    begin(layer, params)
    begin(other, {name: -array for name, array in params.items()})
    results = []
    for method, given in steps:
        results.append(done(layer, method, given))
        do(other, method, {name: more(value) for name, value in given.items()})
    return results


def more(value):
    """Other numbers, and one sample more; rows that sum to 1 do so still."""
    if not isinstance(value, np.ndarray):
        return value
    longer = np.concatenate([value, value[:1]])
    return np.roll(longer, 1, axis=(0, -1))
