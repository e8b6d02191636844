"""The fault suites, replayable from their seed.

    python -m tests.faults [--kills 1000] [--calls 1000] [--cuts 400] [--together 400]
                           [--seed N] [--scene WORDS] [--keep]
    python -m tests.faults --table docs/promises.md docs/janji.id.md

Without numbers a short run of each.  What is found wrong is printed with what brings it about; ``--keep`` keeps
the counts in tests/faults/results, of which ``--table`` makes the table on the pages.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from random import SystemRandom

from .results import Result, keep, kept, put_table, table
from .safeguards import SAFEGUARDS
from .shim import KINDS, PRELOADED, WITHOUT, preloaded, why_not

SUITES = ("kills", "calls", "cuts", "together")


def main() -> int:
    """Run what is asked for; 1 where something was lost or broken."""
    options = _options()
    if options.table is not None:
        for page in options.table:
            put_table(page, kept())
        return 0
    reason = why_not()
    if reason:
        print(reason, file=sys.stderr)
        return 2
    if PRELOADED not in os.environ:
        return preloaded([sys.executable, "-m", "tests.faults", *sys.argv[1:]])
    return _run(options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for suite in SUITES:
        parser.add_argument(f"--{suite}", type=int, metavar="N", help="so many")
    parser.add_argument("--seed", type=int, help="what a run begins from; printed, to run it again")
    parser.add_argument(
        "--minutes", type=float, help="end each suite after so many, with what was tried until then"
    )
    parser.add_argument("--scene", metavar="WORDS", help="only scenes that have these words")
    parser.add_argument("--each", choices=KINDS, help="let every call of a kind fail, one after the other")
    parser.add_argument("--reads", action="store_true", help="look whether what only reads writes")
    parser.add_argument("--without", choices=SAFEGUARDS, help="switch a safeguard off, to see a suite find it")
    parser.add_argument("--keep", action="store_true", help="keep the counts")
    parser.add_argument("--table", type=Path, nargs="*", metavar="PAGE", help="put the table on these pages")
    return parser.parse_args()


def _run(options: argparse.Namespace) -> int:
    from .scenes import SCENES
    from .suites import Suites

    if options.without:
        WITHOUT.append(options.without)
    seed = SystemRandom().randrange(100_000) if options.seed is None else options.seed
    print(f"seed {seed}", flush=True)
    scenes = tuple(scene for scene in SCENES if (options.scene or "") in scene.name)
    asked = {name: getattr(options, name) for name in SUITES}
    if not any((*asked.values(), options.reads, options.each)):
        asked = dict.fromkeys(asked, 100)
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        suites = Suites(Path(folder), scenes, lambda text: print(text, flush=True))
        runs = {"kills": suites.kills, "calls": suites.failures, "cuts": suites.cuts, "together": suites.together}
        for name, tries in asked.items():
            if tries:
                suites.until = time.monotonic() + 60 * (options.minutes or float("inf"))
                results.append(runs[name](seed, tries))
                if options.keep:
                    keep(results[-1])
        if options.each:
            results.append(suites.each(seed, 1 << KINDS.index(options.each)))
        wrote = suites.reads() if options.reads else []
    print(*wrote, table(results), sep="\n")
    print(*(f"{run.suite}: {run.seconds} s, {dict(run.parts)}" for run in results), sep="\n")
    return int(any(run.lost or run.broken for run in results) or bool(wrote))


if __name__ == "__main__":
    sys.exit(main())
