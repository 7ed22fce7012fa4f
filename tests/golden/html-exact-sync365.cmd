cwaudit --as-of 2026-01-31 -f html fixtures/exact/sync365
