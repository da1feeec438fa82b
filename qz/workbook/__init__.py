"""Workbooks as such: how they look, how text fits, how they are written safely and read exactly."""
