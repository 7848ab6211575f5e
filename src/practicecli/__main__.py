"""`python -m practicecli` is `practice`."""

from __future__ import annotations

import sys

from practicecli.entry import main

sys.exit(main())
