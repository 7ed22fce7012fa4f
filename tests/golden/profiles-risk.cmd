cwaudit profiles --risk msportal timus
