"""Finds the unit of a file by the mail's sender, by the names of file and folders, or by the form beside it."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePosixPath

from qz.evidence.matching import parts_of
from qz.intake.intake_records import Arrival
from qz.model.mailboxes import Mailboxes
from qz.model.programme import Programme
from qz.records import dataclass
from qz.words import fold

_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class FormThatCame:
    """A return, whether it counts or not, or an application: its path and its unit."""

    path: str
    unit_code: str
    is_blank: bool


class Owners:
    """Finds the unit of a file. ``filled``: the codes of units whose filled form came."""

    def __init__(self, programme: Programme, mailboxes: Mailboxes, forms: Iterable[FormThatCame]) -> None:
        """``forms``: all returns that came."""
        came = tuple(forms)
        self.filled = frozenset(form.unit_code for form in came if not form.is_blank)
        self._mailboxes = mailboxes
        self._names: dict[str, str] = {}
        self._beside: dict[str, set[str]] = defaultdict(set)
        for unit in programme.units:
            for name in (unit.name, *unit.aliases):
                if len(name) >= _SHORTEST:
                    self._names[fold(name)] = unit.code
        for form in came:
            for folder in PurePosixPath(form.path).parents:
                self._beside[folder.as_posix()].add(form.unit_code)

    def owner_of(self, arrival: Arrival) -> str:
        """The code of the file's unit; ``""`` where nothing shows it, or several units are possible."""
        senders = self._mailboxes.units_of(arrival.envelope.sender)
        if len(senders) == 1:
            return senders[0]
        for part in (*parts_of(arrival.within)[1:], *parts_of(arrival.path)):
            named = self._named(fold(part))
            if named:
                return named
        for folder in PurePosixPath(arrival.path).parents:
            if folder.as_posix() == ".":
                break  # every file lies in the returns folder itself
            beside = self._beside.get(folder.as_posix(), set())
            if beside:
                return next(iter(beside)) if len(beside) == 1 else ""
        return ""

    def _named(self, text: str) -> str:
        """The code of the one unit named in a text, ``""`` for none or several; one inside a longer name is ignored."""
        found = {name: code for name, code in self._names.items() if name in text}
        codes = {code for name, code in found.items() if not any(name != other and name in other for other in found)}
        return next(iter(codes)) if len(codes) == 1 else ""
