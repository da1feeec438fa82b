"""The one way a command ends without results."""


class Stop(Exception):
    """Nothing could be written; the message is the plain Chinese sentence the user reads."""
