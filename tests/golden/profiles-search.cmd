cwaudit profiles visionary
