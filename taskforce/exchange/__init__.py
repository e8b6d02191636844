"""What goes in and out as files: sheets, workbooks, bundles, calendars."""
