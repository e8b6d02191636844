"""Keep the Indonesian catalogue in step with the code; English texts are the message ids and need none.

python scripts/catalogue.py            collect the texts, update the .po file, compile the .mo file
python scripts/catalogue.py --check    fail when a text has no translation, or a compiled file is stale
python scripts/catalogue.py --add FILE take translations in: English, a tab, the translation; of a text with a
                                       context: a tab and the context behind them
"""

from __future__ import annotations

import argparse
import ast
import gettext
import io
import sys
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, BinaryIO

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "taskforce"
PO = PACKAGE / "locale" / "id" / "LC_MESSAGES" / "taskforce.po"
KEYWORDS = {
    "_": None, "N_": None, "plural": (1, 2),
    "_c": ((1, "c"), 2), "NC_": ((1, "c"), 2), "plural_c": ((1, "c"), 2, 3),
}  # fmt: skip


def extract_calls(
    stream: BinaryIO, keywords: Any, comment_tags: Any, options: Any
) -> Iterator[tuple[int, str, str | tuple[str, ...], list[str]]]:
    """Yield the texts of a Python file, those in f-strings too, which Babel's own method passes over."""
    for node in ast.walk(ast.parse(stream.read())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in keywords:
            texts = [part.value for part in node.args if isinstance(part, ast.Constant)]
            count = len(KEYWORDS[node.func.id] or (1,))
            if len(texts) >= count:
                yield node.lineno, node.func.id, tuple(texts[:count]) if count > 1 else texts[0], []


METHODS = [("**.py", extract_calls), ("**.jinja", "jinja2")]


def collect() -> Catalog:
    """Return every text of the code."""
    catalogue = Catalog(project="taskforce", charset="utf-8", fuzzy=False)
    for name, _line, message, comments, context in extract_from_dir(
        PACKAGE, method_map=METHODS, keywords=KEYWORDS, comment_tags=("i18n:",)
    ):
        # File names without line numbers: the catalogue then changes only when texts do.
        catalogue.add(message, None, [(name, 0)], auto_comments=comments, context=context)
    return catalogue


def updated(template: Catalog) -> Catalog:
    """Return the catalogue with exactly the texts of the code."""
    with PO.open("rb") as stream:
        catalogue = read_po(stream, locale="id")
    catalogue.update(deepcopy(template), no_fuzzy_matching=True)  # it keeps the messages it is given
    catalogue.obsolete.clear()
    catalogue.project, catalogue.version = "taskforce", ""
    catalogue.fuzzy = False
    catalogue.header_comment = "# taskforce: texts, id"
    return catalogue


def compiled(catalogue: Catalog) -> bytes:
    """Return the catalogue as gettext reads it."""
    stream = io.BytesIO()
    write_mo(stream, catalogue)
    return stream.getvalue()


def written(catalogue: Catalog) -> bytes:
    """Return the catalogue as people edit it."""
    stream = io.BytesIO()
    write_po(stream, catalogue, width=110, sort_output=True, omit_header=False, include_lineno=False)
    lines = stream.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if b"-Date:" not in line and b"Last-Translator" not in line)


def texts_of(content: bytes) -> object:
    """Return what a catalogue file says, without its header: that names the day and the version of Babel."""
    if content[:4] in (b"\xde\x12\x04\x95", b"\x95\x04\x12\xde"):
        texts = gettext.GNUTranslations(io.BytesIO(content))._catalog  # type: ignore[attr-defined]
        return {key: text for key, text in texts.items() if key}
    return content.partition(b"\n\n")[2]


def missing(catalogue: Catalog) -> list[str]:
    """Return the texts without a translation."""
    texts = []
    for message in catalogue:
        parts = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and not all(parts):
            texts.append(str(message.id) + (f" (context: {message.context})" if message.context else ""))
    return texts


def add(catalogue: Catalog, path: Path) -> list[str]:
    """Take translations from a file; return the lines that belong to no text."""
    unknown = []
    for line in path.read_text(encoding="utf-8").splitlines():
        text, tab, rest = line.partition("\t")
        translation, _tab, context = rest.rstrip("\r").replace("\\n", "\n").partition("\t")
        message = catalogue.get(text.replace("\\n", "\n"), context or None)
        if not tab or message is None:
            unknown.append(line)
        elif isinstance(message.id, tuple | list):
            message.string = (translation,) * catalogue.num_plurals
        else:
            message.string = translation
    return unknown


def main() -> int:
    """Update the catalogue, check it, or add translations to it; return the exit status."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--add", type=Path, action="append", default=[])
    options = parser.parse_args()
    catalogue = updated(collect())
    for path in options.add:
        for line in add(catalogue, path):
            print(f"no such text: {line}", file=sys.stderr)
    wrong = [f"no translation: {text}" for text in missing(catalogue)]
    for path, content in {PO: written(catalogue), PO.with_suffix(".mo"): compiled(catalogue)}.items():
        if not options.check:
            path.write_bytes(content)
        elif not path.exists() or texts_of(path.read_bytes()) != texts_of(content):
            wrong.append(f"{path.relative_to(ROOT)} is stale: run python scripts/catalogue.py")
    print("\n".join(wrong), file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
