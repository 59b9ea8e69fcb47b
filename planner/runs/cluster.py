"""Child processes on a Dask cluster that is there already, such as ``dask://10.0.0.5:8786``.

A task starts one child beside its worker and waits for it, as `launch` does here; the run is
written into the shared folder by that child, and only its ending and a digest come back. Nothing
else goes through the cluster: a problem of PuLP cannot be pickled, a task that is cancelled does
not stop, and one that takes its worker with it leaves healthy ones hanging (distributed #3196).
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from planner.errors import OptionError
from planner.runs.how import Told
from planner.runs.launch import STOPPED, Ending, manifest_digest, record
from planner.runs.shared import send, share
from planner.runs.states import RunState
from planner.runs.task import Task
from planner.runs.worker import place

if TYPE_CHECKING:
    from distributed import Client, Future

_SCHEMES = {"dask": "tcp", "tcp": "tcp", "tls": "tls"}
_APPEARS_S, _LOOK_S, _CONNECT_S = 10.0, 0.2, 10.0


class DaskPool:
    """Places the child processes of scenarios beside the workers of a cluster.

    The home of runs must be a folder that all machines have under the same path; workers need the
    same versions of `planner` and of what it stands on. Inputs are put there by their content, or
    at `inputs`, an address that fsspec knows, from where each worker fetches what it lacks.
    """

    def __init__(self, client: "Client", inputs: str = "") -> None:
        self._client = client
        self._inputs = inputs

    def __call__(self, tasks: Sequence[Task], told: Told, *, fail_fast: bool) -> list[Ending]:
        """Run the tasks; on Ctrl-C, or after a failure when told so, the others are stopped."""
        from distributed import as_completed  # noqa: PLC0415  an extra

        placed = {
            self._client.submit(place, self._portable(task), key=_key(task), pure=False): task
            for task in tasks
        }
        endings: dict[str, Ending] = {}
        try:
            for future in as_completed(placed, loop=self._client.loop):
                task = placed[future]
                endings[task.name] = ending = _ending(future, task)
                told(ending, len(endings), len(tasks))
                if fail_fast and ending.state is not RunState.DONE:
                    break
        except KeyboardInterrupt:
            pass  # the rest is stopped below, as after a failure
        finally:
            rest = [future for future, task in placed.items() if task.name not in endings]
            self._client.cancel(rest, force=True)
        for future in rest:
            endings[placed[future].name] = ending = _stopped(placed[future])
            told(ending, len(endings), len(tasks))
        return [endings[task.name] for task in tasks]

    def _portable(self, task: Task) -> Task:
        return send(task, self._inputs) if self._inputs else share(task)


@contextmanager
def open_cluster(address: str, inputs: str = "") -> Iterator[DaskPool]:
    """Connect to a scheduler: ``dask://HOST:PORT``, or ``tls://HOST:PORT`` with Dask's own keys.

    Inputs go by way of the address `inputs`, else of the home of runs.

    Raises
    ------
    OptionError
        The address is none, the extra is not installed, or nobody answers.
    """
    scheme, _, place_of = address.partition("://")
    if scheme not in _SCHEMES or not place_of:
        raise OptionError(
            f"executor {address!r} is no cluster", mend="write it as dask://HOST:8786"
        )
    try:
        from distributed import Client  # noqa: PLC0415  an extra
    except ImportError:
        raise OptionError(
            "scenarios on a cluster need another package", mend="pip install 'planner[dask]'"
        ) from None
    try:
        client = Client(
            f"{_SCHEMES[scheme]}://{place_of}", timeout=_CONNECT_S, set_as_default=False
        )
    except (OSError, ValueError) as error:
        raise OptionError(
            f"no scheduler answers at {place_of}: {error}",
            mend="start one with: dask scheduler; and workers with: dask worker HOST:8786",
        ) from None
    with client:
        yield DaskPool(client, inputs)


def _key(task: Task) -> str:
    return f"{task.name}-{time.time_ns()}"


def _ending(future: "Future[Ending]", task: Task) -> Ending:
    """Return what a task came to, once the files it speaks of are seen from here."""
    error: BaseException | None = future.exception()
    if error is not None:
        why = f"its worker: {type(error).__name__}: {error}"
        lost = Ending(task.name, task.folder, RunState.KILLED, why)
        record(lost)
        return lost
    ending = future.result()
    last = time.monotonic() + _APPEARS_S
    while ending.state is RunState.DONE and manifest_digest(Path(task.folder)) != ending.manifest:
        if time.monotonic() > last:
            return replace(
                ending, state=RunState.FAILED,
                why="its worker wrote elsewhere: the folder of runs is not the same for all",
            )  # fmt: skip
        time.sleep(_LOOK_S)
    return ending


def _stopped(task: Task) -> Ending:
    return Ending(task.name, task.folder, RunState.INTERRUPTED, STOPPED)
