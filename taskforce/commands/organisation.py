"""``organisation``: the office that the list belongs to, with its letterhead and who signs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from taskforce.commands.context import Context
from taskforce.commands.parser import Declarations, Parser
from taskforce.language import _
from taskforce.model.errors import DONE, UsageError
from taskforce.model.text import clean_text
from taskforce.services.registers import edit_organisation
from taskforce.store.input.organisation import FIELDS, organisation_data

_ASSIGNMENT = re.compile(r"([A-Za-z][A-Za-z0-9_.-]*)=(.*)", re.DOTALL)


class OrganisationOptions(NamedTuple):
    """``show`` or ``edit``, and FIELD=VALUE for the latter."""

    action: str
    words: Sequence[str]
    dry_run: bool
    format: str


def _declare_organisation(parser: Parser) -> None:
    parser.epilog = _(
        "Fields: name, vision, missions, letterhead, logo (a PNG or JPEG file), signer, copies, place, number, "
        "paper, time_zone.  Lists are parted by “|”, or said one by one: letterhead.2=…  A signer is a member "
        "(signer.1=@HANDLE), or said part by part: signer.1.position, .name, .rank, .nip, .acting (Plt.), "
        ".on_behalf_of (a.n.), .role (Mengetahui).  A number is made of {seq:03}, {month}, {roman_month}, {year}, "
        "{week} and {quarter}."
    )
    parser.add_argument("action", choices=("show", "edit"))
    parser.add_argument("words", nargs="*", metavar="FIELD=VALUE")
    parser.add_dry_run()
    parser.add_yes()
    parser.add_format("table", "json")
    parser.calls(organisation, OrganisationOptions)


def organisation(context: Context, options: OrganisationOptions) -> int:
    """Show the organisation, or change fields of it in one step."""
    store = context.store
    if options.action == "edit":
        if not options.words:
            raise UsageError(
                _("Nothing to change was said: write FIELD=VALUE, with {fields}.", fields=", ".join(FIELDS))
            )
        texts = []
        for word in options.words:
            match = _ASSIGNMENT.fullmatch(word)
            if match is None:
                raise UsageError(_("“{text}” is no FIELD=VALUE: write it as place=Martapura.", text=word))
            texts.append((match[1], match[2]))
        saved = edit_organisation(store, texts, dry_run=options.dry_run)
        if options.format != "json":
            for line in saved.echo:
                context.print(line)
        for warning in saved.warnings:
            context.say(_("Note: {warning}", warning=warning))
        if options.format != "json" or options.dry_run:
            return DONE
    elif options.words:
        raise UsageError(_("“organisation show” takes no more words; “organisation edit FIELD=VALUE” changes it."))
    data = organisation_data(store.reader)
    if options.format == "json":
        context.print_json(data)
        return DONE
    labels = {
        "name": _("Name"),
        "vision": _("Vision"),
        "missions": _("Missions"),
        "letterhead": _("Letterhead"),
        "logo": _("Logo"),
        "signers": _("Signers"),
        "copies": _("Copies to"),
        "place": _("Place"),
        "number": _("Report no. pattern"),
        "paper": _("Paper"),
        "time_zone": _("Time zone"),
    }
    for field, value in data.items():
        if isinstance(value, list):
            context.print(f"{labels[field]}:" if value else f"{labels[field]}: -")
            for number, entry in enumerate(value, 1):
                shown = ", ".join(map(str, entry.values())) if isinstance(entry, dict) else entry
                context.print(f"  {number}. {clean_text(shown)}")
        else:
            context.print(f"{labels[field]}: {clean_text(str(value)) if value is not None else '-'}")
    return DONE


COMMANDS: Declarations = {"organisation": _declare_organisation}
