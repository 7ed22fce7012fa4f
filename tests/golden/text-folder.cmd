cwaudit --as-of 2026-01-31 --summary fixtures/msp | head -n 3
