cwaudit profiles support-fusion -f markdown
