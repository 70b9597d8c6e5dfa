"""Run scripts on the feedback page, from every place that a notebook has for them."""

HARM = "scripts"


SCRIPT = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>"
    "<svg onload=alert(1)></svg><a href='javascript:alert(1)'>x</a>"
)


def build(folder, notebook, target):
    data = {
        "text/html": SCRIPT,
        "text/markdown": SCRIPT,
        "text/latex": SCRIPT,
        "image/svg+xml": f"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>{SCRIPT}</svg>",
        "application/javascript": "alert(1)",
        "image/png": "' onerror='alert(1)",
        "text/plain": SCRIPT,
    }
    sized = {"image/png": {"width": "1 onload=alert(1)", "alt": SCRIPT}}
    outputs = [
        {"output_type": "display_data", "data": {kind: value}, "metadata": sized} for kind, value in data.items()
    ]
    outputs.append(
        {"output_type": "error", "ename": SCRIPT, "evalue": SCRIPT, "traceback": [SCRIPT, "\x1b[31m" + SCRIPT]}
    )
    outputs.append({"output_type": "stream", "name": "stdout", "text": SCRIPT})
    attachments = {SCRIPT: {"image/png": "' onerror='alert(1)"}}
    for kind in ("markdown", "raw", "code"):
        cell = {
            "cell_type": kind,
            "source": SCRIPT,
            "metadata": {"tags": ["x><script>alert(1)</script>"], "raw_mimetype": "text/html"},
            "id": f"hostile-{kind}",
        }
        notebook["cells"].append(
            cell
            | (
                {"outputs": outputs, "execution_count": 1}
                if kind == "code"
                else {"attachments": attachments}
                if kind == "markdown"
                else {}
            )
        )
    notebook["metadata"] |= {
        "title": SCRIPT,
        "authors": [{"name": SCRIPT}],
        "kernelspec": {"name": "python3", "display_name": SCRIPT},
    }
    notebook["metadata"]["widgets"] = {
        "application/vnd.jupyter.widget-state+json": {"state": {}, "x": "</script>" + SCRIPT}
    }
