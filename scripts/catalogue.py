"""Keep the message catalogues in step with the code.

python scripts/catalogue.py            collect the texts, update the .po files, compile the .mo files
python scripts/catalogue.py --check    fail when a text has no translation, or a compiled file is stale
python scripts/catalogue.py --add FILE take translations (English, a tab, the translation) into locale/id
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
KEYWORDS = {"_": None, "N_": None, "plural": (1, 2)}
LANGUAGES = ("id", "en")


def extract_calls(
    stream: BinaryIO, keywords: Any, comment_tags: Any, options: Any
) -> Iterator[tuple[int, str, str | tuple[str, ...], list[str]]]:
    """The texts of a Python file, those in f-strings too, which Babel's own method passes over."""
    for node in ast.walk(ast.parse(stream.read())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in keywords:
            texts = [part.value for part in node.args if isinstance(part, ast.Constant)]
            wanted = 2 if node.func.id == "plural" else 1
            if len(texts) >= wanted:
                yield node.lineno, node.func.id, tuple(texts[:2]) if wanted == 2 else texts[0], []


METHODS = [("**.py", extract_calls), ("**.jinja", "jinja2")]


def collect() -> Catalog:
    """Every text of the code."""
    catalogue = Catalog(project="taskforce", charset="utf-8", fuzzy=False)
    for name, _line, message, comments, context in extract_from_dir(
        PACKAGE, method_map=METHODS, keywords=KEYWORDS, comment_tags=("i18n:",)
    ):
        # File names without line numbers: the catalogues then change only when texts do.
        catalogue.add(message, None, [(name, 0)], auto_comments=comments, context=context)
    return catalogue


def po_path(language: str) -> Path:
    """Where a language's catalogue is."""
    return PACKAGE / "locale" / language / "LC_MESSAGES" / "taskforce.po"


def updated(language: str, template: Catalog) -> Catalog:
    """A language's catalogue with exactly the texts of the code."""
    path = po_path(language)
    if path.exists() and language != "en":  # English is the language of the ids: nothing to keep
        with path.open("rb") as stream:
            catalogue = read_po(stream, locale=language)
    else:
        catalogue = Catalog(locale=language)
    catalogue.update(deepcopy(template), no_fuzzy_matching=True)  # it keeps the messages it is given
    catalogue.obsolete.clear()
    catalogue.project, catalogue.version = "taskforce", ""
    catalogue.fuzzy = False
    catalogue.header_comment = f"# taskforce: texts, {language}"
    return catalogue


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as gettext reads it."""
    stream = io.BytesIO()
    write_mo(stream, catalogue)
    return stream.getvalue()


def written(catalogue: Catalog) -> bytes:
    """The catalogue as people edit it."""
    stream = io.BytesIO()
    write_po(stream, catalogue, width=110, sort_output=True, omit_header=False, include_lineno=False)
    lines = stream.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if b"-Date:" not in line and b"Last-Translator" not in line)


def texts_of(content: bytes) -> object:
    """What a catalogue file says, without its header: that names the day and the version of Babel."""
    if content[:4] in (b"\xde\x12\x04\x95", b"\x95\x04\x12\xde"):
        found = gettext.GNUTranslations(io.BytesIO(content))._catalog  # type: ignore[attr-defined]
        return {key: text for key, text in found.items() if key}
    return content.partition(b"\n\n")[2]


def missing(catalogue: Catalog) -> list[str]:
    """The texts without a translation."""
    found = []
    for message in catalogue:
        parts = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and not all(parts):
            found.append(str(message.id))
    return found


def add(catalogue: Catalog, path: Path) -> list[str]:
    """Take translations from a file; gives the lines that belong to no text."""
    unknown = []
    for line in path.read_text(encoding="utf-8").splitlines():
        text, tab, translation = line.partition("\t")
        message = catalogue.get(text.replace("\\n", "\n"))
        if not tab or message is None:
            unknown.append(line)
            continue
        value = translation.replace("\\n", "\n").strip("\r")
        if isinstance(message.id, tuple | list):
            message.string = tuple(value for _form in range(catalogue.num_plurals))
        else:
            message.string = value
    return unknown


def main() -> int:
    """Update, check or add."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--add", type=Path, action="append", default=[])
    options = parser.parse_args()
    template = collect()
    wrong: list[str] = []
    for language in LANGUAGES:
        catalogue = updated(language, template)
        if language == "id":
            for path in options.add:
                for line in add(catalogue, path):
                    print(f"no such text: {line}", file=sys.stderr)
            wrong += [f"{language}: no translation: {text}" for text in missing(catalogue)]
        target = po_path(language)
        files = {target: written(catalogue), target.with_suffix(".mo"): compiled(catalogue)}
        for path, content in files.items():
            if options.check:
                if not path.exists() or texts_of(path.read_bytes()) != texts_of(content):
                    wrong.append(f"{path.relative_to(ROOT)} is stale: run python scripts/catalogue.py")
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    print("\n".join(wrong), file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
