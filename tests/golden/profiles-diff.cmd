cwaudit profiles --diff hudu it-glue
