"""Fixtures the whole suite shares."""

from office import office

__all__ = ["office"]
