cwaudit --as-of 2026-01-31 -f markdown fixtures/exact/sync365
