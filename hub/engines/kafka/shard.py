"""
One shard on Kafka: the same-numbered partition of every processor's topic, owned as a whole.

Ownership is a transactional id: taking it fences every former owner in the broker itself (design §3 rule 5). After
anything that goes wrong the shard comes again: what was begun is settled, the changelog is followed to its end, and the
input is read from the state's own position.
"""

from __future__ import annotations

from collections.abc import Sequence

from hub.bus.kafka.gate import CLOSED, closed_error
from hub.core.errors import HubError, StaleOwnerError
from hub.engines.kafka.asking import Question
from hub.engines.kafka.changelog import changelog_of
from hub.engines.kafka.follow import Follower
from hub.engines.kafka.holding import Holding, ShardPlan
from hub.engines.kafka.leftovers import Leftovers
from hub.engines.kafka.owner import Owner
from hub.engines.kafka.settings_notes import SETTINGS
from hub.engines.kafka.store import DamagedCopyError, LocalStore
from hub.engines.kafka.work import Steps, Work
from hub.engines.processing.observing import BatchReport, Ending
from hub.engines.processing.stage import StagePlan
from hub.engines.processing.states import StateFaultError


class KafkaShard:
    """One shard, owned by this process until another takes it over. ``runs`` once it has come."""

    work_type: type[Work] = Work

    def __init__(self, plan: ShardPlan, number: int, stages: Sequence[StagePlan]) -> None:
        self._plan = plan
        self.number = number
        self._stage_plans = stages
        self._owner = Owner(plan.access, f"shard/{number}")
        self._leftovers = self._leftovers_of(self._owner)
        self._is_clean = False
        self._store = LocalStore(plan.folder / f"shard-{number:02d}.db", plan.generation)
        self._told = ""
        self._follower: Follower | None = None
        self._work: Work | None = None
        self._under_way: Steps[int] | None = None
        self._question: Question | None = None
        self.runs = False

    def _leftovers_of(self, owner: Owner) -> Leftovers:
        plan = self._plan
        return Leftovers(plan.access, plan.ends, owner, plan.tell, (changelog_of(plan.generation), self.number))

    @property
    def left(self) -> int | None:
        """Changelog offsets still to be followed, None while the shard isn't taken over yet."""
        if self.runs:
            return 0
        return None if self._follower is None else self._follower.left

    def come(self) -> bool:
        """
        Do one bounded step of coming; return whether the shard runs now.

        Take it over, settle what was begun, close what a broker left open of it, follow the changelog, go on from the
        state's own position: in this order.

        Raises:
            StaleOwnerError: another worker has taken it over while it came.
            BusUnavailableError: the cluster doesn't answer; the same call may succeed later.
        """
        try:
            self._step()
        except DamagedCopyError as error:
            self._throw_copy_away(error)
        except HubError:
            # what was read and couldn't be written is read again, from where the copy stands
            self._end_following()
            raise
        finally:
            if self._store.thrown_away != self._told:
                self._told = self._store.thrown_away
                self._plan.tell(self._told)
        return self.runs

    def _step(self) -> None:
        if self.runs:
            return
        if not self._owner.holds:
            # who takes over what is being moved would end the process that moves it
            self._check_open()
            self._leftovers.look_back()
            if self._owner.take():
                self._plan.probe("shard taken over")
        elif self._owner.unsettled:
            self._owner.settle()
        elif not self._is_clean:
            self._is_clean = self._leftovers.step()
        elif self._follower is None:
            self._check_open()
            place = (changelog_of(self._plan.generation), self.number)
            self._follower = Follower(self._plan.access, self._plan.ends, place, self._store)
        elif self._follower.step():
            self._end_following()
            self._plan.probe("changelog followed")
            self._plan.feed.start(self._load(careful=False).positions)
            self.runs = True

    def _check_open(self) -> None:
        """Refuse to run a hub that is being moved or was, but for who moves it."""
        self._plan.cuts.catch_up()
        closed = self._plan.cuts.notes.get(CLOSED)
        if closed and not self._plan.closed_too:
            raise closed_error(closed, f"shard {self.number}")
        # whoever had this shard worked under no newer note than this one: no shard ever goes back to a former one
        self._plan.noted(self._plan.cuts.notes.get(SETTINGS))

    def _end_following(self) -> None:
        if self._follower is not None:
            self._follower.close()
            self._follower = None

    def _throw_copy_away(self, error: DamagedCopyError) -> None:
        self.halt()
        self._store.throw_away(error.what)

    def halt(self) -> None:
        """Come again before anything else: memory may hold what was rolled back."""
        self.runs = self._is_clean = False
        self._end_following()

    def _load(self, *, careful: bool) -> Work:
        """Read stages and positions from the copy."""
        holding = Holding(self.number, self._owner, self._store)
        self._work = self.work_type(self._plan, holding, self._stage_plans, careful=careful)
        return self._work

    def has_work(self) -> bool:
        """Return whether there's anything that a batch would take."""
        return self.runs and self._work is not None and self._work.is_there()

    def resting(self) -> set[str]:
        """Return the markers behind which stages rest."""
        return set() if self._work is None else self._work.resting()

    def begin_batch(self) -> int:
        """
        Take what has come and ask the cluster to commit it; return how many log entries were taken if that's all.

        Raises:
            StaleOwnerError: another worker owns the shard now; nothing was written.
            ConfigurationError: a topic that something must be sent to isn't there; nothing was written.
            BusUnavailableError: the cluster doesn't answer, or the disk is full; the same call may succeed later.
        """
        self._under_way = self._batch()
        return self.end_batch()

    def end_batch(self) -> int:
        """
        Wait for the commit that was asked for; return how many log entries were taken, 0 where nothing was begun.

        Raises:
            StaleOwnerError: another worker owns the shard now; nothing was written.
            BusUnavailableError: the cluster doesn't answer, or the disk is full; the same call may succeed later.
        """
        steps, self._under_way, self._question = self._under_way, None, None
        if steps is None:
            return 0
        try:
            self._question = next(steps)
        except StopIteration as done:
            return int(done.value)
        self._under_way = steps
        return 0

    @property
    def is_under_way(self) -> bool:
        """Whether a batch was begun whose end isn't known."""
        return self._under_way is not None

    @property
    def is_answered(self) -> bool:
        """Whether :meth:`end_batch` needn't wait."""
        return self._question is not None and self._question.is_over()

    def _batch(self) -> Steps[int]:
        began = self._plan.monotonic()
        try:
            try:
                taken = yield from (self._work or self._load(careful=False)).transact()
            except StateFaultError:
                taken = yield from self._transact_carefully()
        except DamagedCopyError as error:
            self._throw_copy_away(error)
            return 0
        except BaseException as error:
            self.halt()
            self._report(0, began, Ending.FENCED if isinstance(error, StaleOwnerError) else Ending.FAILED)
            raise
        self._report(taken, began, Ending.COMMITTED)
        self._plan.probe("batch committed")
        if self._owner.took_long:
            # a broker that was away meanwhile may have left it open: nothing new before that is known
            self.halt()
        return taken

    def _report(self, entries: int, began: float, ending: Ending) -> None:
        self._plan.observe(
            BatchReport(
                shard=self.number,
                entries=entries,
                seconds=self._plan.monotonic() - began,
                ending=ending,
                cached_states=0 if self._work is None else self._work.cached_states,
            )
        )

    def _transact_carefully(self) -> Steps[int]:
        """Take the same entries again and try to store each step by itself: the one that can't be is buried."""
        taken = yield from self._load(careful=True).transact()
        self._load(careful=False)
        return taken

    def flush(self) -> None:
        """Wait until what the open transaction has sent stands on its partitions."""
        if self._owner.unsettled:
            self._owner.flush()

    def lose(self, error: StaleOwnerError) -> None:
        """Give the shard up: another worker has it."""
        self._plan.tell(str(error))
        self.close()

    def close(self) -> None:
        """Let go of everything; nothing is lost by not calling it."""
        if self._under_way is not None:
            self._under_way.close()
            self._under_way = self._question = None
        self.halt()
        self._plan.feed.stop(self.number)
        self._owner.let_go()
        self._store.close()
