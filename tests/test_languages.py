"""What students read in their language: the catalogues are complete, and messages can be translated at all."""

from __future__ import annotations

import ast
import io
import re
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from autograder.languages import DOMAIN, ENGLISH, FOLDER, N_, _, languages, ngettext, speaking

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "autograder"
OTHERS = [language for language in languages() if language != ENGLISH]


def messages_of(package: Path) -> Catalog:
    """All messages that stand in the code and in the templates."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["babel"]["mappings"]
    methods = [(each["pattern"], each["method"]) for each in mappings]
    options = {each["pattern"]: each for each in mappings}
    found = Catalog()
    for _file, _line, message, _comments, context in extract_from_dir(package, methods, options):
        found.add(message, context=context)
    return found


def read(language: str) -> Catalog:
    return read_po(io.BytesIO((FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po").read_bytes()), locale=language)


def ids(catalog: Catalog) -> set[object]:
    return {message.id for message in catalog if message.id}


def placeholders(text: str) -> set[str]:
    """What values are put in for: ``{name}`` of Python's messages, ``%(name)s`` of templates."""
    return set(re.findall(r"\{\w*[^{}\s]*\}|%\(\w+\)[sd]", text))


def incomplete(message: Message) -> str:
    """What is missing in a translation; empty where it is complete."""
    asked = (message.id,) if isinstance(message.id, str) else message.id
    told = (message.string,) if isinstance(message.string, str) else message.string
    if message.fuzzy or not all(told):
        return "no translation"
    if any(placeholders(form) - placeholders("".join(asked)) for form in told):
        return "it names a value that is not there"
    if placeholders(asked[-1]) - placeholders(told[-1]):
        return "a value is left out"
    return ""


@pytest.fixture(scope="module")
def template() -> Catalog:
    return messages_of(PACKAGE)


def test_there_is_a_language_beside_english() -> None:
    assert OTHERS == ["es"]


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_of_the_code_stands_in_the_catalogue_and_no_other(language: str, template: Catalog) -> None:
    assert ids(read(language)) == ids(template), "run `make translations` and translate what is new"


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_is_translated_with_all_its_values(language: str) -> None:
    assert {message.id: why for message in read(language) if message.id and (why := incomplete(message))} == {}


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_read_is_what_translators_wrote(language: str) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, read(language))
    assert (FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.mo").read_bytes() == compiled.getvalue(), (
        "run `make translations`"
    )


@pytest.mark.parametrize(
    ("asked", "told", "why"),
    [
        ("{name} is missing.", "Falta {name}.", ""),
        ("{name} is missing.", "", "no translation"),
        ("{name} is missing.", "Falta.", "a value is left out"),
        ("{name} is missing.", "Falta {nombre}.", "it names a value that is not there"),
        ("%(name)s is missing.", "Falta %(nombre)s.", "it names a value that is not there"),
        (("one case", "{number} cases"), ("un caso", "{number} casos"), ""),
        (("one case", "{number} cases"), ("{number} caso", "{number} casos"), ""),
        (("one case", "{number} cases"), ("un caso", ""), "no translation"),
        (("one case", "{number} cases"), ("un caso", "casos"), "a value is left out"),
    ],
)
def test_an_incomplete_translation_is_found(asked: object, told: object, why: str) -> None:
    assert incomplete(Message(asked, told)) == why


def test_a_new_message_in_the_code_and_in_templates_is_found(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "new.py").write_text('_("new {name}")\nN_("marked")\nngettext("one", "many", 2)\n')
    (tmp_path / "templates" / "new.html.j2").write_text(
        "{{ _('short') }}\n{% trans n=name %}\n  new\n  {{ n }}\n{% endtrans %}\n"
    )
    assert ids(messages_of(tmp_path)) == {"new {name}", "marked", ("one", "many"), "short", "new %(n)s"}


# What can be translated.


def untranslatable(path: Path) -> Iterator[str]:
    """Uses of ``_`` that no catalogue can serve: a text that is put together, or ``_`` as a name for something else."""
    tree = ast.parse(path.read_bytes())
    marks = {"_", "N_", "ngettext"}
    stored = _stored(tree) if _imports_it(tree) else set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in marks:
            texts = node.args[:2] if node.func.id == "ngettext" else node.args[:1]
            if not all(isinstance(text, ast.Constant) or (node.func.id == "_" and _is_kept(text)) for text in texts):
                yield f"{path.name}, line {node.lineno}: a text that is put together"
        if isinstance(node, ast.JoinedStr) and any(_is_a_message(each) for each in ast.walk(node)):
            yield f"{path.name}, line {node.lineno}: a message within a text, where no tool finds it before Python 3.12"
        if id(node) in stored:
            yield f"{path.name}, line {node.lineno}: another thing is called _"


def _is_a_message(node: ast.AST) -> bool:
    is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext")
    return is_call and isinstance(node.args[0], ast.Constant)


def _is_kept(text: ast.expr) -> bool:
    """Whether a text is kept somewhere, marked as a message there; a text within would be taken for a message."""
    if any(isinstance(each, ast.Constant) and isinstance(each.value, str) and each.value for each in ast.walk(text)):
        return False
    is_got = isinstance(text, ast.Call) and isinstance(text.func, ast.Attribute) and text.func.attr == "get"
    return is_got or isinstance(text, ast.Name | ast.Attribute | ast.Subscript)


def _stored(tree: ast.AST) -> set[int]:
    """Where something else is called ``_``, but for comprehensions that make no message: they are scopes of their own."""
    found = {id(node) for node in ast.walk(tree) if _is_it(node, ast.Store)}
    comprehensions = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    for node in ast.walk(tree):
        if isinstance(node, comprehensions) and not any(_is_it(each, ast.Load) for each in ast.walk(node)):
            found -= {id(each) for each in ast.walk(node)}
    return found


def _is_it(node: ast.AST, context: type[ast.expr_context]) -> bool:
    return isinstance(node, ast.Name) and node.id == "_" and isinstance(node.ctx, context)


def _imports_it(tree: ast.Module) -> bool:
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return any(name.name == "_" for node in imports for name in node.names)


def test_no_message_is_put_together_before_it_is_looked_up() -> None:
    assert [found for path in sorted(PACKAGE.rglob("*.py")) for found in untranslatable(path)] == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("_('whole {name}').format(name=1)", False),
        ("_(CONSTANT[kind])", False),
        ("_(CONSTANT['kind'])", True),
        ("_(CONSTANTS.get(kind, ''))", False),
        ("_(f'{name} is missing')", True),
        ("_('a' + name)", True),
        ("_('{name}'.format(name=1))", True),
        ("N_(f'{name}')", True),
        ("f'{_(CONSTANT)} more'", False),
        ("f'{_(\"message\")} more'", True),
        ("ngettext(f'{n} case', '{n} cases', n)", True),
        ("for _ in range(3): pass", True),
        ("[0 for _ in range(3)]", False),
        ("[_('a') for _ in range(3)]", True),
    ],
)
def test_what_cannot_be_translated_is_found(line: str, found: bool, tmp_path: Path) -> None:
    (tmp_path / "new.py").write_text(f"from autograder.languages import _\n{line}\n")
    assert bool(list(untranslatable(tmp_path / "new.py"))) is found


# Speaking.


def test_a_language_is_spoken_as_long_as_it_is_asked_for_and_in_its_own_thread() -> None:
    texts = {"one more channel": "un canal más"}
    heard = []
    assert _(N_("one more channel")) == "one more channel"
    with speaking("es", texts):
        assert _("one more channel") == "un canal más"
        with speaking(ENGLISH):
            assert _("one more channel") == "one more channel"
        thread = threading.Thread(target=lambda: heard.append(_("one more channel")))
        thread.start()
        thread.join()
        assert _("one more channel") == "un canal más"
    assert [*heard, _("one more channel")] == ["one more channel"] * 2


def test_nothing_and_what_has_no_translation_stay_what_they_are() -> None:
    with speaking("es", {"untranslated": ""}):
        assert (_(""), _("untranslated"), _("{no} %(message)s %s")) == ("", "untranslated", "{no} %(message)s %s")


def test_numbers_decide_in_each_language() -> None:
    for language in (ENGLISH, "es", "no such language"):
        with speaking(language):
            assert [ngettext("one of them", "many of them", number) for number in (0, 1, 2)] == [
                "many of them", "one of them", "many of them",
            ]  # fmt: skip
