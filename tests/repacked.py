"""Packages (xlsx, ods, docx, zip) with parts changed, as a test wants them."""

import io
import zipfile


def repack(data, changes=None, drop=(), method=zipfile.ZIP_DEFLATED):
    """The same package with parts changed (``{name: bytes, or function of bytes}``), added or dropped."""
    changes = dict(changes or {})
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", method) as output:
        for info in source.infolist():
            if info.filename in drop:
                continue
            change = changes.pop(info.filename, None)
            body = source.read(info)
            new = body if change is None else change(body) if callable(change) else change
            output.writestr(zipfile.ZipInfo(info.filename), new, method)
        for name, body in changes.items():
            output.writestr(zipfile.ZipInfo(name), body, method)
    return target.getvalue()
