"""Finds out to whom a mail address belongs: a unit of the roster, several units, the office, or nobody."""

from collections.abc import Iterator
from typing import Final

from qz.model.addresses import find_addresses
from qz.model.programme import Programme
from qz.model.trust import Party

OFFICE: Final = "本办公室"
UNSIGNED: Final = "没有写发件人的邮件"


class Mailboxes:
    """The mail addresses of the roster and of the office. Several units may share one."""

    def __init__(self, programme: Programme) -> None:
        """Index all addresses by owner."""
        self._programme = programme
        self._office = frozenset(map(str.casefold, find_addresses(programme.particulars.email)))
        self._units: dict[str, list[str]] = {}
        self._listed: set[str] = set()
        for unit in programme.units:
            for address in find_addresses(unit.email):
                self._units.setdefault(address.casefold(), []).append(unit.code)
                self._listed.add(unit.code)

    @property
    def has_units(self) -> bool:
        """Whether any unit of the roster has a mail address."""
        return bool(self._units)

    def is_office(self, address: str) -> bool:
        """Whether it is the office's address."""
        return address.casefold() in self._office

    def units_of(self, address: str) -> tuple[str, ...]:
        """The codes of the units with this address, in roster order."""
        return tuple(self._units.get(address.casefold(), ()))

    def party(self, address: str, owner: str, *, mailed: bool) -> Party:
        """Who brought a workbook that speaks for the unit ``owner`` (a code; ``""``: for the office).

        ``address``: the sender's. ``mailed``: whether it came by mail; if not, it was put into the folder by hand.
        """
        if not mailed:
            return Party.HAND
        if self.is_office(address):
            return Party.OFFICE
        units = self.units_of(address)
        if owner and owner in units:
            return Party.OWN
        if units:
            return Party.OTHER
        return Party.STRANGER if not owner or owner in self._listed else Party.UNLISTED

    def whose(self, address: str) -> str:
        """The owner of the address, in words: ``薛家镇的邮箱``."""
        if not address:
            return "不知出自谁的邮箱"
        names = "、".join(self._names(address))
        return f"{names}的邮箱" if names else "不在单位名册的邮箱"

    def _names(self, address: str) -> Iterator[str]:
        if self.is_office(address):
            yield OFFICE
        yield from (self._programme.unit(code).name for code in self.units_of(address))
