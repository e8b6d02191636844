"""Items that come again: the rule, as an iCalendar RRULE, and the days that it gives."""
