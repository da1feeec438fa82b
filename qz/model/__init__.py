"""The records that the stages pass to one another: small, immutable, and defined here only."""

import copyreg
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any


def _read_only(values: Mapping[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(values)


# Records hold read-only views of dictionaries, which do not pickle by themselves; from process to process they must.
copyreg.pickle(MappingProxyType, lambda view: (_read_only, (dict(view),)))
