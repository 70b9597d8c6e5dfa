"""The exercises CNN_fit and CNN_learns."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from autograder.course import Arguments, Exercise, agrees
from autograder.course.checks import Kind

from . import cases, dropping, masks, observing, right, trained, trainings, written
from .building import LABELS, PICTURES, SAMPLES, WIDER, begins, call, check, first_use, lives, refused
from .cases import FLATTEN, OUTPUT, SEEDS, SMALL, dense, drawn, few
from .observing import trains

_DIGITS = st.fixed_dictionaries({"seed": SEEDS})
_PLAIN, _ONE_NODE = [FLATTEN, OUTPUT], [FLATTEN, ("add_output", 1, "sigmoid")]
_COLUMN, _NUMBERS = LABELS[:, :1], np.array([0.0, 1.0])
_FLAT = np.ones((3, 16))
_WITHOUT_OUTPUT = [FLATTEN, dense(2, "sigmoid")]


def _in_company(number: int) -> SearchStrategy[Arguments]:
    return drawn(trainings.in_company, number).filter(trainings.is_calm)


_ONE, _NUMBER, _TANH = trainings.ONE_NODE
_OF_ONE_NODE = (
    drawn(trainings.of_one_node, _TANH, (-1.0, 0.2, 0.8, 1.0)).filter(trainings.minds_the_middle),
    drawn(trainings.of_one_node, _ONE, (0.2, 0.8, 0.5, 1.0)),
    drawn(trainings.of_one_node, _NUMBER, (-2.0, -0.5, 1.5, 3.0)),
    st.builds(trainings.undecided, SEEDS),
)

_DROPPED = (*map(dropping.seed_of, ("hidden", "pixels", *masks.COMPANIES, "rarely")),)

CNN_FIT = Exercise(
    "CNN_fit",
    check(
        "training",
        0.45,
        "With one sample, for a few epochs: the weights and biases of all layers, the first included, must be where "
        "the gradients lead. The scheduler's k-th change is (1 + (k - 1) / 2) / 4 times the gradient; each array "
        "needs its own copy of it, made when a training begins and used until it ends. Here are two trainings.",
        trains(trained.training, "after", "prediction", "scheduler"),
        trained.training,
        trainings.trainings(*SMALL, growth=0.5, epochs=2, trainings=2),
    ),
    agrees(
        "given_scheduler",
        0.07,
        "Each array, also of those that have the same shape, is moved by a copy of its own of the scheduler, with the "
        "settings that it has when the training begins.",
        **few(drawn(cases.values, trainings.LAYERS_ALIKE)),
        observe=observing.does("given_schedulers", "own", "whole", "as_it_is"),
        accept=right.given_schedulers,
        code=written.given_scheduler,
    ),
    agrees(
        "false_scheduler",
        0.03,
        "A scheduler that counts as false, as one with a length of 0, is a scheduler: None alone stands for Adam.",
        **few(drawn(cases.values, trainings.LAYERS_OF_CLASSES)),
        observe=observing.does("given_schedulers", "empty"),
        accept=right.false_scheduler,
        code=written.false_scheduler,
    ),
    agrees(
        "layer_schedulers",
        0.2,
        "A layer that is given a scheduler is moved by copies of it, the others by copies of the network's.",
        **few(drawn(cases.values, trainings.LAYERS), drawn(cases.values, trainings.LAYERS), count=0),
        observe=observing.does("own_schedulers", "own", "others"),
        accept=right.own_schedulers,
        code=written.own_schedulers,
    ),
    agrees(
        "in_company",
        0.15,
        "Trainings in which many settings come together: schedulers of single layers, given in the last place, which "
        "may count as false and have other settings when a second training begins; a penalty, validation, several "
        "batches, and errors that rise from epoch to epoch.",
        **few(_in_company(0), *map(_in_company, range(6)), count=0),
        observe=observing.trains_in_company,
        accept=right.faultless,
        code=written.in_company,
    ),
    check(
        "long_training",
        0.3,
        "Many epochs with large gradients: each update is what the scheduler says and nothing else, until the last.",
        trains(trained.trained, "after", "prediction"),
        trained.trained,
        few(drawn(trainings.long, trainings.SQUARES), drawn(trainings.climbing, SMALL[1])),
    ),
    check(
        "training_images",
        0.3,
        "With convolutions, one behind the other: all kernels and biases are updated. Images may be whole numbers.",
        trains(trained.trained, "after", "prediction"),
        trained.trained,
        few(drawn(trainings.whole, cases.CONVOLUTIONS[2]), drawn(trainings.whole, cases.POOLINGS[5])),
    ),
    check(
        "regularization",
        0.4,
        "With a penalty: regularization * weights is added to the gradients of the weights, of kernels too, but not "
        "to those of the biases.",
        trains(trained.trained, "after", "prediction"),
        trained.trained,
        trainings.trainings(
            *SMALL,
            cases.CONVOLUTIONS[2],
            besides=(drawn(trainings.penalised, SMALL[1]),),
            regularization=0.5,
            epochs=1,
        ),
    ),
    agrees(
        "batches",
        0.35,
        "With several batches: in every epoch each sample is in exactly one of them, also when their number does "
        "not divide the number of samples, and a batch's gradient is that of loss_and_grads for the samples in it.",
        drawn(trainings.one_pixel_each, 4, 2),
        examples=[drawn(trainings.one_pixel_each, number, batches) for number, batches in ((5, 3), (3, 3), (11, 4))],
        count=1,
        observe=observing.trains_in_batches,
        accept=trained.batches,
        code=written.whole,
    ),
    agrees(
        "large_batches",
        0.1,
        "The same with batches of dozens of samples, of which one has a sample more than the others, and with dozens "
        "of batches, of which most have one sample.",
        trainings.seed_of_pixels(35, 2),
        examples=[trainings.seed_of_pixels(*each) for each in ((35, 2), (97, 3), (61, 56))],
        count=0,
        observe=observing.trains_in_large_batches,
        accept=trained.large_batches,
        code=written.of_pixels,
    ),
    agrees(
        "number_of_batches",
        0.15,
        "There are as many batches as were asked for, also where most have one sample only.",
        drawn(trainings.one_pixel_each, 6, 4),
        examples=[drawn(trainings.one_pixel_each, 6, 4), drawn(trainings.one_pixel_each, 9, 7)],
        count=0,
        observe=observing.trains_in_batches,
        accept=trained.batches,
        code=written.whole,
    ),
    check(
        "batch_after_batch",
        0.25,
        "A batch's gradients belong to the weights as the batch before has left them. All samples are the same here.",
        trains(trained.trained, "after", "prediction"),
        trained.trained,
        few(drawn(trainings.in_turn, SMALL[0]), drawn(trainings.in_turn, SMALL[1])),
    ),
    begins(
        "first_use",
        0.1,
        "The params are there, and stay, also where fit is the first use of the network.",
        right.start,
        drawn(first_use, cases.POOLINGS[1], "fit"),
    ),
    check(
        "default_scheduler",
        0.2,
        "A network that is given no scheduler learns by Adam(0.001, 0.9, 0.999).",
        trains(trained.by_default, "after", "prediction", scheduler=""),
        trained.by_default,
        few(drawn(trainings.by_default, SMALL[0]), drawn(trainings.by_default, SMALL[1])),
    ),
    check(
        "default_scheduler_in_detail",
        0.1,
        "The same with more than a hundred epochs, and where gradients are hardly larger than the 1e-8 of Adam.",
        trains(trained.by_default, "after", "prediction", scheduler=""),
        trained.by_default,
        few(drawn(trainings.patient, SMALL[0]), drawn(trainings.faint, SMALL[1])),
    ),
    check(
        "zero_gradients",
        0.1,
        "Arrays whose gradients are zero are left to their schedulers like all others: with momentum they still move, "
        "and by a penalty, also where the error is zero.",
        trains(trained.trained, "after", "prediction", scheduler="Drifting"),
        trained.trained,
        few(drawn(trainings.dead), drawn(trainings.perfect)),
    ),
    check(
        "forms",
        0.15,
        "Arguments may come by keyword, epochs and batches as whole numbers of NumPy's, and validation as a list.",
        trains(trained.named, "after", "prediction", "history"),
        trained.named,
        few(drawn(trainings.named, SMALL[1])),
    ),
    check(
        "history",
        0.3,
        "The errors that fit returns: the cost at the end of each epoch of this training. Without validation the "
        "last two lists are empty.",
        trains(trained.errors, "history"),
        trained.errors,
        trainings.trainings(SMALL[0], besides=(drawn(trainings.validated, SMALL[1]), drawn(trainings.twice, SMALL[1]))),
    ),
    check(
        "measures",
        0.35,
        "With several samples and a penalty, and a scheduler that changes nothing: accuracies count samples, not "
        "the numbers in their targets, and errors are the costs of all samples. The penalty is no part of them, nor "
        "of what loss_and_grads returns afterwards.",
        trains(trained.measures, "history", "cost"),
        trained.measures,
        few(
            st.just(trainings.at_rest(5)),
            drawn(trainings.at_rest),
            drawn(trainings.of_answers).filter(trainings.counts_samples),
        ),
    ),
    agrees(
        "dropout",
        0.3,
        "In a training, add_dropout(rate) keeps each value of each sample with the probability 1 - rate and divides it "
        "by that, drawn anew in each batch; gradients go back through what was kept. There may be several such layers.",
        **few(_DROPPED[0], *_DROPPED, count=0),
        observe=observing.drops(rests=False),
        accept=right.faultless,
        code=written.dropping_values,
    ),
    agrees(
        "dropout_rests",
        0.1,
        "Beside a training, also one that Ctrl-C or an error has ended, dropout does nothing: not in predict, not "
        "in loss_and_grads, not in the history.",
        **few(_DROPPED[0], *_DROPPED[:3], count=0),
        observe=observing.drops(rests=True),
        accept=right.faultless,
        code=written.dropping_values,
    ),
    check(
        "one_node",
        0.1,
        "With one node, a sample counts as right if its output and its target are on the same side of 0.5.",
        trains(trained.measures, "history", "cost"),
        trained.measures,
        few(*(each.filter(trainings.is_half_right) for each in (_OF_ONE_NODE[0], *_OF_ONE_NODE)), count=0),
    ),
    agrees(
        "many_samples",
        0.2,
        "Some thousands of samples are all measured, and count alike.",
        **few(trainings.seed_of_many("fit")),
        observe=observing.says_of_many,
        accept=right.faultless,
        code=written.of_many,
    ),
    check(
        "interrupted",
        0.4,
        "Ctrl-C while it trains, in the first batch or a later one, and while it measures: fit returns the history of "
        "the epochs that are complete, and the network keeps what it has learned, in an epoch that is not, too.",
        trains(trained.interruption, "history", "after", "prediction", scheduler="Interrupting"),
        trained.interruption,
        few(
            drawn(trainings.interruption, SMALL[0], 1, 0),
            drawn(trainings.interruption, SMALL[0], 0, 0),
            drawn(trainings.interruption, SMALL[0], 3, 0),
            drawn(trainings.interruption, SMALL[1], 2, 0),
            *(drawn(trainings.interruption, SMALL[0], 2, later) for later in (1, 2, 3)),
            drawn(trainings.interruption_of_validation, SMALL[0]),
            *(drawn(trainings.interruption_between, stack, epochs) for epochs, stack in enumerate(SMALL[:2])),
        ),
    ),
    agrees(
        "trainings_apart",
        0.1,
        "A training that Ctrl-C has ended does not end later ones, and no training changes the history that an earlier "
        "one returned, or leaves samples or settings to the next one. No epochs change nothing, and an error that is "
        "not Ctrl-C's, as one of a scheduler, is raised.",
        **few(drawn(trainings.ended, SMALL[0])),
        observe=observing.does("train_again", "again", "kept", "nothing", "raised", "apart"),
        accept=right.trainings_apart,
        code=written.trained_again,
    ),
    agrees(
        "progress",
        0.15,
        "A progress bar is shown, for a single epoch, too.",
        drawn(trainings.once, SMALL[0]),
        examples=[drawn(trainings.in_turn, SMALL[0])],
        count=1,
        observe=trains(trained.trained, "shown"),
        accept=trained.shows,
        code=written.whole,
    ),
    agrees(
        "seeds",
        0.25,
        "The same seed gives the same network after the same training: the order of the samples and what dropout drops "
        "come from it, too. With another seed other values are dropped.",
        drawn(trainings.seeded),
        examples=[drawn(trainings.seeded), trainings.seeded(0), drawn(trainings.dropping)],
        count=0,
        observe=observing.learns_with_seeds,
        accept=right.seeds,
        code=written.seeded,
    ),
    agrees(
        "manners",
        0.1,
        "fit does not change images or targets, neither those that it learns from nor those that it is validated with.",
        drawn(trainings.polite, cases.SMALLEST, 10),
        count=1,
        kind=Kind.ARGUMENTS,
        observe=observing.does("train_politely", "arguments"),
        accept=right.polite,
        code=written.whole,
    ),
    lives(
        0.1,
        "fit",
        "Trainings in whatever order with all other uses, of networks side by side, some ended by Ctrl-C: each leads "
        "on from the params that it finds, and its history tells of them.",
    ),
    refused(
        0.1,
        "A network without an output, images and targets that do not fit, those of validation included, images of "
        "another size than those before, and impossible numbers of batches raise ValueError.",
        [
            call(_WITHOUT_OUTPUT, "fit", *SAMPLES, 1, 1),
            call(_PLAIN, "fit", PICTURES, LABELS[:2], 1, 1),
            call(_PLAIN, "fit", PICTURES[:2], LABELS, 1, 1),
            call(_PLAIN, "fit", WIDER, LABELS, 1, 1, first=PICTURES),
            *(call(_PLAIN, "fit", *SAMPLES, 1, batches) for batches in (0, 4, -1)),
            *(call(_PLAIN, "fit", *SAMPLES, 1, 1, 0.0, (PICTURES, targets)) for targets in (np.eye(3), LABELS[:2])),
        ],
    ),
    refused(
        0.05,
        "The same where NumPy would stretch targets to the shape of the output: a column for all nodes, a row for all "
        "samples, or numbers without a second axis; and where images, or those of validation, are not [N, C, H, W].",
        [
            call(_PLAIN, "fit", PICTURES, _COLUMN, 1, 1),
            call(_PLAIN, "fit", PICTURES[:2], _NUMBERS, 1, 1),
            call(_ONE_NODE, "fit", *SAMPLES, 1, 1),
            *(call(_PLAIN, "fit", *SAMPLES, 1, 1, 0.0, (PICTURES, targets)) for targets in (_COLUMN, LABELS[:1])),
            call(_PLAIN, "fit", *SAMPLES, 1, 1, 0.0, (PICTURES[:2], _NUMBERS)),
            call(_ONE_NODE, "fit", PICTURES, _COLUMN, 1, 1, 0.0, SAMPLES),
            call(_PLAIN, "fit", _FLAT, LABELS, 1, 1),
            call(_PLAIN, "fit", *SAMPLES, 1, 1, 0.0, (_FLAT, LABELS)),
        ],
        name="stretched_targets",
    ),
    of="CNN",
    methods=("fit", "_train", "_copies", "_drop", "_drop_back", "_dropping", "_update", "_measure"),
    needs=("CNN_build", "CNN_predict", "CNN_loss_and_grads"),
)

CNN_LEARNS = Exercise(
    "CNN_learns",
    agrees(
        "digits",
        1.0,
        f"A few epochs with a thousand of scikit-learn's digits: at least {right.ACCURACY_LIMIT:.0%} of the others are "
        "recognised.",
        _DIGITS,
        examples=[_DIGITS],
        count=0,
        observe=observing.learns_digits,
        accept=right.digits,
        code=written.digits,
        seconds=60,
    ),
    of="CNN",
    methods=("fit",),
    needs=("CNN_build", "CNN_predict", "CNN_loss_and_grads"),
    shares=("CNN_fit",),
)
