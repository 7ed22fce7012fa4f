cwaudit --as-of 2026-01-31 -f csv fixtures/exact/sync365
