"""How large the sheets of a workbook are, and which cells have no value, before a reader unpacks it.

A workbook is a zip of XML parts (xlsx, ods) or of records (xlsb).  Each part is unpacked once, in pieces, to its
true end: what a zip says of its sizes is not believed.  Patterns look at a tag at a time, and at a bounded stretch
of it, so that no text makes them slow.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from taskforce.exchange.files.limits import (
    MOST_CELLS,
    MOST_LETTERS,
    MOST_MARKED,
    MOST_UNPACKED,
    Sizes,
    too_many_letters,
    too_many_marks,
    too_much,
)
from taskforce.exchange.files.sheet import OWN_SHEETS, Broken, column_index

DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, NotImplementedError, KeyError, ValueError, EOFError, OSError),
    *(RuntimeError, RecursionError, ElementTree.ParseError),
)
"""What reading a damaged package raises."""

_PIECE = 1 << 20
_INDEX = 8_000_000
"""Bytes of the parts that list the sheets; they are read as a whole."""

_BEYOND = 1 << 40
_MOST_TEXTS = 2_000_000

_P = rb"(?:\w+:)?"
_VALUE = rb"\s{0,99}<" + _P + rb"(?:v|is|f)[\s/>]"
_FILLED = re.compile(rb"<" + _P + rb'c\s+r="([A-Z]{1,3})([0-9]{1,7})"(?:\s[^<>]{0,400})?(?<!/)>' + _VALUE)
"""A cell that holds anything, as every program writes it: its place comes first."""
_UNUSUAL = re.compile(rb"<" + _P + rb'c(?!\s+r="[A-Z]{1,3}[0-9]{1,7}"(?:\s[^<>]{0,400})?/?>)[\s/>]')
_CELL = re.compile(rb"<" + _P + rb"(?:(row)|c)(?=[\s/>])([^<>]{0,400})>(" + _VALUE + rb")?")
_PLACE = re.compile(rb"\sr\s{0,9}=\s{0,9}[\"']([A-Za-z]{0,10})([0-9]{1,20})[\"']")
_TOO_LONG = re.compile(rb"<" + _P + rb"(?:row|c)\s[^<>]{400}")
_BODY = rb"(\s[^<>]{0,400})>\s{0,99}"
_FORMULA = rb"<" + _P + rb"f\b[^<>]{0,999}(?:/>|>([^<]{0,20000})</" + _P + rb"f>)\s{0,99}"
_ERROR = re.compile(rb"<" + _P + rb"c" + _BODY + rb"(?:" + _FORMULA + rb")?<" + _P + rb"v>([^<]{0,200})<")
_EMPTY_FORMULA = re.compile(
    rb"<" + _P + rb"c" + _BODY + _FORMULA + rb"(?:<" + _P + rb"v\s{0,9}/>|<" + _P + rb"v></" + _P + rb"v>)?"
    rb"\s{0,99}</" + _P + rb"c>"
)
_SHARED = re.compile(rb"\bt=[\"']s[\"'][^<>]{0,400}>\s{0,99}<" + _P + rb"v>\s{0,9}([0-9]{1,9})")
_TEXT = re.compile(rb"<" + _P + rb"si[\s/>]")

_ODS = re.compile(
    rb"<table:(table(?:-row)?|(?:covered-)?table-cell)(?=[\s/>])([^<>]{0,20000})>|</table:(table(?:-row)?)\s{0,9}>"
)
_ODS_TOO_LONG = re.compile(rb"<" + _P + rb"(?:row|c)\s[^<>]{400}")
_REPEATED = re.compile(rb"\btable:number-(?:rows|columns)-repeated=[\"']([0-9]{1,20})")


def pieces(package: zipfile.ZipFile, part: zipfile.ZipInfo, most: int, name: str) -> Iterator[bytes]:
    """Return a part in pieces, unpacked to its true end.  Raise :class:`ImportFailed` for more than ``most``."""
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile("unknown compression")
    part.file_size = _BEYOND  # else reading ends where the package says, not where the part does
    with package.open(part) as stream:
        while piece := stream.read(_PIECE):
            most -= len(piece)
            if most < 0:
                raise too_much(name)
            yield piece


def whole(package: zipfile.ZipFile, part: str, name: str, most: int = _INDEX) -> bytes:
    """Return a small part.  Raise :class:`ImportFailed` for a larger one."""
    return b"".join(pieces(package, package.getinfo(part), most, name))


@dataclass(slots=True)
class Extent:
    """Of a part, were it a sheet: its last row and column with a value, and its cells without a usable one.

    ``shared`` is how many cells have a text that the workbook keeps once; ``merged`` counts merged ranges.
    """

    rows: int = 0
    columns: int = 0
    shared: int = 0
    merged: int = 0
    broken: dict[tuple[int, int], Broken] = field(default_factory=dict)

    def hold(self, rows: int, columns: int) -> None:
        """Reach to a row and a column at least."""
        self.rows, self.columns = max(self.rows, rows), max(self.columns, columns)


def scan_xlsx(package: zipfile.ZipFile, name: str) -> dict[str, dict[tuple[int, int], Broken]]:
    """Return the unusable cells by sheet.  Raise :class:`ImportFailed` for more than a list can be."""
    budget = _Budget(package, name)
    lengths = array("I")
    extents: dict[str, Extent] = {}
    targets = {target.lower() for _title, target in _shown_sheets(package, name)}
    for part in package.infolist():
        kind = part.filename.lower()
        if kind == "xl/sharedstrings.xml":
            lengths = _lengths(budget.unpack(part), name)
        elif kind.startswith(("customxml/", "docprops/")) and kind not in targets:
            budget.measure(part)  # of other programs, in whatever encoding: no reader opens it
        elif kind.endswith(".xml"):
            extents[kind] = _scan_cells(budget.unpack(part), name)
        else:
            budget.measure(part)
    largest = max(extents.values(), key=lambda one: one.rows * one.columns, default=Extent())
    sizes, letters, marked = Sizes(name), 0, 0
    broken: dict[str, dict[tuple[int, int], Broken]] = {}
    longest = max(lengths, default=0)
    for title, target in _shown_sheets(package, name):
        extent = extents.get(target.lower(), largest)
        sizes.add(extent.rows, extent.columns)
        letters += extent.shared * longest
        marked += extent.merged + len(extent.broken)
        if marked > MOST_MARKED:
            raise too_many_marks(name)
        broken[title] = extent.broken
    if letters > MOST_LETTERS:
        _count_letters(package, [target for _title, target in _shown_sheets(package, name)], lengths, name)
    return broken


class _Budget:
    """Unpacks the parts of a package, together no more than a list can be."""

    def __init__(self, package: zipfile.ZipFile, name: str) -> None:
        self.package, self.name, self.left = package, name, MOST_UNPACKED
        names = [part.filename.lower() for part in package.infolist()]
        if len(set(names)) < len(names):
            raise zipfile.BadZipFile("a part is there twice")

    def unpack(self, part: zipfile.ZipInfo) -> Iterator[bytes]:
        for piece in pieces(self.package, part, self.left, self.name):
            self.left -= len(piece)
            yield piece

    def measure(self, part: zipfile.ZipInfo) -> None:
        for _piece in self.unpack(part):
            pass


def _shown_sheets(package: zipfile.ZipFile, name: str) -> list[tuple[str, str]]:
    """Return the title of each sheet that is read, and the part it is in."""
    targets: dict[str, str] = {}
    for relation in _elements(whole(package, "xl/_rels/workbook.xml.rels", name), "Relationship"):
        target = relation.get("Target", "").lstrip("/")
        targets[relation.get("Id", "")] = target if target.startswith("xl/") else f"xl/{target}"
    return [
        (sheet.get("name", ""), targets.get(sheet.get("id", ""), ""))
        for sheet in _elements(whole(package, "xl/workbook.xml", name), "sheet")
        if sheet.get("state", "visible") == "visible" or sheet.get("name") in OWN_SHEETS
    ]


def _elements(xml: bytes, tag: str) -> Iterator[dict[str, str]]:
    for element in ElementTree.fromstring(xml).iter():
        if element.tag.rpartition("}")[2] == tag:
            yield {key.rpartition("}")[2]: value for key, value in element.attrib.items()}


def _by_cells(stream: Iterable[bytes]) -> Iterator[bytes]:
    """Return pieces that begin with a row or a cell, so that each is whole in one of them."""
    rest = b""
    for piece in stream:
        if b"\0" in piece:
            raise ValueError("no UTF-8")
        text = rest + piece
        cut = max(text.rfind(sign) for sign in (b"<c ", b":c ", b"<row", b":row", b"<c>", b":c>"))
        if cut > 0 and text[cut : cut + 1] == b":":
            cut = text.rfind(b"<", 0, cut)
        if cut <= 0 or len(text) - cut > _PIECE:
            cut = max(0, len(text) - 1000)  # a text so long is no tag; one that begins near its end is kept
            yield text
        else:
            yield text[:cut]
        rest = text[cut:]
    yield rest


def _scan_cells(stream: Iterable[bytes], name: str) -> Extent:
    extent = Extent()
    place = (0, 0)
    unusual = 0
    for text in _by_cells(stream):
        if _UNUSUAL.search(text) is None:
            filled = _FILLED.findall(text)
            if filled:
                _take_broken(text, extent, name)
                columns, rows = zip(*filled, strict=True)
                extent.hold(max(map(int, set(rows))), max(column_index(one.decode()) for one in set(columns)) + 1)
                place = (int(rows[-1]), column_index(columns[-1].decode()) + 1)
        else:
            place = _scan_unusual(text, extent, place)
            _take_broken(text, extent, name)
            unusual += text.count(b"<")
        if extent.rows * extent.columns > MOST_CELLS or unusual > MOST_CELLS:
            Sizes(name).add(extent.rows, extent.columns)
            raise too_much(name)
        extent.shared += text.count(b't="s"') + text.count(b"t='s'")
        extent.merged += text.count(b"mergeCell ")
    return extent


def _scan_unusual(text: bytes, extent: Extent, place: tuple[int, int]) -> tuple[int, int]:
    """Count cells that may not say where they stand: each stands beside the one before, which was at ``place``."""
    if _TOO_LONG.search(text):
        raise ValueError("a tag is too long")
    row, column = place
    for is_row, attributes, filled in _CELL.findall(text):
        at = _PLACE.search(attributes)
        if is_row:
            row, column = int(at[2]) if at is not None else row + 1, 0
            continue
        row, column = (
            (int(at[2]), column_index(at[1].decode().upper()) + 1) if at is not None else (row, column + 1)
        )
        if filled and attributes[-1:] != b"/":
            extent.hold(row, column)
    return row, column


def _take_broken(text: bytes, extent: Extent, name: str) -> None:
    """Add the cells of a piece that show an error, or a formula without its result."""
    if b't="e"' in text:
        for attributes, _formula, value in _ERROR.findall(text):
            if b't="e"' in attributes and (place := _PLACE.search(attributes)):
                extent.broken[_index(place)] = Broken(value.decode("utf-8", "replace"))
    if b"<f>" in text or b"<f " in text or b":f" in text:
        for attributes, formula in _EMPTY_FORMULA.findall(text):
            if b't="str"' not in attributes and attributes[-1:] != b"/" and (place := _PLACE.search(attributes)):
                extent.broken[_index(place)] = Broken("=" + (formula.decode("utf-8", "replace") or "…"))
    if len(extent.broken) > MOST_MARKED:
        raise too_many_marks(name)


def _index(place: re.Match[bytes]) -> tuple[int, int]:
    return int(place[2]) - 1, column_index(place[1].decode().upper())


def _by_tags(stream: Iterable[bytes], longest: int) -> Iterator[bytes]:
    """Return pieces in which each tag of at most ``longest`` bytes is whole."""
    rest = b""
    for piece in stream:
        if b"\0" in piece:
            raise ValueError("no UTF-8")
        text = rest + piece
        cut = text.rfind(b"<")
        if cut <= 0 or len(text) - cut > longest:
            cut = len(text)
        yield text[:cut]
        rest = text[cut:]
    yield rest


def _lengths(stream: Iterable[bytes], name: str) -> array[int]:
    """Return the bytes of each text that a workbook keeps once, with its tags."""
    lengths = array("I")
    begin = offset = 0
    for text in _by_tags(stream, 100):
        for match in _TEXT.finditer(text):
            place = offset + match.start()
            if begin:
                lengths.append(place - begin)
            begin = place
        offset += len(text)
        if len(lengths) > _MOST_TEXTS:
            raise too_much(name)
    lengths.append(offset - begin)
    return lengths


def _count_letters(package: zipfile.ZipFile, targets: Iterable[str], lengths: array[int], name: str) -> None:
    """Raise :class:`ImportFailed` when the texts kept once are more than a list has, each counted where it is."""
    parts = {part.filename.lower(): part for part in package.infolist()}
    letters: dict[str, int] = {}
    total = 0
    for target in map(str.lower, targets):
        if target in parts and target not in letters:
            stream = _by_cells(pieces(package, parts[target], MOST_UNPACKED, name))
            texts = (int(index) for text in stream for index in _SHARED.findall(text))
            letters[target] = sum(lengths[index] for index in texts if index < len(lengths))
        total += letters.get(target, 0)
        if total > MOST_LETTERS:
            raise too_many_letters(name)


def scan_ods(package: zipfile.ZipFile, name: str) -> None:
    """Raise :class:`ImportFailed` for sheets of more than a list can be; a cell may stand for thousands."""
    budget, sheet = _Budget(package, name), _OdsSheet(Sizes(name))
    for part in package.infolist():
        if part.filename != "content.xml":
            budget.measure(part)
    offset = 0
    for text in _by_tags(budget.unpack(package.getinfo("content.xml")), 20_100):
        if _ODS_TOO_LONG.search(text):
            raise ValueError("a tag is too long")
        sheet.take(text, offset)
        offset += len(text)
    sheet.end()


class _OdsSheet:
    """Counts the rows and columns of sheets up to the last ones that hold anything."""

    def __init__(self, sizes: Sizes) -> None:
        self.sizes = sizes
        self.letters = self.tags = 0
        self.rows = self.columns = 0  # up to the last ones that hold anything
        self.row = self.repeats = self.column = self.width = 0  # where we are
        self.row_letters = self.repeated = self.begin = 0

    def take(self, text: bytes, offset: int) -> None:
        """Count what stands in a piece that begins at ``offset``."""
        for match in _ODS.finditer(text):
            kind, attributes, closed = match.groups()
            if self.repeated > 1:  # the text of a cell that stands for several
                self.row_letters += (offset + match.start() - self.begin) * self.repeated
                self.repeated = 0
            if closed == b"table-row":
                self.end_row(offset + match.start())
            elif kind == b"table-row":
                self.repeats = _repeats(attributes)
                self.column = self.width = self.row_letters = 0
                self.begin = offset + match.start()
                if attributes.endswith(b"/"):
                    self.end_row(self.begin)
            elif closed or kind == b"table":
                self.end()
            else:
                several = _repeats(attributes) if b"repeated" in attributes else 1
                self.column += several
                if b"office:" in attributes or b"table:formula" in attributes:
                    self.width = self.column
                    if several > 1:
                        self.repeated, self.begin = several, offset + match.start()
            self.tags += 1
        if self.tags > MOST_CELLS // 2:
            raise too_much(self.sizes.name)

    def end_row(self, place: int) -> None:
        """Count a row that ends at ``place``."""
        self.row += self.repeats
        if self.width:
            self.rows, self.columns = self.row, max(self.columns, self.width)
            if self.repeats > 1:
                self.row_letters += max(0, place - self.begin)
            self.letters += self.row_letters * self.repeats
        if self.letters > MOST_LETTERS:
            self.sizes.add(self.rows, self.columns)
            raise too_many_letters(self.sizes.name)

    def end(self) -> None:
        """Count a sheet."""
        if self.rows:
            self.sizes.add(self.rows, self.columns)
        self.row = self.rows = self.columns = 0


def _repeats(attributes: bytes) -> int:
    match = _REPEATED.search(attributes)
    return int(match[1]) if match is not None else 1


_ROW, _TEXT_CELL, _LAST_CELL, _STORED_TEXT, _SHEET_ENTRY = 0, 7, 11, 19, 156
"""Kinds of records of an xlsb; cells are 1 to 11."""

_LARGEST_BINARY = 100_000_000
_MOST_RECORDS = 2 * MOST_CELLS


def scan_xlsb(package: zipfile.ZipFile, name: str) -> None:
    """Raise :class:`ImportFailed` for sheets of more than a list can be."""
    budget, sizes = _Budget(package, name), Sizes(name)
    targets = {"xl/workbook.bin", "xl/sharedstrings.bin"}
    for relation in _elements(whole(package, "xl/_rels/workbook.bin.rels", name), "Relationship"):
        target = relation.get("Target", "").lstrip("/").lower()
        targets.add(target if target.startswith("xl/") else f"xl/{target}")
    parts: dict[str, bytes] = {}
    for part in package.infolist():
        kind = part.filename.lower()
        if kind in targets and kind.endswith(".bin"):
            budget.left = min(budget.left, _LARGEST_BINARY)
            parts[kind] = b"".join(budget.unpack(part))
        else:
            budget.measure(part)
    entries = sum(code == _SHEET_ENTRY for code, _at, _size in _records(parts.pop("xl/workbook.bin", b""), name))
    texts = parts.pop("xl/sharedstrings.bin", b"")
    lengths = array("I", (size for code, _at, size in _records(texts, name) if code == _STORED_TEXT))
    extents = [_scan_records(data, lengths, name) for data in parts.values()]
    largest = max(extents, key=lambda one: (one[0].rows * one[0].columns, one[1]), default=(Extent(), 0))
    letters = 0
    for extent, own in [*extents, *[largest] * (entries - len(extents))]:
        sizes.add(extent.rows, extent.columns)
        letters += own
    if letters > 2 * MOST_LETTERS:  # two bytes each
        raise too_many_letters(name)


def _records(data: bytes, name: str) -> Iterator[tuple[int, int, int]]:
    """Return the kind, place and size of each record."""
    place, end, count = 0, len(data), 0
    while place < end - 1:
        code = data[place]
        place += 1
        if code & 0x80:
            code = code & 0x7F | (data[place] & 0x7F) << 7
            place += 1
        size = 0
        for shift in range(0, 28, 7):
            byte = data[place] if place < end else 0
            place += 1
            size |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        yield code, place, size
        place += size
        count += 1
        if count > _MOST_RECORDS:
            raise too_much(name)


def _scan_records(data: bytes, lengths: array[int], name: str) -> tuple[Extent, int]:
    """Return the extent of a sheet, and how many bytes of text its cells repeat."""
    extent, row, letters = Extent(), 0, 0
    for code, place, _size in _records(data, name):
        if code == _ROW:
            row = int.from_bytes(data[place : place + 4], "little") + 1
        elif code <= _LAST_CELL:
            extent.rows = max(extent.rows, row)
            extent.columns = max(extent.columns, int.from_bytes(data[place : place + 4], "little") + 1)
            if code == _TEXT_CELL:
                index = int.from_bytes(data[place + 8 : place + 12], "little")
                letters += lengths[index] if index < len(lengths) else 0
    return extent, letters
