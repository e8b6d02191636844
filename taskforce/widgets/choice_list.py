"""The list of choices in dialogues."""

from __future__ import annotations

from textual.style import Style
from textual.widgets import OptionList


class ChoiceList(OptionList):
    """Textual's list, whose highlighted entry can also be told without colours.

    Textual forgets ``reverse`` when it makes the style of an entry, and nothing but that tells the entry where
    there are no colours, or where the line above the list has the focus.
    """

    def notify_style_update(self) -> None:
        """Entries are painted anew: their texts name colours of the theme."""
        if self.is_mounted:
            self._clear_caches()
        super().notify_style_update()

    def get_visual_style(self, *component_classes: str, partial: bool = False) -> Style:
        """The style of a part, reversed where the style sheet says so."""
        style = super().get_visual_style(*component_classes, partial=partial)
        if any(self.get_component_styles(name).text_style.reverse for name in component_classes):
            return style + Style(reverse=True)
        return style
