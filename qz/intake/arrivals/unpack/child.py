"""Opens one container in a process of its own, so that a file that crashes it stops nothing else.

``python -m qz.intake.arrivals.unpack.child FORMAT SECONDS BYTES``: the container on standard input, the files inside
it on standard output, as ``pieces_within.pack`` writes them.
"""

import sys
from importlib import import_module

from qz.intake.arrivals.legacy_child import limit
from qz.intake.arrivals.unpack.pieces_within import Refused, Within, pack

OPENERS = {
    "rar": ("rar", "open_rar"),
    "7z": ("seven", "open_seven"),
    "tar": ("streams", "open_tar"),
    "gz": ("streams", "open_stream"),
    "tnef": ("wrapped_mails", "open_tnef"),
    "msg": ("wrapped_mails", "open_msg"),
    "smime": ("wrapped_mails", "open_smime"),
}
"""By format: the module and the function that opens it; its library is loaded only in the child process."""


def main() -> None:
    """Read standard input, write standard output. For a refused container: one file without a name, with the reason."""
    limit(int(sys.argv[2]), int(sys.argv[3]))
    module, function = OPENERS[sys.argv[1]]
    opener = getattr(import_module(f"qz.intake.arrivals.unpack.{module}"), function)
    try:
        answer = pack(opener(sys.stdin.buffer.read()))
    except Refused as refusal:
        answer = pack([Within("", code=refusal.code, words=refusal.words)])
    except MemoryError:  # beyond the limit: the parent process reports it
        raise
    except Exception:  # noqa: BLE001 - whatever a library makes of a damaged file
        answer = pack([Within("", code="F29")])
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    main()
