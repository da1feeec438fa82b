"""Whose a file is that says nothing of itself: by the mail's sender, by its names, by the form it came with."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePosixPath

from qz.evidence.matching import parts_of
from qz.intake.intake_records import Arrival
from qz.model.mailboxes import Mailboxes
from qz.model.programme import Programme
from qz.words import fold

_SHORTEST = 2


class Owners:
    """The units, by all that tells them; the forms that came, by where they lay."""

    def __init__(self, programme: Programme, mailboxes: Mailboxes, forms: Iterable[tuple[str, str]]) -> None:
        """``forms``: path and unit code of each."""
        self._mailboxes = mailboxes
        self._names: dict[str, str] = {}
        self._beside: dict[str, set[str]] = defaultdict(set)
        for unit in programme.units:
            for name in (unit.name, *unit.aliases):
                if len(name) >= _SHORTEST:
                    self._names[fold(name)] = unit.code
        for path, code in forms:
            for folder in PurePosixPath(path).parents:
                self._beside[folder.as_posix()].add(code)

    def owner_of(self, arrival: Arrival) -> str:
        """The unit's code; ``""`` where nothing tells, or two things it may be."""
        senders = self._mailboxes.units_of(arrival.envelope.sender)
        if len(senders) == 1:
            return senders[0]
        for part in (*parts_of(arrival.within)[1:], *parts_of(arrival.path)):
            named = self._named(fold(part))
            if named:
                return named
        for folder in PurePosixPath(arrival.path).parents:
            if folder.as_posix() == ".":
                break  # all that came lies there
            beside = self._beside.get(folder.as_posix(), set())
            if beside:
                return next(iter(beside)) if len(beside) == 1 else ""
        return ""

    def _named(self, text: str) -> str:
        """The one unit whose name a text holds, ``""`` for none or several; a name within a longer one is not one."""
        found = {name: code for name, code in self._names.items() if name in text}
        codes = {code for name, code in found.items() if not any(name != other and name in other for other in found)}
        return next(iter(codes)) if len(codes) == 1 else ""
