cwaudit --as-of 2026-01-31 -f sarif fixtures/exact/sync365
