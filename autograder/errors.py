"""What a user can mend: the one error that the command line turns into a sentence."""

from __future__ import annotations


class KitError(Exception):
    """Something that whoever runs the kit can mend.  The message says in one or two sentences what
    happened and what to do, and needs no traceback.

    UnitError               the course's own files are wrong                 course.loading
    SettingsError           course.toml is wrong                             course.settings
    SubmissionError         a path holds no submission                       submissions.folders
    RepositoryError         a Git repository lacks what was asked for        submissions.git
    ListError               a list of pull requests is none                  submissions.turns
    ClusterError            a cluster of machines cannot be used             grading.cluster
    UnsafeSandboxError      there are too few walls around students' code    subjects.tiers
    VisibleError            visible checks cannot start                      visible.finding
    UnsafeReleaseError      a solution would reach students                  handout.release
    OutputError             a report cannot be written, or not in that form  reporters.outputs
    """

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback: the sentence."""
        return [str(self)]
