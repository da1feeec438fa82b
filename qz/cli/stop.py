"""The exception with which a command ends without results."""


class Stop(Exception):
    """Nothing could be written; the message is the Chinese sentence shown to the user."""
