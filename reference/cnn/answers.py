"""What the reference answers in the place of a student's network: a text that follows the solution."""


def CNN_predict(layers, params, images):  # noqa: N802 - the name of an exercise, as are the next two
    return _with_params("cross_entropy", layers, params, images).predict(images)


def CNN_loss_and_grads(cost, layers, params, images, targets):  # noqa: N802
    return _with_params(cost, layers, params, images).loss_and_grads(images, targets)


def CNN_build():  # noqa: N802
    """Nothing: the driver puts params in the place of those that a network draws."""


def _with_params(cost, layers, params, images):
    network = CNN(cost)  # noqa: F821 - the solution's, which stands before this text
    for method, *arguments in layers:
        getattr(network, method)(*arguments)
    network.predict(images[:1])
    for own, new in zip(network.params, params, strict=True):
        own |= {name: value.astype(float) for name, value in new.items()}
    return network
