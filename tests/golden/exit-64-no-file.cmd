cwaudit audit
