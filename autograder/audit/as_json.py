"""Audits as JSON, for whoever compares two of them."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence

from autograder.audit.audit import Audit
from autograder.audit.trials import Trial


def to_json(audits: Sequence[Audit]) -> str:
    """All audits as JSON: findings, and how each variant fared."""
    return json.dumps({"schema": 1, "audits": [_audit(result) for result in audits]}, indent=1) + "\n"


def _audit(result: Audit) -> dict[str, object]:
    return {
        "unit": result.unit.name,
        "seconds": round(result.seconds, 1),
        "findings": [dataclasses.asdict(finding) for finding in result.findings],
        "equivalents": [dataclasses.asdict(equivalent) for equivalent in result.equivalents],
        "allowed": [dataclasses.asdict(allowed) for allowed in result.allowed],
        "trials": [_trial(trial) for trial in result.trials],
    }


def _trial(trial: Trial) -> dict[str, object]:
    return {
        "kind": trial.variant.kind,
        "name": trial.variant.name,
        "exercise": trial.variant.exercise,
        "score": trial.score,
        "failed": {exercise: list(checks) for exercise, checks in trial.failed.items()},
        "diagnosed": dict(trial.diagnosed),
        "shown": str(trial.shown or ""),
        "spread": list(trial.spread),
    }
