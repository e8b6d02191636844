"""What differs between two issued reports, as data and in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from taskforce.language import _
from taskforce.reports.content.options import SECTIONS
from taskforce.store.read.issued_reports import Frozen


def compared(before: Frozen, after: Frozen) -> dict[str, Any]:
    """Return what differs between two issued reports: figures, items and words.

    Values are plain, ``[before, after]`` each; ``items`` are those that only one of the two has, and those whose
    fields differ.
    """
    old, new = before.figures["data"], after.figures["data"]
    summary = _differing(old["summary"], new["summary"])
    for name in ("organisation", "number", "as_of"):
        summary |= _differing({name: old[name]}, {name: new[name]})
    groups: dict[str, Any] = {}
    for kind in ("by_dimension", "by_agency", "by_priority", "by_member"):
        pair = [{one["key"]: one for one in data.get(kind, ())} for data in (old, new)]
        differing = {
            key: changed
            for key in [*pair[0], *(key for key in pair[1] if key not in pair[0])]
            if (changed := _differing(pair[0].get(key, {}), pair[1].get(key, {})))
        }
        if differing:
            groups[kind] = differing
    return {
        "period": [old["period"]["label"], new["period"]["label"]],
        "summary": summary,
        "groups": groups,
        "items": _differing_items(before.figures["items"], after.figures["items"]),
        "words": _differing(_words(before.texts), _words(after.texts)),
    }


def _differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, list[Any]]:
    names = [*old, *(name for name in new if name not in old)]
    return {name: [old.get(name), new.get(name)] for name in names if old.get(name) != new.get(name)}


def _differing_items(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    changed = []
    for key, item in new.items():
        fields = _differing(old[key], item) if key in old else {}
        if fields:
            changed.append({"ref": item["ref"], "title": item["title"], "fields": fields})
    return {
        "only_before": [_identity(item) for key, item in old.items() if key not in new],
        "only_after": [_identity(item) for key, item in new.items() if key not in old],
        "changed": changed,
    }


def _identity(item: Mapping[str, Any]) -> dict[str, Any]:
    return {"ref": item["ref"], "title": item["title"]}


def _words(texts: Mapping[str, Any]) -> dict[str, str]:
    """Return what people wrote around the figures of a frozen document.

    That is the secretary's words, by part; the letterhead, the signatures and who gets copies.
    """
    words: dict[str, str] = {}
    for part in texts["document"]["parts"]:
        own = [block["text"] for block in part["blocks"] if block.get("kind") == "words"]
        if own:
            words[part["key"]] = "\n\n".join(own)
        for block in part["blocks"]:
            match block["_"]:
                case "Letterhead":
                    words["letterhead"] = "\n".join(block["lines"])
                case "Signatures":
                    signers = [[*one["above"], one["name"], one["rank"], one["nip"]] for one in block["signers"]]
                    words["signatures"] = "\n".join(line for signer in signers for line in signer if line)
                case "Copies":
                    words["copies"] = "\n".join(block["entries"])
    return words


def comparison_lines(differences: Mapping[str, Any]) -> list[str]:
    """Return the differences that :func:`compared` gave, a line each; none for another number alone."""
    lines: list[str] = []
    if differences["period"][0] != differences["period"][1]:
        lines.append(_move(_("Period"), differences["period"]))
    lines += [_move(_label(name), pair) for name, pair in differences["summary"].items() if name != "number"]
    for groups in differences["groups"].values():
        lines += [
            f"{key}: " + "; ".join(_move(_label(name), pair) for name, pair in fields.items())
            for key, fields in groups.items()
        ]
    items = differences["items"]
    lines += [_("gone: {item}", item=_named(item)) for item in items["only_before"]]
    lines += [_("new: {item}", item=_named(item)) for item in items["only_after"]]
    for item in items["changed"]:
        told = "; ".join(_move(_label(name), pair) for name, pair in item["fields"].items())
        lines.append(f"{_named(item)}: {told}")
    names = {
        **{key: _(title) for key, title in SECTIONS.items()},
        "opening": _("Opening"),
        "letterhead": _("Letterhead"),
        "signatures": _("Signatures"),
        "copies": _("Copies to"),
    }
    lines += [_("the words of “{section}” differ", section=names.get(key, key)) for key in differences["words"]]
    return lines


def _named(item: Mapping[str, Any]) -> str:
    return f"{item['ref']}. {item['title']}"


def _move(name: str, pair: tuple[Any, Any]) -> str:
    before, after = ("-" if one is None else one for one in pair)
    return f"{name}: {before} → {after}"


def _label(name: str) -> str:
    from taskforce.model.records import record_spec

    words = {
        "as_of": _("As of"),
        "organisation": _("Organisation"),
        "total": _("Action items"),
        "overdue": _("Overdue"),
        "done": _("Done"),
        "percent_done": _("Done, in percent of the items"),
        "planned_percent": _("Planned, in percent by weight"),
        "actual_percent": _("Actual, in percent by weight"),
        "deviation": _("Deviation"),
        "due_next": _("Due next"),
        "name": _("Name"),
        "lead": _("Lead"),
        "agency": _("Agency"),
    }
    if name in words:
        return words[name]
    from taskforce.model.vocabulary import Status, label

    if name in list(Status):
        return label(Status(name))
    field = record_spec("action_item").by_name.get(name)
    return _(field.label) if field else name
