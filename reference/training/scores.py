"""What stands for a training in a search, where the student's module lives: texts for it to execute.
Nothing here is imported.
"""


class Scores:
    """Known scores of pairs of a rate and a penalty, each as ``kind``; ``calls`` are the places asked for."""

    def __init__(self, rates, penalties, scores, kind):
        self.rates, self.penalties, self.scores = list(rates), list(penalties), scores
        self.kind = {"float": float, "int": int, "numpy": type(scores[0, 0])}[kind]
        self.calls = []

    def __call__(self, rate, penalty):
        if rate not in self.rates or penalty not in self.penalties:
            raise LookupError(f"evaluate was called with the rate {rate!r} and the penalty {penalty!r}")
        place = self.rates.index(rate), self.penalties.index(penalty)
        self.calls.append(place)
        return self.kind(self.scores[place])


class ScoresOfOtherNames(Scores):
    """The same with other names of the two arguments: where they stand counts."""

    def __call__(self, step, weight):
        return super().__call__(step, weight)
