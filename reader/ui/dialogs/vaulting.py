"""Looking at a folder and writing into it, on the worker; what comes back into the library is one step of undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reader.errors import Feedback, UserError
from reader.exchange.options import Options
from reader.library.models import Snapshot
from reader.ui.jobs import Outcome
from reader.ui.session import Session

if TYPE_CHECKING:
    from reader.exchange.vault import Plan, Written

MANY = 20  # notes that come back at once, from which on the state before is kept as a backup


class Vaulting:
    """One folder and one library: `look`, then `carry_out`; each calls back on the GUI thread."""

    def __init__(self, session: Session, slot: str, failed: Callable[[UserError], None]) -> None:
        """`slot` is the caller's slot of `Jobs`; `failed` is told what the system refused."""
        self._session = session
        self._slot = slot
        self._failed = failed

    def look(
        self,
        folder: Path,
        options: Options | Mapping[str, Any],
        then: Callable[[Plan], None],
        *,
        policy: str = "skip",
        choices: Mapping[tuple[str, str], str] | None = None,
        snapshot: Snapshot | None = None,
    ) -> None:
        """Compare; with a `snapshot` the folder is an export of those notes only, else it belongs to the library."""
        library = self._session.library
        if library is None:
            return
        self._session.flush()
        whole, bound = (library.snapshot(), True) if snapshot is None else (snapshot, False)
        notes = [*library.annotations(), *library.annotations(trashed=True)]
        now = library.now()

        def work(feedback: Feedback) -> Plan:
            from reader.exchange import vault  # late: nobody needs it before asking for it

            return vault.prepare(
                folder, whole, notes, options, now, policy=policy, choices=choices, bound=bound, feedback=feedback
            )

        self._session.jobs.start(self._slot, work, lambda outcome: self._done(outcome, then))

    def carry_out(self, plan: Plan, then: Callable[[Written], None], *, prune: bool = False) -> None:
        """Take into the library what comes back, then write the files."""
        library = self._session.library
        if library is None:
            return
        if plan.edit is not None:
            if not library.stands(plan.edit):
                self._failed(UserError("A note was changed meanwhile.", "Nothing was written; try again."))
                return
            try:
                if len(plan.returned) > MANY:
                    library.backup_now("import")
            except UserError as error:
                self._failed(error)
                return
            if not self._session.perform_edit(plan.edit):
                return

        def work(feedback: Feedback) -> Written:
            from reader.exchange import vault  # late, as above

            return vault.write(plan, prune=prune)

        self._session.jobs.start(self._slot, work, lambda outcome: self._done(outcome, then))

    def _done(self, outcome: Outcome, then: Callable[[Any], None]) -> None:
        if isinstance(outcome.error, UserError):
            self._failed(outcome.error)
        elif outcome.error is not None:
            self._session.job_failed(outcome)
        else:
            then(outcome.value)
