cwaudit inspect tests/hostile/ansi-name.csv tests/hostile/bidi-name.csv tests/hostile/zero-width.csv tests/hostile/newline-name.csv
