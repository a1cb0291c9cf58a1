"""How a project stands, read from it; nothing is written."""

from __future__ import annotations

from annotator.commands.agreeing import agreement, agreement_over_time
from annotator.commands.progress import Cancelled, Progress, stop_if
from annotator.core.agreement.record import Sampling
from annotator.core.overview import PAUSE_MINUTES, Overview, Step, progress, work_times
from annotator.store import Project, standing
from annotator.store.comparable import Scope


def overview(project: Project, *, pause_minutes: int = PAUSE_MINUTES) -> Overview:
    """What the log and the tables tell at once: progress, time, verdicts, claims without a source."""
    with project.snapshot():
        return Overview(
            progress=progress(standing.standings(project)),
            times=work_times(standing.acts(project), pause_minutes=pause_minutes),
            pause_minutes=pause_minutes,
            verdicts=standing.verdicts(project),
            replaced=standing.replaced(project),
            unsourced=standing.unsourced_count(project),
        )


def full_overview(
    project: Project,
    *,
    step: Step = "month",
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Overview:
    """As `overview`, with what has to be measured: agreement over time, and labels authors cross."""
    found = overview(project)
    stop_if(cancelled)

    def half(first: int) -> Progress:
        return lambda done, total: progress(first * total + done, 2 * total) if progress else None

    measured = agreement(
        project, Scope(), sampling=Sampling(resamples=0), progress=half(0), cancelled=cancelled
    )
    periods = agreement_over_time(project, Scope(), step=step, progress=half(1), cancelled=cancelled)
    return Overview(
        progress=found.progress,
        times=found.times,
        pause_minutes=found.pause_minutes,
        verdicts=found.verdicts,
        replaced=found.replaced,
        unsourced=found.unsourced,
        step=step,
        periods=periods,
        confusion=measured.confusion,
    )
