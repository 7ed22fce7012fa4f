cwaudit --as-of 2026-01-31 -f ndjson fixtures/exact/sync365
