"""Why a received file cannot be read, as a code of the catalogue of findings."""


class UnreadableFile(Exception):
    """A file that is refused. ``code`` and ``words`` make its finding: ``make_finding(fault.code, **fault.words)``."""

    def __init__(self, code: str, **words: str) -> None:
        """Keep the code and the words its sentence wants."""
        super().__init__(code)
        self.code = code
        self.words = words

    def __reduce__(self) -> tuple[object, ...]:
        return _remake, (self.code, self.words)


def _remake(code: str, words: dict[str, str]) -> UnreadableFile:
    return UnreadableFile(code, **words)
