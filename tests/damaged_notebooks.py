"""Notebooks as students' programs write them, and as mishaps leave them.

Each function is one form, and is given the released notebook of a student who has answered the
question in words.  It changes the notebook; or it returns the bytes that lie in its place, or
whatever files are there instead.  What becomes of the answer, ``READ``, ``OPEN`` or ``NOTHING``, says
the decorator; the module beside it is always right.
"""

from __future__ import annotations

import copy
import dataclasses
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Notebook = dict[str, Any]
Files = Mapping[str, bytes]

ANSWER = "The order of the channels is another one, and the dense layer has learnt the old one."

READ = "read"
"""A person reads the answer in its own cell."""

OPEN = "open"
"""The answer cannot be found, and a person must look for it."""

NOTHING = "nothing"
"""There is no answer."""


@dataclasses.dataclass(frozen=True)
class Form:
    """One form: what it makes of a notebook, and what becomes of the answer."""

    change: Callable[[Notebook], bytes | Files | None]
    answer: str

    def files(self, unit: str, notebook: Notebook) -> Files:
        """The files of a hand-in beside its module."""
        made = self.change(notebook)
        if made is None:
            made = text(notebook).encode("utf-8", "surrogatepass")
        return {f"{unit}.ipynb": made} if isinstance(made, bytes) else made


FORMS: dict[str, Form] = {}
"""All forms by name."""


def form(answer: str = READ) -> Callable[[Callable[[Notebook], Any]], Callable[[Notebook], Any]]:
    """Enters a function into the table."""

    def enter(change: Callable[[Notebook], Any]) -> Callable[[Notebook], Any]:
        FORMS[change.__name__] = Form(change, answer)
        return change

    return enter


def answered(released: str) -> Notebook:
    """The released notebook of somebody who has run its cells, and answered."""
    notebook: Notebook = json.loads(released)
    answer = cells(notebook, "solution")[0]
    notebook["metadata"]["unanswered"], answer["source"] = answer["source"], ANSWER
    for number, cell in enumerate(each for each in notebook["cells"] if each["cell_type"] == "code"):
        cell["execution_count"] = number
        cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["2 checks passed\n"]}]
    return notebook


def text(notebook: Any) -> str:
    return json.dumps(notebook, indent=1)


def cells(notebook: Notebook, kind: str) -> list[dict[str, Any]]:
    """The cells that nbgrader knows: "grade" and "solution" are the kinds."""
    return [cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get(kind)]


def checks(notebook: Notebook) -> list[dict[str, Any]]:
    return [cell for cell in cells(notebook, "grade") if cell["cell_type"] == "code"]


def code(source: str, **other: Any) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "source": source,
        "metadata": {},
        "outputs": [],
        "execution_count": None,
        "id": "own-code",
    } | other


def words(source: str, **other: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": source, "metadata": {}, "id": "own-words"} | other


def without_ids(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        del cell["id"]


def without_metadata(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        cell["metadata"] = {}


# As programs write them.


@form()
def jupyterlab_kernelspec_without_display_name(notebook: Notebook) -> None:
    notebook["metadata"]["kernelspec"] = {"name": "python3"}


@form()
def jupyterlab_with_an_unknown_kernel(notebook: Notebook) -> None:
    notebook["metadata"]["kernelspec"] = {"name": "", "display_name": ""}
    notebook["metadata"]["language_info"] = {"name": ""}


@form()
def jupyterlab_lite(notebook: Notebook) -> None:
    notebook["metadata"] = {
        "kernelspec": {"name": "python", "display_name": "Python (Pyodide)", "language": "python"},
        "language_info": {"codemirror_mode": {"name": "python", "version": 3}, "name": "python", "version": "3.8"},
    }


@form()
def classic_notebook(notebook: Notebook) -> None:
    without_ids(notebook)
    notebook["nbformat_minor"] = 2
    notebook["metadata"]["toc"] = {"nav_menu": {}, "number_sections": True}
    for cell in notebook["cells"]:
        cell["metadata"] |= {"collapsed": "true", "scrolled": "maybe"}


@form()
def vs_code_ids_in_4_4(notebook: Notebook) -> None:
    notebook["nbformat_minor"] = 4
    notebook["metadata"]["vscode"] = {"interpreter": {"hash": "31f2aee4e71d21fbe5cf8b01ff0e069b"}}


@form()
def vs_code_without_ids(notebook: Notebook) -> None:
    without_ids(notebook)
    notebook["nbformat_minor"] = 2
    notebook["metadata"]["orig_nbformat"] = 4
    for cell in notebook["cells"]:
        cell["metadata"]["vscode"] = {"languageId": "python"}


@form()
def vs_code_without_kernelspec(notebook: Notebook) -> None:
    notebook["metadata"] = {"language_info": {"name": "python"}, "orig_nbformat": "4"}


@form()
def colab(notebook: Notebook) -> None:
    without_ids(notebook)
    notebook |= {"nbformat": 4, "nbformat_minor": 0}
    notebook["metadata"] = {
        "colab": {"provenance": [], "toc_visible": True},
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python"},
        "accelerator": "GPU",
    }
    for number, cell in enumerate(notebook["cells"]):
        cell["metadata"] |= {"id": f"xY{number}", "colab": {"base_uri": "https://localhost:8080/"}, "outputId": "7"}


@form()
def colab_widgets_without_state(notebook: Notebook) -> None:
    colab(notebook)
    notebook["metadata"]["widgets"] = {
        "application/vnd.jupyter.widget-state+json": {
            "0af": {"model_module": "@jupyter-widgets/controls", "model_name": "HBoxModel", "state": {}}
        }
    }


@form()
def colab_lost_the_names_of_cells(notebook: Notebook) -> None:
    colab(notebook)
    without_metadata(notebook)


@form()
def colab_form_cells(notebook: Notebook) -> None:
    colab(notebook)
    for cell in checks(notebook):
        cell["source"] = f"#@title Check\n{cell['source']}"
        cell["metadata"]["cellView"] = "form"


@form()
def kaggle(notebook: Notebook) -> None:
    without_ids(notebook)
    notebook["nbformat_minor"] = 4
    notebook["metadata"] |= {"kaggle": {"accelerator": "none", "dataSources": [], "isGpuEnabled": False}}
    for number, cell in enumerate(notebook["cells"]):
        cell["metadata"] |= {"_uuid": f"8f2839f2{number}", "trusted": True, "execution": {"iopub.status.busy": None}}


@form()
def kaggle_papermill(notebook: Notebook) -> None:
    notebook["metadata"]["papermill"] = {"default_parameters": {}, "duration": 3.5, "exception": None}
    for cell in notebook["cells"]:
        cell["metadata"] |= {"papermill": {"status": "completed"}, "tags": ["a", "a", 3], "execution": "done"}


@form()
def deepnote(notebook: Notebook) -> None:
    notebook["metadata"] = {"deepnote": {}, "deepnote_notebook_id": "d", "kernelspec": None}
    for number, cell in enumerate(notebook["cells"]):
        cell["metadata"] = {"cell_id": f"00{number}", "deepnote_cell_type": cell["cell_type"], "source_hash": "b6"}
        cell["id"] = f"{number}b34-4cc8-9c5f"


@form()
def deepnote_without_metadata(notebook: Notebook) -> None:
    without_ids(notebook)
    del notebook["metadata"]
    for cell in notebook["cells"]:
        del cell["metadata"]


@form()
def cocalc(notebook: Notebook) -> None:
    without_ids(notebook)
    notebook["nbformat_minor"] = 4
    notebook["metadata"]["kernelspec"] = {}
    for cell in notebook["cells"]:
        cell["metadata"] |= {"collapsed": 0, "cocalc": {"pos": 1}}
        cell.pop("execution_count", None)


@form()
def cocalc_kernelspec_as_text(notebook: Notebook) -> None:
    notebook["metadata"]["kernelspec"] = "python3-ubuntu"


@form()
def nteract(notebook: Notebook) -> None:
    notebook["metadata"] |= {"kernel_info": {"name": "python3"}, "nteract": {"version": "0.28.0"}}
    for cell in notebook["cells"]:
        cell["metadata"] |= {"inputHidden": False, "outputHidden": False, "jupyter": {"source_hidden": "no"}}


@form()
def nteract_without_outputs(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)


@form()
def pycharm(notebook: Notebook) -> None:
    without_ids(notebook)
    notebook["nbformat_minor"] = 0
    for cell in notebook["cells"]:
        cell["metadata"] |= {"pycharm": {"name": "#%%\n", "is_executing": True}, "collapsed": False}


@form()
def databricks(notebook: Notebook) -> None:
    notebook["metadata"] = {"application/vnd.databricks.v1+notebook": {"notebookName": "x", "widgets": {}}}
    for cell in notebook["cells"]:
        cell["metadata"] = {"application/vnd.databricks.v1+cell": {"nuid": "1", "title": ""}}


@form()
def jupytext_without_names(notebook: Notebook) -> None:
    without_ids(notebook)
    without_metadata(notebook)
    notebook["metadata"] = {"jupytext": {"text_representation": {"format_name": "percent"}}}


@form()
def black_has_formatted_it(notebook: Notebook) -> None:
    without_metadata(notebook)
    without_ids(notebook)
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"]).replace('.check("', ".check(\n    '").replace('")', "'\n)\n")


# Versions of the format.


@form()
def version_3_with_worksheets(notebook: Notebook) -> None:
    old = []
    for cell in notebook["cells"]:
        changed = {key: value for key, value in cell.items() if key not in ("id", "source", "execution_count")}
        changed |= {"input" if cell["cell_type"] == "code" else "source": cell["source"], "prompt_number": 3}
        old.append(changed | ({"language": "python", "collapsed": False} if cell["cell_type"] == "code" else {}))
    old.insert(0, {"cell_type": "heading", "level": 1, "source": ["Flatten"], "metadata": {}})
    notebook.clear()
    notebook |= {"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0}
    notebook["worksheets"] = [{"cells": old[:4], "metadata": {}}, {"cells": old[4:]}]


@form()
def version_5(notebook: Notebook) -> None:
    notebook |= {"nbformat": 5, "nbformat_minor": 0}


@form()
def unknown_minor_version(notebook: Notebook) -> None:
    notebook["nbformat_minor"] = 99
    notebook["cells"][0]["new_field"] = {}


@form()
def version_as_text(notebook: Notebook) -> None:
    notebook |= {"nbformat": "4", "nbformat_minor": "five"}


@form()
def without_version(notebook: Notebook) -> None:
    del notebook["nbformat"], notebook["nbformat_minor"]


# Ids and metadata.


@form()
def ids_gone(notebook: Notebook) -> None:
    without_ids(notebook)


@form()
def ids_all_the_same(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        cell["id"] = "same"


@form()
def ids_that_are_no_text(notebook: Notebook) -> None:
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = [number, None, {"a": number}, 1.5, True][number % 5]


@form()
def ids_too_long_or_strange(notebook: Notebook) -> None:
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = ["", "x" * 65, "with space", "\u00fc", "a/b"][number % 5]


@form()
def cells_without_metadata(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        del cell["metadata"]


@form()
def metadata_of_other_types(notebook: Notebook) -> None:
    notebook["metadata"] = []
    for number, cell in enumerate(notebook["cells"]):
        cell["metadata"] = [None, "text", [], 3][number % 4]


@form()
def nbgrader_metadata_of_other_types(notebook: Notebook) -> None:
    for number, cell in enumerate(cells(notebook, "grade")):
        cell["metadata"]["nbgrader"] = [None, "flatten", ["grade"], {"grade_id": ["x"]}][number % 4]


@form()
def neither_names_nor_ids(notebook: Notebook) -> None:
    without_ids(notebook)
    without_metadata(notebook)


@form()
def forged_marks_of_ours(notebook: Notebook) -> None:
    names = ("what_went_wrong", "unreadable", "open", "broken", "deleted")
    notebook["metadata"] |= {f"chainrule_kit_{name}": "forged" for name in names}
    for cell in notebook["cells"]:
        cell["metadata"] |= {f"chainrule_kit_{name}": True for name in names}


# Cells.


@form()
def check_cells_deleted(notebook: Notebook) -> None:
    gone = checks(notebook)
    notebook["cells"] = [cell for cell in notebook["cells"] if cell not in gone]


@form()
def check_cells_copied(notebook: Notebook) -> None:
    notebook["cells"] += [copy.deepcopy(cell) for cell in checks(notebook) for _ in range(3)]


@form()
def check_cells_typed_by_hand(notebook: Notebook) -> None:
    check_cells_deleted(notebook)
    notebook["cells"] += [code('autograder.check( "flatten" )'), code("autograder.check('flatten_grad')  ")]


@form()
def check_cells_edited(notebook: Notebook) -> None:
    for cell in checks(notebook):
        cell["source"] = "print('I tried something here')"


@form()
def check_cells_turned_into_text(notebook: Notebook) -> None:
    for number, cell in enumerate(checks(notebook)):
        del cell["outputs"], cell["execution_count"]
        cell["cell_type"] = ["markdown", "raw"][number % 2]
        cell["attachments"] = {"a.png": {"image/png": ""}}


@form()
def cells_in_reverse_order(notebook: Notebook) -> None:
    notebook["cells"].reverse()


@form()
def answer_turned_into_code(notebook: Notebook) -> None:
    cells(notebook, "solution")[0].update(cell_type="code", outputs=[], execution_count=None)


@form()
def answer_turned_into_raw_text(notebook: Notebook) -> None:
    cells(notebook, "solution")[0]["cell_type"] = "raw"


@form()
def answer_copied_and_the_first_one_empty(notebook: Notebook) -> None:
    answer = cells(notebook, "solution")[0]
    empty = copy.deepcopy(answer) | {"source": notebook["metadata"]["unanswered"], "id": "other"}
    notebook["cells"].insert(notebook["cells"].index(answer), empty)


@form(OPEN)
def answer_deleted(notebook: Notebook) -> None:
    notebook["cells"].remove(cells(notebook, "solution")[0])


@form(OPEN)
def answer_in_a_cell_of_ones_own(notebook: Notebook) -> None:
    notebook["cells"].remove(cells(notebook, "solution")[0])
    notebook["cells"].insert(3, words(ANSWER))


@form(OPEN)
def another_notebook_under_this_name(notebook: Notebook) -> None:
    notebook["cells"] = [words("# Another lecture"), code("print(1)")]


@form(NOTHING)
def answer_not_written(notebook: Notebook) -> None:
    cells(notebook, "solution")[0]["source"] = notebook["metadata"].pop("unanswered")


@form()
def cell_types_unknown(notebook: Notebook) -> None:
    notebook["cells"] += [words("SELECT 1", cell_type="sql"), words("", cell_type=7), {"source": "no type"}]


@form()
def cells_that_are_none(notebook: Notebook) -> None:
    notebook["cells"] += [None, 3, "text", [], {}, {"metadata": {}}]


@form()
def sources_as_lists_or_missing(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"]).splitlines(keepends=True)
    notebook["cells"] += [words("") | {"source": source} for source in (None, {"a": 1}, ["a", None, 3, "b"])]
    del notebook["cells"][-1]["id"], notebook["cells"][0]["source"]


@form()
def execution_counts_that_are_no_numbers(notebook: Notebook) -> None:
    for number, cell in enumerate(each for each in notebook["cells"] if each["cell_type"] == "code"):
        cell["execution_count"] = ["*", "12", -3.5, [], "In [4]:"][number % 5]


@form()
def outputs_malformed(notebook: Notebook) -> None:
    bad = ["text", None, {}, {"output_type": "pyout"}, {"output_type": "stream"}, {"output_type": "execute_result"}]
    for number, cell in enumerate(each for each in notebook["cells"] if each["cell_type"] == "code"):
        cell["outputs"] = [bad, None, "", {"0": bad}, [[]]][number % 5]


@form()
def attachment_gone(notebook: Notebook) -> None:
    notebook["cells"].append(words('![a](attachment:gone.png) ![b](attachment:two%20words.png "title")'))
    notebook["cells"].append(words("![a](attachment:0.png)", id="x", attachments={"0.png": {}}))
    notebook["cells"].append(words("![a][there]\n\n[there]: attachment:image%20one.png\n", id="y", attachments=None))


@form()
def attachments_of_other_types(notebook: Notebook) -> None:
    for number, wrong in enumerate(([], "text", {"a.png": "bytes"}, {"a.png": {"image/png": [1]}})):
        notebook["cells"].append(words("![a](attachment:a.png)", id=f"a{number}", attachments=wrong))


@form()
def hundreds_of_cells(notebook: Notebook) -> None:
    notebook["cells"] += [words(f"Note {number}", id=f"n{number}") for number in range(300)]


# Values.


@form()
def lone_surrogates(notebook: Notebook) -> None:
    notebook["cells"][0]["source"] = "half of an emoji: \ud83d, and the other: \ude00"
    cells(notebook, "solution")[0]["source"] = f"{ANSWER} \udce4"
    notebook["cells"].append(words("![a](attachment:\udc00.png)", attachments={"\udc00.png": {"\ud800": "\udfff"}}))
    notebook["metadata"]["title"] = "\ud800"


@form()
def numbers_that_are_none(notebook: Notebook) -> None:
    notebook["metadata"]["sizes"] = [float("nan"), float("inf"), -float("inf")]
    checks(notebook)[0]["outputs"] = [{"output_type": "display_data", "data": {"application/json": float("nan")}}]


@form()
def numbers_of_a_great_many_digits(notebook: Notebook) -> bytes:
    return text(notebook | {"size": "SIZE"}).replace('"SIZE"', "9" * 5000).encode()


@form()
def control_characters(notebook: Notebook) -> bytes:
    notebook["cells"][0]["source"] = "TABS"
    return text(notebook).replace("TABS", "a\tb\x00c\x1b[31m\x07\u2028\x85").encode()


# Files.


@form(NOTHING)
def file_missing(notebook: Notebook) -> Files:
    return {}


@form(NOTHING)
def file_empty(notebook: Notebook) -> bytes:
    return b""


@form(NOTHING)
def file_of_zeros(notebook: Notebook) -> bytes:
    return bytes(4096)


@form(OPEN)
def file_cut_off(notebook: Notebook) -> bytes:
    return text(notebook).encode()[:-200]


@form(OPEN)
def file_without_a_comma(notebook: Notebook) -> bytes:
    return text(notebook).replace(",\n", "\n", 1).encode()


@form()
def file_padded_with_zeros(notebook: Notebook) -> bytes:
    return text(notebook).encode() + bytes(512)


@form()
def file_saved_twice_into_one(notebook: Notebook) -> bytes:
    return 2 * text(notebook).encode()


@form()
def file_with_a_byte_order_mark(notebook: Notebook) -> bytes:
    return text(notebook).encode("utf-8-sig")


@form()
def file_in_utf_16(notebook: Notebook) -> bytes:
    return text(notebook).encode("utf-16")


@form()
def file_in_utf_16_without_mark(notebook: Notebook) -> bytes:
    return text(notebook).encode("utf-16-be")


@form()
def file_in_an_encoding_of_windows(notebook: Notebook) -> bytes:
    notebook["cells"][0]["source"] = "\u00e4\u00f6\u00fc"
    return json.dumps(notebook, ensure_ascii=False).encode("cp1252", "replace")


@form()
def file_with_windows_line_ends(notebook: Notebook) -> bytes:
    return text(notebook).replace("\n", "\r\n").encode()


@form(OPEN)
def file_of_many_values(notebook: Notebook) -> bytes:
    return text(notebook | {"a": "MANY"}).replace('"MANY"', f"[{'{},' * 2_700_000}{{}}]").encode()


@form(OPEN)
def file_of_deep_values(notebook: Notebook) -> bytes:
    return text(notebook | {"a": "DEEP"}).replace('"DEEP"', "[" * 100_000 + "]" * 100_000).encode()


@form(OPEN)
def file_of_more_bytes_than_anybody_needs(notebook: Notebook) -> bytes:
    return text(notebook).encode() + b" " * 20_000_001


@form()
def file_with_a_large_picture(notebook: Notebook) -> None:
    checks(notebook)[0]["outputs"] = [
        {"output_type": "display_data", "data": {"image/png": "iVBO" * 1_500_000}, "metadata": {}}
    ]


@form(OPEN)
def file_is_a_pointer_of_git_lfs(notebook: Notebook) -> bytes:
    return b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n"


@form(OPEN)
def file_with_merge_markers(notebook: Notebook) -> bytes:
    lines = text(notebook).splitlines()
    return "\n".join([*lines[:5], "<<<<<<< HEAD", lines[5], "=======", lines[5], ">>>>>>> mine", *lines[6:]]).encode()


@form(OPEN)
def file_is_a_web_page(notebook: Notebook) -> bytes:
    return b"<!DOCTYPE html>\n<html><head><title>Log in</title></head></html>\n"


@form(OPEN)
def file_is_a_module(notebook: Notebook) -> bytes:
    return b'"""My functions."""\n\nimport numpy as np\n'


@form(OPEN)
def file_is_another_programs(notebook: Notebook) -> bytes:
    return b'{"cells": "none", "blocks": [{"text": "my answer"}]}'


@form()
def list_of_cells_alone(notebook: Notebook) -> bytes:
    return text(notebook["cells"]).encode()


@form()
def within_a_message_of_jupyter(notebook: Notebook) -> bytes:
    return text({"name": "flatten.ipynb", "type": "notebook", "format": "json", "content": notebook}).encode()


@form()
def renamed_by_a_browser(notebook: Notebook) -> Files:
    return {"flatten (1).ipynb": text(notebook).encode()}


@form(OPEN)
def two_notebooks_neither_of_the_name(notebook: Notebook) -> Files:
    return dict.fromkeys(("flatten (1).ipynb", "flatten (2).ipynb"), text(notebook).encode())


@form()
def a_second_notebook_beside_it(notebook: Notebook) -> Files:
    return {"flatten.ipynb": text(notebook).encode(), "flatten (1).ipynb": b"{", "draft.ipynb": b""}


@form(OPEN)
def in_a_folder_of_its_own(notebook: Notebook) -> Files:
    return {"notebooks/flatten.ipynb": text(notebook).encode()}


def hand_in(folder: Path, released: str, name: str) -> None:
    """Writes what the form of this name leaves beside the module."""
    for file, data in FORMS[name].files("flatten", answered(released)).items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
