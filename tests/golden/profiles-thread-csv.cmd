cwaudit profiles -f csv thread | cmp - profiles/thread.csv && echo same
