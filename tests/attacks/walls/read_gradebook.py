"""Open the gradebook with SQLite and read the marks."""

STOPPED_BY = ("landlock", "seccomp", "namespaces")


def attack(target):
    import sqlite3

    return (
        sqlite3.connect("file:" + target["folder"] + "/gradebook.db?immutable=1", uri=True)
        .execute("select secret from grade")
        .fetchone()[0]
    )
