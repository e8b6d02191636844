"""The area of the weekly report."""

from taskforce.screens.area import Area


class ReportScreen(Area):
    """The weekly report."""

    AREA = "report"
