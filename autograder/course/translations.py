"""What a course says itself, in the language that its students read.

The texts of a unit stand in ``reference/<unit>/translations/<language>.po``, those of ``course.toml`` and of
``reference/remarks.py`` in ``reference/translations/<language>.po``: gettext's catalogues, in which the English
text is the name of each.  Whatever a catalogue does not have stays English.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import types
from collections.abc import Iterator, Mapping
from pathlib import Path

from autograder.course.checks import Check
from autograder.course.settings import Settings, SettingsError, read_settings
from autograder.course.unit import Exercise, Unit
from autograder.languages import ENGLISH, speaking
from autograder.prose import code

Texts = Mapping[str, str]
"""Texts in another language, by the English ones."""

NO_TEXTS: Texts = types.MappingProxyType({})

TRANSLATIONS = "translations"
"""The folder of catalogues, in that of a unit's reference and beside those."""


def catalogue_of(course: Path, unit: str, language: str) -> Path:
    """The catalogue of a unit; of what the course says itself where ``unit`` is empty."""
    return course / "reference" / unit / TRANSLATIONS / f"{language}.po"


def read_texts(file: Path) -> Texts:
    """What is translated in a catalogue; nothing where there is none.

    Raises:
        SettingsError: it is no catalogue.
    """
    if not file.is_file():
        return NO_TEXTS
    return _read_texts(file, file.stat().st_mtime_ns)


@functools.lru_cache(maxsize=64)  # a page of feedback needs the texts of all units
def _read_texts(file: Path, _changed: int) -> Texts:
    from babel.messages import pofile  # here alone: courses in English need none of it

    try:
        with file.open("rb") as stream:
            catalogue = pofile.read_po(stream, abort_invalid=True)
    except (pofile.PoFileError, ValueError) as error:
        raise SettingsError(f"{file} cannot be read: {error}. Mend that line.") from None
    translated = (message for message in catalogue if message.id and message.string and not message.fuzzy)
    return {str(message.id): str(message.string) for message in translated}


def texts_for(course: Path, unit: str, language: str) -> Texts:
    """What a course and one of its units say in a language.

    Raises:
        SettingsError: a catalogue cannot be read.
    """
    if language == ENGLISH:
        return NO_TEXTS
    return {
        name: text for part in ("", unit) for name, text in read_texts(catalogue_of(course, part, language)).items()
    }


@contextlib.contextmanager
def speaking_in(course: Path) -> Iterator[None]:
    """What is said meanwhile is in the language of a course, with its own texts and those of all of its units.

    Raises:
        SettingsError: the course's settings, or a catalogue, cannot be read.
    """
    language = read_settings(course).language
    files = [] if language == ENGLISH else sorted((course / "reference").glob(f"**/{TRANSLATIONS}/{language}.po"))
    texts = {name: text for file in files for name, text in read_texts(file).items()}
    with speaking(language, texts):
        yield


def translated(unit: Unit, texts: Texts) -> Unit:
    """The unit with what students read of it in their language: the names of things stay as they are.

    Raises:
        ValueError: a translation does not fit into the solution's code.
    """
    if not texts:
        return unit
    return dataclasses.replace(
        unit,
        title=texts.get(unit.title, unit.title),
        exercises=tuple(_exercise(exercise, texts) for exercise in unit.exercises),
        solution=code.translated(unit.solution, texts),
        misconceptions=tuple(
            dataclasses.replace(each, hint=texts.get(each.hint, each.hint)) for each in unit.misconceptions
        ),
        settings=_settings(unit.settings, texts),
        texts=texts,
    )


def _exercise(exercise: Exercise, texts: Texts) -> Exercise:
    return exercise.with_(checks=tuple(_check(check, texts) for check in exercise.checks))


def _check(check: Check, texts: Texts) -> Check:
    return dataclasses.replace(check, text=texts.get(check.text, check.text))


def _settings(settings: Settings, texts: Texts) -> Settings:
    return dataclasses.replace(
        settings,
        title=texts.get(settings.title, settings.title),
        hand_in=texts.get(settings.hand_in, settings.hand_in),
        reasons={name: texts.get(reason, reason) for name, reason in settings.reasons.items()},
    )
