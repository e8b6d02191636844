"""Make the pictures of the README with the program itself: every area of the app.

python scripts/pictures.py [FOLDER]      (docs/pictures by default)
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from datetime import date
from pathlib import Path

from taskforce.app import TaskforceApp
from taskforce.language import set_language
from taskforce.screens.frame.areas import AREAS
from taskforce.services.sample import write_sample
from taskforce.store.database.location import location_of
from taskforce.store.store import create_store

TODAY = date(2026, 11, 24)
SIZE = (110, 34)

_WEB_FONT = re.compile(r"@font-face\s*\{[^}]*\}", re.DOTALL)


def without_web_font(svg: str) -> str:
    """Return a picture without the font that Textual would fetch: nothing we show reaches the network."""
    return _WEB_FONT.sub("", svg).replace("Fira Code", "DejaVu Sans Mono, Consolas, Menlo")


async def take(database: Path, folder: Path) -> None:
    """Take a picture of each area of the app on a list, into a folder."""
    app = TaskforceApp(location_of(database), actor="galuh", today=TODAY)
    async with app.run_test(size=SIZE) as pilot:
        await app.workers.wait_for_complete()
        for area in AREAS:
            name = area.name
            await pilot.press(area.key)
            await app.workers.wait_for_complete()
            await pilot.pause(0.5)
            if name == "items":
                await pilot.press("down", "down")
                await pilot.pause(0.5)
            svg = without_web_font(app.export_screenshot(title=f"taskforce – {name}"))
            (folder / f"{name}.svg").write_text(svg, encoding="utf-8")


def main() -> None:
    """Write the sample and take the pictures."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/pictures")
    folder.mkdir(parents=True, exist_ok=True)
    set_language("en")
    for name in ("HOME", "USERPROFILE"):  # the settings show where things are: nobody's own folders
        os.environ[name] = "/home/galuh"
    with tempfile.TemporaryDirectory() as temporary:
        database = Path(temporary) / "sample.db"
        store = create_store(database, today=TODAY)
        write_sample(store)
        store.close()
        asyncio.run(take(database, folder))


if __name__ == "__main__":
    main()
