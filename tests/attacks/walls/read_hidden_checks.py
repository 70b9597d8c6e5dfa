"""Read the hidden checks by walking up from the grader's own files."""

STOPPED_BY = ("landlock", "seccomp", "namespaces")


def attack(target):
    import os

    for folder, _folders, files in os.walk(target["folder"]):
        for file in files:
            if file == "checks.py":
                return open(os.path.join(folder, file)).read()
    return None
