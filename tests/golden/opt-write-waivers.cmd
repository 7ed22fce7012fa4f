cwaudit --as-of 2026-01-31 --write-waivers w.csv fixtures/exact/thread >/dev/null
cut -d , -f 1-12 w.csv
