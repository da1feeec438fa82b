"""Who sent a file and when, and why it may not count by itself.

Source: product specification, "Trust".
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from qz.intake.intake_records import Arrival, Envelope, Issue
from qz.intake.judging.candidates import SHOWN
from qz.intake.reading.examine import Examined
from qz.model.mailboxes import UNSIGNED, Mailboxes
from qz.model.programme import Programme
from qz.model.trust import RULES, Doubt, doubt_about
from qz.records import dataclass

SOON: Final = dt.timedelta(days=1)
"""A time no further ahead is not taken as lying in the future, for clocks differ."""
_FAR: Final = dt.timedelta(days=2)
"""The longest time a mail takes; a ``Date`` further from its arrival is reported."""


def times_claimed(examined: Examined) -> Iterator[dt.datetime]:
    """Every time that an arrival gives for itself and for the mails it came in, before they are judged."""
    envelope: Envelope | None = examined.arrival.envelope
    while envelope is not None:
        yield from filter(None, (envelope.mailed_at, envelope.dated_at))
        envelope = envelope.outer
    yield from (each.saved_at for each in (examined.content, examined.reported) if each and each.saved_at)


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges the sender and the times of arrivals.

    ``now``: the office's naive local time; ``None``: no time is taken as lying in the future.
    """

    programme: Programme
    mailboxes: Mailboxes
    now: dt.datetime | None = None

    def settle(self, examined: Examined) -> Examined:
        """The arrival with the envelope of the mail that counts, and without times that lie in the future."""
        envelope = self._envelope(examined.arrival.envelope)
        if self._is_future(envelope.mailed_at):
            envelope = replace(envelope, mailed_at=None)
        settled = replace(examined, arrival=replace(examined.arrival, envelope=envelope))
        content, reported = examined.content, examined.reported
        if content is not None and self._is_future(content.saved_at):
            settled = replace(settled, content=replace(content, saved_at=None))
        if reported is not None and self._is_future(reported.saved_at):
            settled = replace(settled, reported=replace(reported, saved_at=None))
        return settled

    def odd_times(self, envelope: Envelope) -> Iterator[Issue]:
        """S06: a mail from the future. S07: its ``Date`` is far from the time it came."""
        chosen = self._envelope(envelope)
        if self._is_future(chosen.mailed_at) and chosen.mailed_at:
            yield Issue("S06", {"found": chosen.mailed_at.strftime(SHOWN)})
        elif chosen.mailed_at and chosen.dated_at and abs(chosen.dated_at - chosen.mailed_at) > _FAR:
            found, wanted = (time.strftime(SHOWN) for time in (chosen.dated_at, chosen.mailed_at))
            yield Issue("S07", {"found": found, "wanted": wanted})

    def _is_future(self, moment: dt.datetime | None) -> bool:
        return moment is not None and self.now is not None and moment > self.now + SOON

    def _envelope(self, envelope: Envelope) -> Envelope:
        """The envelope of the outermost mail; of the mail inside it, where the office itself passed that on.

        What stands in an attached mail is only what the outer mail's sender claims.
        """
        chain = [envelope]
        while chain[0].outer is not None:
            chain.insert(0, chain[0].outer)
        chosen = chain[0]
        for inner in chain[1:]:
            if not self.mailboxes.is_office(chosen.sender) or chosen.spoofed or not inner.sender:
                break
            chosen = inner
        return replace(chosen, outer=None)

    def doubt(self, examined: Examined) -> Doubt | None:
        """Why the file does not count by itself; ``None`` where nothing is against it, or no rule is about its kind."""
        content, arrival = examined.content, examined.arrival
        rule = RULES.get(content.kind) if content else None
        if content is None or rule is None or content.issue is not None:
            return None
        envelope, owner = arrival.envelope, content.speaker
        unit = self.programme.find_unit(owner)
        return doubt_about(
            rule,
            self.mailboxes.party(envelope.sender, owner, mailed=envelope.is_mail),
            content.seal,
            sender=envelope.sender or UNSIGNED,
            whose=self.mailboxes.whose(envelope.sender),
            owner=unit.name if unit else "",
            spoofed=envelope.spoofed,
        )

    def is_ours(self, examined: Examined) -> bool:
        """Whether the office itself sent it (a whole mailbox was exported) and nobody filled it in."""
        arrival, content, reported = examined.arrival, examined.content, examined.reported
        if not self._only_office(arrival) or arrival.contains:
            return False
        if content is None or content.issue is not None:
            return True
        return content.as_made or (reported is not None and reported.is_blank)

    def is_passed_on(self, examined: Examined) -> bool:
        """Whether it is a filled return that the office sent; it counts where the unit's own return did not come."""
        return examined.reported is not None and self._only_office(examined.arrival)

    def _only_office(self, arrival: Arrival) -> bool:
        sender = arrival.envelope.sender
        return self.mailboxes.is_office(sender) and not self.mailboxes.units_of(sender)
