"""taskforce: action items, deadlines and the weekly report of a regency's Smart City task force."""

__version__ = "0.3.0"
