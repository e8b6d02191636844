"""Styles of the parts of a widget that paints itself, worked out when a part is first painted.

Textual has component classes for this, which it works out for every widget each time that its styles are looked
at: at the start of the app that was every second style, and most parts are seldom painted.
"""

from __future__ import annotations

from rich.style import Style
from textual.dom import DOMNode
from textual.widget import Widget


def part_style(widget: Widget, name: str) -> Style:
    """What CSS says of a part: a selector of the class ``name`` below ``widget``.

    The text style, and of the two colours those that are set, with such as ``auto 60%`` worked out.  Widgets
    forget what they asked for in ``notify_style_update``.
    """
    part = DOMNode(classes=name)
    part._attach(widget)
    widget.app.stylesheet.apply(part, animate=False)
    rules = part.styles
    blended = rules.rich_style
    return rules.text_style + Style(
        color=blended.color if rules.has_rule("color") else None,
        bgcolor=blended.bgcolor if rules.has_rule("background") else None,
    )
