cwaudit live --site na.myconnectwise.net --company acme --waivers tests/hostile/no-header.csv tests/hostile/many-errors.csv
