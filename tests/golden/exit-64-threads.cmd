cwaudit --threads 0 fixtures/msp
