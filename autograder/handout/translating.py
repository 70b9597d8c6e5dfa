"""From a course to catalogues for its translators: what students read of it, and what is translated already."""

from __future__ import annotations

import dataclasses
import io
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from autograder import source
from autograder.course.checks import Kind
from autograder.course.features import opposite
from autograder.course.loading import LECTURE, UnitError, declared_names, load_untranslated
from autograder.course.settings import FILE, Settings, read_settings
from autograder.course.translations import Texts, catalogue_of, read_texts
from autograder.course.unit import Unit
from autograder.files import write_whole
from autograder.handout.release import checks_given_out, checks_written
from autograder.languages import ENGLISH, catalogue, languages
from autograder.prose import code, drawings, lectures

_HEAD = """# {title}, in {name}. An empty translation leaves a text in English.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


@dataclasses.dataclass(frozen=True)
class Written:
    """A catalogue that was written: how many messages it has, and how many are ``left`` to translate."""

    file: Path
    number: int
    left: int


def update(course: Path, language: str, units: Sequence[str]) -> Iterator[Written]:
    """Brings the catalogues of the course's own texts and of these units up to date: new messages have the
    translation of another unit, or none, and those that nobody reads any more are gone.

    Raises:
        UnitError: the kit does not speak the language, or a unit is not as it should be.
        SettingsError: a catalogue cannot be read.
    """
    others = [each for each in languages() if each != ENGLISH]
    if language not in others:
        raise UnitError(f"There is no translation into {language!r}. Languages there are: {', '.join(others)}.")
    loaded = [load_untranslated(course, name) for name in units]
    settings = read_settings(course)
    messages = dict.fromkeys(_of_course(course, settings), FILE)
    elsewhere = _in_all_units(course, language)
    yield _update(catalogue_of(course, "", language), settings.title or "The course", language, messages, elsewhere)
    for unit in loaded:
        _keep_checks(course, unit.name)
        file, messages = catalogue_of(course, unit.name, language), _of_unit(course, unit)
        yield _update(file, unit.title, language, messages, elsewhere)


def _in_all_units(course: Path, language: str) -> Texts:
    """What is translated anywhere in a course."""
    files = (catalogue_of(course, unit, language) for unit in ("", *declared_names(course)))
    return {message: text for file in files for message, text in read_texts(file).items()}


def _update(file: Path, title: str, language: str, messages: Mapping[str, str], elsewhere: Texts) -> Written:
    known, kit, written = {**elsewhere, **read_texts(file)}, catalogue(language), Catalog(locale=language)
    for message, where in messages.items():
        if message.strip() and kit.gettext(message) == message:  # what the kit says itself is in its own catalogue
            written.add(message, known.get(message, ""), auto_comments=[where])
    head = _HEAD.format(title=title, name=Locale(language).english_name, language=language)
    if file.is_file():  # with what translators say of themselves there
        head = re.split(r"(?<=\n\n)", file.read_text(encoding="utf-8"), maxsplit=1)[0]
    data = io.BytesIO()
    write_po(data, written, width=0, omit_header=True)
    file.parent.mkdir(exist_ok=True)
    write_whole(file, head + data.getvalue().decode().rstrip("\n") + "\n")
    own = [message for message in written if message.id]
    return Written(file, len(own), sum(not message.string for message in own))


def _of_course(course: Path, settings: Settings) -> list[str]:
    remarks = course / "reference" / "remarks.py"
    said = code.messages(remarks.read_text(encoding="utf-8"), all_kinds=False) if remarks.is_file() else []
    return [settings.title, settings.hand_in, *settings.reasons.values(), *said]


def _of_unit(course: Path, unit: Unit) -> dict[str, str]:
    """What students read of a unit, and where each message stands."""
    folder = course / "reference" / unit.name
    own = [check for exercise in unit.exercises for check in exercise.checks if check.kind is not Kind.FORMS]
    refusals = code.messages(unit.solution, all_kinds=False)  # what the solution says when it refuses
    written = checks_written(course, unit.name)
    features = [*unit.features.declared, *map(opposite, unit.features.declared)]
    parts = [
        ("misconceptions", [text for each in unit.misconceptions for text in (_in_words(each.name), each.hint)]),
        (
            "checks.py",
            [unit.title, *features, *(text for check in own for text in (_in_words(check.name), check.text))],
        ),
        ("solution.py", [*code.messages(source.stub(unit.solution, task="")), *refusals]),
        (written.name, code.messages(_text(written))),
        *((file.name, code.marked(_text(file))) for file in sorted(folder.glob("*.py"))),
        (LECTURE, lectures.messages(_text(folder / LECTURE))),
        *((file.name, drawings.messages(_text(file))) for file in sorted(folder.glob("*.svg"))),
    ]
    found: dict[str, str] = {}
    for where, messages in parts:
        found = dict.fromkeys(messages, where) | found
    return found


def _in_words(name: str) -> str:
    """The name of a mistake or of a check, as people read it."""
    return name.replace("_", " ")


def _keep_checks(course: Path, name: str) -> None:
    """Lets the visible checks be kept in English with the reference: what students get is made of them then.

    Raises:
        UnitError: those that students get are a translation, and what it was made of is gone.
    """
    given_out, written = checks_given_out(course, name), checks_written(course, name)
    if not given_out.is_file() or written.is_file():
        return
    if language := code.language_of(_text(given_out)):
        shown = given_out.relative_to(course)
        raise UnitError(f"{shown} is a translation ({language}). Bring back {written}, which it was made of.")
    shutil.copyfile(given_out, written)


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.is_file() else ""
