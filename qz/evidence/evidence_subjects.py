"""What a unit can send evidence of: each fact of its scorecard, each item as a whole, each task."""

from collections import defaultdict
from collections.abc import Collection

from qz.model.programme import Programme
from qz.model.scores import Answers
from qz.model.task_table import Unit
from qz.records import dataclass


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that evidence may be about.

    ``key``: ``fact_<id>``, ``item_<number>`` or ``task_<id>``. ``numbers``: of its clauses (``6.2``) or of the task.
    ``words``: names by which a file's name may refer to it. ``clauses``: the clauses' texts, in which a file's name may
    stand.
    """

    key: str
    label: str
    numbers: tuple[str, ...]
    words: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()

    @property
    def is_task(self) -> bool:
        """Whether it is a task of the responsibility table."""
        return self.key.startswith("task_")

    def is_proved_by(self, keys: Collection[str]) -> bool:
        """Whether evidence with these keys covers it: its own key, or that of its whole item."""
        items = () if self.is_task else (f"item_{number.partition('.')[0]}" for number in self.numbers)
        return self.key in keys or any(item in keys for item in items)


def subjects_of(programme: Programme, unit: Unit) -> tuple[Subject, ...]:
    """All subjects of a unit, in printed order: its scorecard's items and facts, then its tasks."""
    found: list[Subject] = []
    card = programme.scorecard_of(unit)
    if card is not None:
        uses: dict[str, dict[str, str]] = defaultdict(dict)
        for criterion in card.criteria:
            for term in criterion.terms:
                uses[term.fact_id][criterion.criterion_id] = criterion.clause
        found += [Subject(f"item_{item.number}", f"第{item.number}项", ()) for item in card.items]
        for fact in (one for one in card.facts.values() if not one.given):
            used = uses.get(fact.fact_id, {})
            numbers = tuple(used)
            label = f"{'、'.join(numbers)} {fact.label}".strip()
            found.append(Subject(f"fact_{fact.fact_id}", label, numbers, (fact.label,), tuple(used.values())))
    for task, _ in programme.tasks_of(unit):
        found.append(Subject(f"task_{task.task_id}", f"任务{task.task_id}", (task.task_id,), clauses=(task.goal,)))
    return tuple(found)


def named_evidence(subject: Subject, answers: Answers) -> str:
    """The text that the unit typed into the 佐证材料 cell of a subject; ``""`` where there is none."""
    kind, _, name = subject.key.partition("_")
    table = {"fact": answers.facts, "task": answers.statuses}.get(kind)
    answer = table.get(name) if table is not None else None
    return answer.evidence if answer is not None else ""
