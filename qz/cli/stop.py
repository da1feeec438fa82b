"""The one way a command ends without results."""


class Stop(Exception):  # noqa: N818 - nothing is wrong with the program
    """Nothing could be written; the message is the plain Chinese sentence the user reads."""
