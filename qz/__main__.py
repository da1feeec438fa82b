"""``python -m qz``."""

import sys

from qz.cli.main import main

sys.exit(main())
