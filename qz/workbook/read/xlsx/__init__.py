"""A received ``.xlsx`` or ``.xlsm``, a module a part of the package."""
